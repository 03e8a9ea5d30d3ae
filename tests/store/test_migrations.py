"""The schema comes from migrations alone, and they say what the classes say, on both databases."""

from __future__ import annotations

import threading

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from store.schema import alembic_config, current_revision, head_revision, migrate
from store.session import Store, open_engine
from store.tables import Base
from tests.store.town import make_vault

NOT_IN_CLASSES = ("entry_words", "ix_entries_words", "alembic_version")  # one database's own way, made by hand


def is_ours(_object: object, name: str | None, _kind: str, _reflected: bool, _other: object) -> bool:
    return not (name or "").startswith(NOT_IN_CLASSES)


def test_migrated_schema_equals_the_classes(empty_database_url: str) -> None:
    engine = open_engine(empty_database_url)
    migrate(engine)
    options = {"include_object": is_ours, "compare_server_default": True, "target_metadata": Base.metadata}
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []
    partial = {index.name for table in Base.metadata.tables.values() for index in table.indexes if _where(index)}
    assert partial <= _partial_indexes(engine.url.get_backend_name(), engine)
    engine.dispose()


def _where(index: object) -> bool:
    return index.dialect_options["sqlite"]["where"] is not None  # type: ignore[attr-defined]


def _partial_indexes(backend: str, engine: object) -> set[str]:
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'"
        if backend == "sqlite"
        else "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '% WHERE %'"
    )
    with engine.connect() as connection:  # type: ignore[attr-defined]
        return set(connection.scalars(text(query)))


def test_migrating_again_changes_nothing(empty_database_url: str) -> None:
    engine = open_engine(empty_database_url)
    assert current_revision(engine) is None
    migrate(engine)
    assert current_revision(engine) == head_revision() is not None
    migrate(engine)
    engine.dispose()


def test_the_way_back_leaves_nothing(empty_database_url: str) -> None:
    engine = open_engine(empty_database_url)
    migrate(engine)
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate(engine)
    engine.dispose()


def test_two_that_start_at_once_migrate_once(empty_database_url: str) -> None:
    stores = [Store(empty_database_url, make_vault()) for _ in range(2)]
    failures: list[BaseException] = []

    def run(store: Store) -> None:
        try:
            store.migrate()
        except BaseException as error:  # noqa: BLE001 - shown below
            failures.append(error)

    threads = [threading.Thread(target=run, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    for store in stores:
        store.close()


def test_sqlite_is_opened_as_the_law_of_the_house_says(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    with engine.connect() as connection:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        assert [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names] == ["wal", 2, 1, 30000]
    engine.dispose()
