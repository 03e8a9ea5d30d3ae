"""What caused a message, what became of a callback and how often it was delivered: told by `objection trace`."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import BIG, TEXT, index

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbox", sa.Column("message_id", TEXT, nullable=False, server_default=sa.text("''")))
    op.add_column("inbox", sa.Column("repeats", BIG, nullable=False, server_default=sa.text("0")))
    op.add_column("inbox", sa.Column("result", TEXT, nullable=False, server_default=sa.text("''")))
    op.add_column("outbox", sa.Column("cause", TEXT, nullable=False, server_default=sa.text("''")))
    op.add_column("outbox", sa.Column("held_for", TEXT, nullable=False, server_default=sa.text("''")))
    index("outbox", "cause", name="ix_outbox_cause", where="cause <> ''")


def downgrade() -> None:
    op.drop_index("ix_outbox_cause", "outbox")
    op.drop_column("outbox", "held_for")
    op.drop_column("outbox", "cause")
    op.drop_column("inbox", "result")
    op.drop_column("inbox", "repeats")
    op.drop_column("inbox", "message_id")
