"""Lists kept elsewhere whose heads are entries of the record, so that nothing of them is changed unnoticed either."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from store.engine.columns import table_of
from store.engine.list_head import ListHead
from store.readings import reading_chain
from store.record.record_entries import Entry, Kind
from store.tables import RecordEntry

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

_LOG = table_of(RecordEntry)


@dataclass(frozen=True, slots=True)
class OtherList:
    """One list: its head now, and the digests of its first so many lines, those left out that are gone or changed."""

    name: str
    head: Callable[[Session], ListHead | None]
    digests: Callable[[Session, Collection[int]], Mapping[int, str]]


OTHER_LISTS: tuple[OtherList, ...] = (OtherList(reading_chain.NAME, reading_chain.head, reading_chain.digests),)


def grown(session: Session, now: datetime) -> list[Entry]:
    """An entry for each list that has more lines than the record says."""
    heads = ((each.name, each.head(session)) for each in OTHER_LISTS)
    return [
        Entry(Kind.OTHER, name, head.size, head.digest, now)
        for name, head in heads
        if head and head.size > _covered(session, name)
    ]


def _covered(session: Session, name: str) -> int:
    query = select(func.max(_LOG.c.step)).where(_LOG.c.kind == Kind.OTHER.value, _LOG.c.subject == name)
    return session.scalar(query) or 0
