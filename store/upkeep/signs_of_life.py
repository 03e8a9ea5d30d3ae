"""Signs of life of all processes of one installation, by the database's clock: roles, and each sweep's last success.

On PostgreSQL, where the process that is asked need not be the one that works.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

BEAT = (  # also run by the workers' own connections
    "INSERT INTO meta (key, value) VALUES ('alive:' || %(name)s, extract(epoch FROM clock_timestamp())::text) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
_AGES = text(
    "SELECT substr(key, 7), extract(epoch FROM clock_timestamp())::float - value::float "
    "FROM meta WHERE key LIKE 'alive:%'"
)


def beat(connection: Connection, name: str) -> None:
    """This role is at work, or this sweep has come to its end, now."""
    connection.exec_driver_sql(BEAT, {"name": name})


def ages(connection: Connection) -> dict[str, float]:
    """Seconds since the latest sign of each."""
    return {name: max(0.0, float(age)) for name, age in connection.execute(_AGES)}
