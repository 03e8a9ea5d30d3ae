"""Keeps who read what, requests for rights and for a person's own data, and who was shown which privacy notice."""

from __future__ import annotations

from alembic import op

from store.migrations.shorthand import BIG, FLAG, INSTANT, TEXT, index, key, may, need, once, refer

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_SQLITE = (
    "CREATE TRIGGER readings_no_delete BEFORE DELETE ON readings BEGIN SELECT RAISE(ABORT, 'readings are final'); END",
    "CREATE TRIGGER readings_no_update BEFORE UPDATE OF seq, at, kind, digest, hash ON readings "
    "BEGIN SELECT RAISE(ABORT, 'readings are final'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION readings_are_final() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'readings are final'; END $$",
    "CREATE TRIGGER readings_no_delete BEFORE DELETE ON readings FOR EACH ROW EXECUTE FUNCTION readings_are_final()",
    "CREATE TRIGGER readings_no_update BEFORE UPDATE OF seq, at, kind, digest, hash ON readings "
    "FOR EACH ROW EXECUTE FUNCTION readings_are_final()",
    "CREATE TRIGGER readings_no_truncate BEFORE TRUNCATE ON readings "
    "FOR EACH STATEMENT EXECUTE FUNCTION readings_are_final()",
)


def upgrade() -> None:
    _create_readings()
    _create_requests()
    for statement in _SQLITE if _is_sqlite() else _POSTGRESQL:
        op.execute(statement)


def _create_readings() -> None:
    op.create_table(
        "readings",
        *need(BIG, "seq", "person_id"),
        *need(INSTANT, "at"),
        *need(TEXT, "kind", "told_sealed", "salt", "digest", "hash"),
        *may(BIG, "ticket_id"),
        *key("readings", "seq"),
    )
    index("readings", "person_id", "seq")
    index("readings", "ticket_id", "seq")


def _create_requests() -> None:
    op.create_table(
        "role_requests",
        *key("role_requests"),
        *need(INSTANT, "at"),
        *need(BIG, "asked_by", "person_id", "decided_by"),
        *need(TEXT, "role", "state"),
        *need(FLAG, "gives"),
        *may(INSTANT, "decided_at"),
        *refer("role_requests", person_id="people"),
    )
    op.create_table("privacy_notices", *need(TEXT, "version", "content"), *need(INSTANT, "at"),
                    *key("privacy_notices", "version"))  # fmt: skip
    op.create_table(
        "notice_readers",
        *key("notice_readers"),
        *need(BIG, "person_id"),
        *need(TEXT, "version", "platform"),
        *need(INSTANT, "at"),
        *refer("notice_readers", person_id="people"),
        once("notice_readers", "person_id", "version"),
    )
    op.create_table(
        "own_data_requests",
        *key("own_data_requests"),
        *need(BIG, "person_id", "decided_by"),
        *need(INSTANT, "at"),
        *need(TEXT, "words_sealed", "answer_sealed"),
        *may(INSTANT, "decided_at"),
        *refer("own_data_requests", person_id="people"),
    )


def downgrade() -> None:
    for table in ("own_data_requests", "notice_readers", "privacy_notices", "role_requests", "readings"):
        op.drop_table(table)
    if not _is_sqlite():
        op.execute("DROP FUNCTION readings_are_final()")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
