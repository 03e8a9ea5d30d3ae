"""Spelling aids of the migrations; what a released migration says with them must never change its meaning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
TEXT, FLAG, DAY, JSON, BYTES = sa.Text(), sa.Boolean(), sa.Date(), sa.JSON(), sa.LargeBinary()


def key(table: str, *names: str) -> Iterator[sa.schema.SchemaItem]:
    """The primary key: a number the database gives, or the named columns, which follow."""
    if not names:
        yield sa.Column("id", BIG, nullable=False)
    yield sa.PrimaryKeyConstraint(*(names or ("id",)), name=f"pk_{table}")


def need(kind: sa.types.TypeEngine[Any], *names: str) -> Iterator[sa.Column[Any]]:
    """Columns that always have a value."""
    yield from (sa.Column(name, kind, nullable=False, autoincrement=False) for name in names)


def may(kind: sa.types.TypeEngine[Any], *names: str) -> Iterator[sa.Column[Any]]:
    """Columns that may be empty."""
    yield from (sa.Column(name, kind, nullable=True) for name in names)


def refer(table: str, **targets: str) -> Iterator[sa.ForeignKeyConstraint]:
    for name, target in targets.items():
        yield sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_{table}_{name}")


def once(table: str, *names: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*names, name=f"uq_{table}_{'_'.join(names)}")


def index(table: str, *names: str, name: str = "", where: str = "") -> None:
    """An index; with `where` it holds only the rows that fit."""
    condition = sa.text(where) if where else None
    op.create_index(
        name or f"ix_{table}_{'_'.join(names)}",
        table,
        list(names),
        sqlite_where=condition,
        postgresql_where=condition,
    )
