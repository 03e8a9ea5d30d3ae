"""Whether a database holds anything that only its own keys can open."""

from __future__ import annotations

from sqlalchemy import Engine, exists, inspect, select

from store.rotation import sealed_columns


def any_sealed(engine: Engine) -> bool:
    """True where at least one sealed value is stored; False for a database that is empty or was only just set up."""
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        return any(
            connection.scalar(select(exists().where(column.is_not(None), column != column.type.python_type())))
            for table, column in sealed_columns()
            if table.name in tables
        )
