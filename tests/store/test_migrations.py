"""Migrations give the same schema as the mapped classes, on both databases."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from store.engine.migration import alembic_config, current_revision, head_revision, migrate, run_migrations
from store.engine.schema_snapshot import SNAPSHOT
from store.engine.session import Store, open_engine
from store.tables import Base
from tests.store.district_fixture import make_vault
from tools.schema_snapshot import snapshot

NOT_IN_CLASSES = (  # specific to one database, created by hand
    "entry_words", "ix_entries_words", "alembic_version", "procrastinate_", "idx_procrastinate_", "objection_jobs_",
)  # fmt: skip


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


def test_the_schema_snapshot_equals_the_migrations(tmp_path: Path) -> None:
    """If stale, run `python -m tools.schema_snapshot`; until then new databases run all migrations."""
    assert SNAPSHOT.read_text(encoding="utf-8") == snapshot()
    drawn, stepped = (open_engine(f"sqlite:///{tmp_path / name}.db") for name in ("drawn", "stepped"))
    migrate(drawn)
    run_migrations(stepped, "head")
    assert _everything(drawn) == _everything(stepped)
    drawn.dispose()
    stepped.dispose()


def test_a_stale_snapshot_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stale = tmp_path / "stale.sql"
    stale.write_text("-- of other steps\nCREATE TABLE wrong (id INTEGER);\n", encoding="utf-8")
    monkeypatch.setattr("store.engine.schema_snapshot.SNAPSHOT", stale)
    engine = open_engine(f"sqlite:///{tmp_path / 'new.db'}")
    migrate(engine)
    assert current_revision(engine) == head_revision()
    assert "wrong" not in inspect(engine).get_table_names()
    engine.dispose()


def _everything(engine: Engine) -> tuple[set[tuple[object, ...]], list[str]]:
    with engine.connect() as connection:
        made = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master")
        driver: Any = connection.connection.driver_connection
        return {tuple(row) for row in made}, sorted(driver.iterdump())


def test_migration_is_idempotent(empty_database_url: str) -> None:
    engine = open_engine(empty_database_url)
    assert current_revision(engine) is None
    migrate(engine)
    assert current_revision(engine) == head_revision() is not None
    migrate(engine)
    engine.dispose()


def test_downgrading_all_migrations_leaves_nothing(empty_database_url: str) -> None:
    engine = open_engine(empty_database_url)
    migrate(engine)
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate(engine)
    engine.dispose()


def test_concurrent_starts_migrate_once(empty_database_url: str) -> None:
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


def test_sqlite_pragmas(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    with engine.connect() as connection:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        assert [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names] == ["wal", 2, 1, 30000]
    engine.dispose()
