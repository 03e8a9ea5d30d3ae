"""Column types: aware UTC instants, enumerations of the regulation, encrypted text, plain JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Generic, TypeVar, cast

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TextClause,
    literal_column,
    type_coerce,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column
from sqlalchemy.types import JSON, TypeDecorator

from regulation.states import Action, ClockKind, Outcome, Party, Result, Role, State, Track, Verdict
from store.vault import Vault, is_clear

E = TypeVar("E", bound=StrEnum)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored and returned in UTC. A naive one raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive instant {value!r}: the store keeps aware ones only")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[E], Generic[E]):
    """A StrEnum of the regulation, stored as its value."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[E]) -> None:
        super().__init__()
        self.words = words
        self._read: dict[str | None, E | None] = {None: None, **{word.value: word for word in words}}
        self._written: dict[E | None, str | None] = {None: None, **{word: word.value for word in words}}

    def bind_processor(self, dialect: Dialect) -> Callable[[E | None], str | None]:  # noqa: ARG002
        return self._written.__getitem__

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], E | None]:  # noqa: ARG002
        return self._read.__getitem__


_BIG = BigInteger().with_variant(Integer, "sqlite")  # SQLite autoincrements INTEGER keys only
Id = Annotated[int, mapped_column(_BIG, primary_key=True)]
_WORDS = (Action, ClockKind, Outcome, Party, Result, Role, State, Track, Verdict)


class Base(DeclarativeBase):
    """Every table; constraint names are fixed so that migrations can address them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: _BIG,
        str: Text,
        bytes: LargeBinary,
        date: Date,
        datetime: UtcDateTime,
        Sequence[int]: JSON,
        dict[str, Any]: JSON,
        **{words: Word(words) for words in _WORDS},
    }


def partial(name: str, *columns: str, where: TextClause, unique: bool = False) -> Index:
    """A partial index. The migrations create it on both databases; naming PostgreSQL here would import its dialect
    into every SQLite server.
    """
    return Index(name, *columns, unique=unique, sqlite_where=where)


def fixed(words: str) -> ColumnElement[Any]:
    """Literal SQL, for the condition of a partial index.

    With a parameter in that condition SQLite recompiles the statement at every run, or ignores the index and scans
    the table.
    """
    return literal_column(words)


def table_of(row: type[Base]) -> Table:
    """The Core table of a class: statements on it give plain rows outside of any session."""
    return cast(Table, row.__table__)


class SealedText(TypeDecorator[str]):
    """A text that is encrypted on its way into the database and opened on its way out, by the keys of its store.

    It can't be compared in SQL. A value from before the column was encrypted is read as it is.
    """

    impl = Text
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else keys_of(dialect).seal(value, self.context)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return value if value is None or is_clear(value) else keys_of(dialect).open(value, self.context)


class KeyedIndex(TypeDecorator[str]):
    """The keyed hash of a text that is given in clear: equal texts are found and compared without being readable.

    `mark` begins every hash of a column that once held the text itself, so that the two can be told apart.
    """

    impl = Text
    cache_ok = True

    def __init__(self, context: str, mark: str = "") -> None:
        super().__init__()
        self.context, self.mark = context, mark

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.of(keys_of(dialect), value)

    def of(self, vault: Vault, value: str) -> str:
        """The value of the column; empty for the empty text."""
        return self.mark + vault.index(value, self.context) if value else ""


def hand_keys(dialect: Dialect, keys: Callable[[], Vault]) -> None:
    """Let the columns of this type on an engine's connections use the keys of its store."""
    dialect.objection_keys = keys  # type: ignore[attr-defined]


def keys_of(dialect: Dialect) -> Vault:
    found: Callable[[], Vault] = dialect.objection_keys  # type: ignore[attr-defined]
    return found()


def sealed_text(**options: Any) -> MappedColumn[str]:
    """A column for the result of `Vault.seal` in the context `table:column`; key rotation finds it by `info`."""
    return mapped_column(Text, info={"sealed": "text"}, **options)


def opened_text(context: str, **options: Any) -> MappedColumn[Any]:
    """A column whose values the program reads and writes in clear and the database holds encrypted."""
    return mapped_column(SealedText(context), info={"sealed": "text"}, **options)


def raw(column: Column[Any]) -> ColumnElement[Any]:
    """An encrypted column's values as the database holds them."""
    return type_coerce(column, LargeBinary() if column.info["sealed"] == "bytes" else Text())


def sealed_bytes(**options: Any) -> MappedColumn[bytes]:
    """As `sealed_text`, for `Vault.seal_bytes`."""
    return mapped_column(LargeBinary, info={"sealed": "bytes"}, **options)
