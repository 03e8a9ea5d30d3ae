"""What the second edition of the own rules must know of a case: who acted, what was told, how often, ex officio."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import BIG, DAY, FLAG, INSTANT, TEXT, index

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_TEXTS = ("to_tell", "told_attempts", "ended_from")
_COUNTS = ("recorded_by", "cooperations", "specials", "special_lapses", "pending_by", "repaired_by", "confirmed_by")
_FLAGS = ("letter_sent", "ex_officio", "special_pending", "platform_returned", "indefinite", "flag_unconfirmed",
    "fault_found", "supplement_arrived", "asked_to_cooperate", "reply_returned",
)  # fmt: skip
_INDEXES = {"untold": "to_tell <> ''", "pending": "pending <> ''", "unconfirmed": "flag_unconfirmed"}


def upgrade() -> None:
    op.add_column("tickets", sa.Column("withdrawn_at", INSTANT, nullable=True))
    op.add_column("tickets", sa.Column("pending_on", DAY, nullable=True))
    for name in _TEXTS:
        op.add_column("tickets", sa.Column(name, TEXT, nullable=False, server_default=sa.text("''")))
    for name in _COUNTS:
        op.add_column("tickets", sa.Column(name, BIG, nullable=False, server_default=sa.text("0")))
    for name in _FLAGS:
        op.add_column("tickets", sa.Column(name, FLAG, nullable=False, server_default=sa.false()))

    for name, where in _INDEXES.items():
        index("tickets", "id", name=f"ix_tickets_{name}", where=where)


def downgrade() -> None:
    for name in _INDEXES:
        op.drop_index(f"ix_tickets_{name}", "tickets")
    for name in (*_TEXTS, *_COUNTS, *_FLAGS, "withdrawn_at", "pending_on"):
        op.drop_column("tickets", name)
