"""Cases are recognised by what identifies their record, and found by their words, each in one encrypted piece."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import BIG, BYTES, TEXT, index, key, need

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_ADD = 'INSERT INTO case_keys (ticket_id, sort, "key") SELECT id,'
TAKEN_OVER = (  # what was recognised before is recognised at once; the rest is read in the background
    f"{_ADD} 'words', substr(record_key_index, 1, 32) FROM tickets WHERE record_key_index <> ''",
    f"{_ADD} 'source', CASE WHEN entry_id IS NULL THEN 'unlisted' ELSE 'entry ' || CAST(entry_id AS TEXT) END "
    "FROM tickets WHERE record_key_index <> ''",
)


def upgrade() -> None:
    op.create_table(
        "case_keys",
        *key("case_keys"),
        *need(BIG, "ticket_id"),
        *need(TEXT, "sort", "key"),
        _with_its_case("case_keys"),
    )
    index("case_keys", "key")
    index("case_keys", "ticket_id")
    op.create_table(
        "case_words",
        *need(BIG, "ticket_id"),
        *need(BYTES, "filed", "later"),
        *key("case_words", "ticket_id"),
        _with_its_case("case_words"),
    )
    for statement in TAKEN_OVER:
        op.execute(statement)
    op.drop_index("ix_tickets_record", "tickets")
    op.drop_index("ix_flags_record_index", "flags")


def _with_its_case(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=f"fk_{table}_ticket_id", ondelete="CASCADE")


def downgrade() -> None:
    index("flags", "record_index")
    index("tickets", "record_key_index", name="ix_tickets_record")
    op.drop_table("case_words")
    op.drop_table("case_keys")
