"""The reading log's head, which becomes an entry of the record (M5)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select

from store.engine.columns import table_of
from store.engine.list_head import ListHead
from store.readings.reading_lines import BEGIN, hash_of
from store.tables import ReadingLine

if TYPE_CHECKING:
    from sqlalchemy import RowMapping
    from sqlalchemy.orm import Session


NAME = "查阅记录"
_ROW = table_of(ReadingLine)


def head(session: Session) -> ListHead | None:
    """The head now; None for an empty log."""
    query = select(_ROW.c.seq, _ROW.c.hash).order_by(_ROW.c.seq.desc()).limit(1)
    last = session.connection().execute(query).first()
    return ListHead(last.seq, last.hash) if last else None


def digests(session: Session, sizes: Collection[int]) -> Mapping[int, str]:
    """The digests of the first so many lines as they are now, up to where one is missing or no longer fits."""
    before, found = BEGIN, dict[int, str]()
    for seq, row in enumerate(lines(session), 1):
        if row["seq"] != seq or hash_of(row, before) != row["hash"]:
            break
        before = row["hash"]
        if seq in sizes:
            found[seq] = before
    return found


def lines(session: Session) -> Iterator[RowMapping]:
    """Every line as stored, in order."""
    query = select(_ROW).order_by(_ROW.c.seq).execution_options(yield_per=2000)
    yield from session.execute(query).mappings()
