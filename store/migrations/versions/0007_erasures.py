"""Keeps what an inspection of a file found, and what was erased of closed tickets, which nobody can rewrite."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import BIG, INSTANT, JSON, TEXT, index, key, need, refer

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ACTS = ("UPDATE", "DELETE")


def upgrade() -> None:
    op.add_column("attachments", sa.Column("findings", JSON, nullable=True))
    op.create_table(
        "erasures",
        *key("erasures"),
        *need(BIG, "ticket_id", "seq"),
        *need(INSTANT, "at"),
        *need(TEXT, "rule", "history_head", "what", "prev_hash", "hash"),
        *refer("erasures", ticket_id="tickets"),
    )
    index("erasures", "ticket_id")
    for statement in _guards():
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("erasures")
    if not _is_sqlite():
        op.execute("DROP FUNCTION erasures_are_final()")
    op.drop_column("attachments", "findings")


def _guards() -> tuple[str, ...]:
    if _is_sqlite():
        return tuple(
            f"CREATE TRIGGER erasures_no_{act.lower()} BEFORE {act} ON erasures "
            "BEGIN SELECT RAISE(ABORT, 'erasures are final'); END"
            for act in _ACTS
        )
    return (
        "CREATE FUNCTION erasures_are_final() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'erasures are final'; END $$",
        "CREATE TRIGGER erasures_final BEFORE UPDATE OR DELETE ON erasures "
        "FOR EACH ROW EXECUTE FUNCTION erasures_are_final()",
        "CREATE TRIGGER erasures_no_truncate BEFORE TRUNCATE ON erasures "
        "FOR EACH STATEMENT EXECUTE FUNCTION erasures_are_final()",
    )


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
