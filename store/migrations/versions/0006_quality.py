"""Keeps closed periods' quality reports, which nobody can rewrite."""

from __future__ import annotations

from alembic import op

from store.migrations.shorthand import BIG, DAY, INSTANT, TEXT, key, need, once

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ACTS = ("UPDATE", "DELETE")


def upgrade() -> None:
    op.create_table(
        "quality_reports",
        *key("quality_reports"),
        *need(TEXT, "period"),
        *need(BIG, "version"),
        *need(TEXT, "content", "sha256"),
        *need(INSTANT, "until", "known"),
        *need(TEXT, "calendar"),
        *need(DAY, "publish_on"),
        once("quality_reports", "period", "version"),
    )
    for statement in _guards():
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("quality_reports")
    if not _is_sqlite():
        op.execute("DROP FUNCTION quality_reports_are_final()")


def _guards() -> tuple[str, ...]:
    if _is_sqlite():
        return tuple(
            f"CREATE TRIGGER quality_reports_no_{act.lower()} BEFORE {act} ON quality_reports "
            "BEGIN SELECT RAISE(ABORT, 'quality reports are final'); END"
            for act in _ACTS
        )
    return (
        "CREATE FUNCTION quality_reports_are_final() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'quality reports are final'; END $$",
        "CREATE TRIGGER quality_reports_final BEFORE UPDATE OR DELETE ON quality_reports "
        "FOR EACH ROW EXECUTE FUNCTION quality_reports_are_final()",
        "CREATE TRIGGER quality_reports_no_truncate BEFORE TRUNCATE ON quality_reports "
        "FOR EACH STATEMENT EXECUTE FUNCTION quality_reports_are_final()",
    )


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
