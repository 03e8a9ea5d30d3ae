"""The district's own closures live in the database: one truth for all servers, and a history of it."""

from __future__ import annotations

from alembic import op

from store.migrations.shorthand import BIG, DAY, INSTANT, TEXT, key, may, need

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_ACTS = ("UPDATE", "DELETE")


def upgrade() -> None:
    op.create_table(
        "closures",
        *key("closures"),
        *need(DAY, "first_day", "last_day"),
        *need(TEXT, "reason", "document"),
        *need(INSTANT, "loaded_at"),
        *need(TEXT, "loaded_by"),
        *may(BIG, "withdraws"),
    )
    for statement in _guards():
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("closures")
    if not _is_sqlite():
        op.execute("DROP FUNCTION closures_are_final()")


def _guards() -> tuple[str, ...]:
    if _is_sqlite():
        return tuple(
            f"CREATE TRIGGER closures_no_{act.lower()} BEFORE {act} ON closures "
            "BEGIN SELECT RAISE(ABORT, 'closures are final'); END"
            for act in _ACTS
        )
    return (
        "CREATE FUNCTION closures_are_final() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'closures are final'; END $$",
        "CREATE TRIGGER closures_final BEFORE UPDATE OR DELETE ON closures "
        "FOR EACH ROW EXECUTE FUNCTION closures_are_final()",
        "CREATE TRIGGER closures_no_truncate BEFORE TRUNCATE ON closures "
        "FOR EACH STATEMENT EXECUTE FUNCTION closures_are_final()",
    )


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
