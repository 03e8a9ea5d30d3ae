"""Makes history append-only by triggers, and gives the catalogue its search index, each in its database's own way."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SQLITE = (
    *(
        f"CREATE TRIGGER history_no_{act.lower()} BEFORE {act} ON history "
        "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
        for act in ("UPDATE", "DELETE")
    ),
    "CREATE VIRTUAL TABLE entry_words USING fts5(words, content='', tokenize='unicode61')",
    "CREATE TRIGGER entries_words_insert AFTER INSERT ON entries "
    "BEGIN INSERT INTO entry_words(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER entries_words_delete AFTER DELETE ON entries "
    "BEGIN INSERT INTO entry_words(entry_words, rowid, words) VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER entries_words_update AFTER UPDATE OF words ON entries "
    "BEGIN INSERT INTO entry_words(entry_words, rowid, words) VALUES ('delete', old.id, old.words); "
    "INSERT INTO entry_words(rowid, words) VALUES (new.id, new.words); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'history is append-only'; END $$",
    "CREATE TRIGGER history_append_only BEFORE UPDATE OR DELETE ON history "
    "FOR EACH ROW EXECUTE FUNCTION history_is_append_only()",
    "CREATE TRIGGER history_no_truncate BEFORE TRUNCATE ON history "
    "FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only()",
    # The parser is passed by on both sides: under some locales it does not know Chinese letters from punctuation.
    "CREATE INDEX ix_entries_words ON entries USING gin (array_to_tsvector(string_to_array(words, ' ')))",
)
_UNDO_SQLITE = (
    "DROP TABLE entry_words",
    *(f"DROP TRIGGER entries_words_{act}" for act in ("insert", "delete", "update")),
    *(f"DROP TRIGGER history_no_{act}" for act in ("update", "delete")),
)
_UNDO_POSTGRESQL = (
    "DROP INDEX ix_entries_words",
    "DROP TRIGGER history_append_only ON history",
    "DROP TRIGGER history_no_truncate ON history",
    "DROP FUNCTION history_is_append_only()",
)


def upgrade() -> None:
    for statement in _SQLITE if _is_sqlite() else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for statement in _UNDO_SQLITE if _is_sqlite() else _UNDO_POSTGRESQL:
        op.execute(statement)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
