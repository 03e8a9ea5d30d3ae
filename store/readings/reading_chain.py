"""The reading log's head, which the daily signed head includes (M5)."""

from __future__ import annotations

from collections.abc import Iterator
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
_SOUND = "readings:sound"  # how many lines are sound, as found once in a session


def head(session: Session) -> ListHead | None:
    """The head now; None for an empty log."""
    query = select(_ROW.c.seq, _ROW.c.hash).order_by(_ROW.c.seq.desc()).limit(1)
    last = session.connection().execute(query).first()
    return ListHead(last.seq, last.hash) if last else None


def digest_at(session: Session, size: int) -> str | None:
    """The digest of the first `size` lines as they are now; None where they are gone or no longer fit together."""
    if _SOUND not in session.info:
        session.info[_SOUND] = _sound(session)
    if size > session.info[_SOUND]:
        return None
    return session.connection().scalar(select(_ROW.c.hash).where(_ROW.c.seq == size)) if size else BEGIN


def _sound(session: Session) -> int:
    """The last line up to which nothing is missing and every hash fits."""
    before, seq = BEGIN, 0
    for row in lines(session):
        if row["seq"] != seq + 1 or hash_of(row, before) != row["hash"]:
            break
        before, seq = row["hash"], row["seq"]
    return seq


def lines(session: Session) -> Iterator[RowMapping]:
    """Every line as stored, in order."""
    query = select(_ROW).order_by(_ROW.c.seq).execution_options(yield_per=2000)
    yield from session.execute(query).mappings()
