"""The record: an authenticated sequence of everything written, its end, its keys, its signed heads, import lists."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import BIG, FLAG, INSTANT, TEXT, index, key, need

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_BEFORE = {
    "办理步骤": ("history", "id"), "登记事项": ("tickets", "id"), "附件": ("attachments", "id"),
    "通知送达": ("outbox", "id"), "管理操作": ("deeds", "id"), "目录更正": ("correction_lines", "id"),
    "匿名化": ("erasures", "id"), "档案导出": ("archive_exports", "id"), "质量报告": ("quality_reports", "id"),
    "放假通知": ("notice_files", "year * 1000 + version"), "部门": ("departments", "id"), "人员": ("people", "id"),
    "代理": ("stand_ins", "id"),
}  # fmt: skip
_FINAL = {"record_log": ("UPDATE", "DELETE"), "record_heads": ("UPDATE", "DELETE"),
          "record_epochs": ("DELETE",), "import_lists": ("DELETE",)}  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "record_log",
        *need(BIG, "seq", "step", "epoch"),
        *need(TEXT, "kind", "subject", "digest", "leaf", "mac"),
        *need(INSTANT, "at"),
        *need(FLAG, "found"),
        *key("record_log", "seq"),
    )
    index("record_log", "kind", "step")
    index("record_log", "subject")
    op.create_table(
        "record_tip", *need(BIG, "id", "seq", "epoch"), *need(TEXT, "mac", "seal"), *key("record_tip", "id")
    )
    op.create_table(
        "record_epochs",
        *need(BIG, "epoch"),
        *need(TEXT, "record", "public", "handover", "keys_sealed"),
        *need(INSTANT, "opened_at"),
        *key("record_epochs", "epoch"),
    )
    op.create_table(
        "record_heads", *key("record_heads"), *need(BIG, "size"), *need(TEXT, "content"), *need(INSTANT, "at")
    )
    op.create_table(
        "import_lists",
        *key("import_lists"),
        *need(TEXT, "kind", "loaded_by", "file", "list_sealed"),
        *need(INSTANT, "at"),
        sa.Column("told", BIG, nullable=False, server_default=sa.text("0")),
    )
    for statement in _guards():
        op.execute(statement)
    _note_what_is_there()


def _note_what_is_there() -> None:
    """The last row of each kind, so that the first start seals as found what was there, and nothing else."""
    connection, last = op.get_bind(), dict[str, int]()
    for name, (table, column) in _BEFORE.items():
        found = connection.execute(sa.text(f"SELECT max({column}) FROM {table}")).scalar()  # noqa: S608
        last |= {name: int(found)} if found else {}
    if last:
        note = sa.text("INSERT INTO meta (key, value) VALUES ('record:before', :value)")
        connection.execute(note, {"value": json.dumps(last, ensure_ascii=False, sort_keys=True)})


def downgrade() -> None:
    op.execute("DELETE FROM meta WHERE key = 'record:before'")
    for table in ("import_lists", "record_heads", "record_epochs", "record_tip", "record_log"):
        op.drop_table(table)
    if not _is_sqlite():
        op.execute("DROP FUNCTION record_is_final()")


def _guards() -> tuple[str, ...]:
    if _is_sqlite():
        return tuple(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'the record is final'); END"
            for table, acts in _FINAL.items()
            for act in acts
        )
    return (
        "CREATE FUNCTION record_is_final() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the record is final'; END $$",
        *(
            f"CREATE TRIGGER {table}_final BEFORE {' OR '.join(acts)} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION record_is_final()"
            for table, acts in _FINAL.items()
        ),
        *(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION record_is_final()"
            for table in _FINAL
        ),
    )


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
