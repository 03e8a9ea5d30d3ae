"""Schema migrations (Alembic), forward only; a start that needs none does not import Alembic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect

from store.engine.schema_snapshot import MIGRATIONS, create_from_snapshot

if TYPE_CHECKING:
    from alembic.config import Config


class NewerSchema(Exception):
    """The database was migrated by a newer program; `str()` is its revision."""


def is_newer(revision: str | None) -> bool:
    """Whether a revision is of a program that this one does not know."""
    return revision is not None and not any((MIGRATIONS / "versions").glob(f"{revision}_*.py"))


def migrate(engine: Engine, target: str = "head") -> None:
    """Bring the database to the newest schema; safe to run again, and from two processes at once.

    Raises NewerSchema.
    """
    found = current_revision(engine)
    if is_newer(found):
        raise NewerSchema(found)
    if target == "head" and (found == head_revision() or _drawn(engine)):
        return
    run_migrations(engine, target)


def _drawn(engine: Engine) -> bool:
    if engine.dialect.name != "sqlite":
        return False
    with engine.begin() as connection:
        return create_from_snapshot(connection)


def run_migrations(engine: Engine, target: str) -> None:
    """Run the Alembic migrations, which works for every database."""
    from alembic import command

    config = alembic_config()
    with engine.connect() as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(
                "SELECT pg_advisory_xact_lock(28202202)"
            )  # of two starting processes one migrates
        config.attributes["connection"] = connection
        command.upgrade(config, target)


def alembic_config() -> Config:
    """Alembic's configuration; the connection is put into its attributes."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def current_revision(engine: Engine) -> str | None:
    """The schema revision the database has, None where it was never migrated."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return None if found is None else str(found)


def head_revision() -> str:
    """The schema revision this program needs: the number that the last step's file begins with."""
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
