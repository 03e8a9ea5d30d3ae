"""Precompiled statements for inbox and outbox: compiled once for each database, then run by the driver directly."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Executable
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError

Convert = Callable[[Any], Any]


class Answer(Protocol):
    """The result in the driver's types: for numbers and counts; use `Prepared.rows` for the rest."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> Sequence[Any]: ...


class _Form:
    """One statement compiled for one dialect, with the converters of its values."""

    def __init__(self, statement: Executable, names: list[str] | None, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=names)  # type: ignore[attr-defined]
        self.sql = str(compiled)
        self.positional = compiled.positiontup is not None
        order = compiled.positiontup or compiled.bind_names.values()
        self.fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        self.converters = [(name, _converter(compiled.binds[name], dialect)) for name in order]
        columns = getattr(statement, "selected_columns", ())
        self.results = [(column.name, _reader(column, dialect)) for column in columns]

    def bound(self, values: Mapping[str, Any]) -> Any:
        values = {**self.fixed, **values} if self.fixed else values
        if self.positional:
            return [convert(values[name]) if convert else values[name] for name, convert in self.converters]
        return {name: convert(values[name]) if convert else values[name] for name, convert in self.converters}


def _reader(column: Any, dialect: Dialect) -> Convert | None:
    convert: Convert | None = column.type.dialect_impl(dialect).result_processor(dialect, None)
    return convert


def _converter(bind: Any, dialect: Dialect) -> Convert | None:
    convert: Convert | None = bind.type.dialect_impl(dialect).bind_processor(dialect)
    return convert


class Prepared:
    """Runs a Core statement without SQLAlchemy's overhead, at a third of its cost; values pass the column types.

    `make` gives the statement for a dialect's name; what changes from run to run must be a named parameter. `names`
    are the columns of an insert. Errors are SQLAlchemy's.
    """

    def __init__(self, make: Callable[[str], Executable], names: Iterable[str] | None = None) -> None:
        self._make = make
        self._names = None if names is None else list(names)
        self._forms: WeakKeyDictionary[Dialect, _Form] = WeakKeyDictionary()  # converters use the keys of a store

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Answer:
        """Execute in the connection's transaction. Every value must be given: defaults are not filled in."""
        form = self._form(connection.dialect)
        driver: Any = connection.connection.dbapi_connection
        if not isinstance(driver, sqlite3.Connection):
            return connection.exec_driver_sql(form.sql, form.bound(values))
        try:
            return driver.execute(form.sql, form.bound(values))
        except sqlite3.Error as error:
            raise DBAPIError.instance(form.sql, None, error, sqlite3.Error) from error

    def run_all(self, connection: Connection, several: Sequence[Mapping[str, Any]]) -> None:
        """Execute once for each; on PostgreSQL they go together. An insert that gives back nothing, or an update."""
        form = self._form(connection.dialect)
        driver: Any = connection.connection.dbapi_connection
        bound = [form.bound(values) for values in several]
        if not bound:
            return
        if not isinstance(driver, sqlite3.Connection):
            connection.exec_driver_sql(form.sql, bound)
            return
        try:
            driver.executemany(form.sql, bound)
        except sqlite3.Error as error:
            raise DBAPIError.instance(form.sql, None, error, sqlite3.Error) from error

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What a select of named columns finds, each value as its column's type gives it."""
        results = self._form(connection.dialect).results
        found = self.run(connection, values).fetchall()
        return [
            {name: convert(value) if convert else value for (name, convert), value in zip(results, row, strict=True)}
            for row in found
        ]

    def _form(self, dialect: Dialect) -> _Form:
        form = self._forms.get(dialect)
        if form is None:
            form = self._forms[dialect] = _Form(self._make(dialect.name), self._names, dialect)
        return form
