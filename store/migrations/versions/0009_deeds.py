"""Keeps who loaded a holiday notice, and what operators did outside of any ticket, which nobody can rewrite."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import BIG, INSTANT, TEXT, index, key, need

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ACTS = ("UPDATE", "DELETE")


def upgrade() -> None:
    op.drop_index("ix_outbox_message", "outbox")  # no platform tells of reading by a message's id
    op.add_column("notice_files", sa.Column("loaded_by", TEXT, nullable=True))
    op.add_column("notice_files", sa.Column("replaces", BIG, nullable=True))
    op.create_table(
        "deeds",
        *key("deeds"),
        *need(INSTANT, "at"),
        *need(BIG, "person_id", "subject"),
        *need(TEXT, "act", "note"),
    )
    for statement in _guards():
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("deeds")
    if not _is_sqlite():
        op.execute("DROP FUNCTION deeds_are_final()")
    op.drop_column("notice_files", "replaces")
    op.drop_column("notice_files", "loaded_by")
    index("outbox", "message_id", name="ix_outbox_message", where="message_id <> ''")


def _guards() -> tuple[str, ...]:
    if _is_sqlite():
        return tuple(
            f"CREATE TRIGGER deeds_no_{act.lower()} BEFORE {act} ON deeds "
            "BEGIN SELECT RAISE(ABORT, 'deeds are final'); END"
            for act in _ACTS
        )
    return (
        "CREATE FUNCTION deeds_are_final() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'deeds are final'; END $$",
        "CREATE TRIGGER deeds_final BEFORE UPDATE OR DELETE ON deeds FOR EACH ROW EXECUTE FUNCTION deeds_are_final()",
        "CREATE TRIGGER deeds_no_truncate BEFORE TRUNCATE ON deeds "
        "FOR EACH STATEMENT EXECUTE FUNCTION deeds_are_final()",
    )


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
