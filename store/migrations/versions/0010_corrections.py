"""Keeps what tickets have shown to be wrong in the catalogue, and who settled it; its lines nobody can rewrite."""

from __future__ import annotations

from alembic import op

from store.migrations.shorthand import BIG, INSTANT, TEXT, index, key, may, need, refer

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ACTS = ("UPDATE", "DELETE")


def upgrade() -> None:
    op.create_table(
        "corrections",
        *key("corrections"),
        *need(BIG, "entry_id", "department_id", "suggested_id"),
        *need(TEXT, "code", "name", "state"),
        *need(INSTANT, "opened_at"),
        *may(INSTANT, "settled_at"),
        *refer("corrections", entry_id="entries", department_id="departments", suggested_id="departments"),
    )
    index("corrections", "entry_id", "suggested_id", name="ix_corrections_entry")
    index("corrections", "id", name="ix_corrections_open", where="settled_at IS NULL")
    op.create_table(
        "correction_lines",
        *key("correction_lines"),
        *need(BIG, "correction_id", "person_id", "acting_for"),
        *need(TEXT, "act", "reason"),
        *need(INSTANT, "at"),
        *may(BIG, "ticket_id", "seq", "before_id", "after_id"),
        *refer("correction_lines", correction_id="corrections", ticket_id="tickets"),
    )
    index("correction_lines", "correction_id")
    index("correction_lines", "ticket_id", name="ix_correction_lines_ticket", where="ticket_id IS NOT NULL")
    for statement in _guards():
        op.execute(statement)


def downgrade() -> None:
    for table in ("correction_lines", "corrections"):
        op.drop_table(table)
    if not _is_sqlite():
        op.execute("DROP FUNCTION correction_lines_are_final()")


def _guards() -> tuple[str, ...]:
    if _is_sqlite():
        return tuple(
            f"CREATE TRIGGER correction_lines_no_{act.lower()} BEFORE {act} ON correction_lines "
            "BEGIN SELECT RAISE(ABORT, 'the lines of catalogue corrections are final'); END"
            for act in _ACTS
        )
    return (
        "CREATE FUNCTION correction_lines_are_final() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the lines of catalogue corrections are final'; END $$",
        "CREATE TRIGGER correction_lines_final BEFORE UPDATE OR DELETE ON correction_lines "
        "FOR EACH ROW EXECUTE FUNCTION correction_lines_are_final()",
        "CREATE TRIGGER correction_lines_no_truncate BEFORE TRUNCATE ON correction_lines "
        "FOR EACH STATEMENT EXECUTE FUNCTION correction_lines_are_final()",
    )


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
