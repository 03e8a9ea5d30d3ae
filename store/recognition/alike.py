"""How alike two objections are: the same fault, another one of the same record, or something else of the same subject.

An own rule beside M14 and G7: what is alike is shown and can be linked; nothing but the same fault is ever linked by
itself, and that to a special case only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, bindparam, exists, or_, select, union_all
from sqlalchemy.orm import Session

from regulation.states import State
from store.engine.columns import table_of
from store.identity.record_identity import CODES, Sort
from store.recognition.case_keys import SOURCE, TELLING, WORDS, Keys, grouped
from store.tables import CaseKey, Flag, Ticket

MOST = 300  # open cases on one subject that are compared, the newest first
_KEYS, _CASES, _FLAGS = table_of(CaseKey), table_of(Ticket), table_of(Flag)


class Likeness(IntEnum):
    """From the least to the most."""

    NONE = 0
    SUBJECT = 1  # the same person, unit or place, in other data or as another record
    RECORD = 2  # the same record of the same data, but another field
    PERHAPS = 3  # the same record, and at least one of them does not say which field
    FAULT = 4


@dataclass(frozen=True, slots=True)
class Alike:
    """Another case on the same subject."""

    ticket_id: int
    number: str
    likeness: Likeness
    state: State
    filed_at: datetime
    proposer_id: int
    open: bool
    special: bool  # registered as a special case (G7)


def likeness(one: Keys, other: Keys) -> Likeness:
    """Codes decide; names and addresses only where one of the two says no code."""
    if one.of(WORDS) and one.of(WORDS) == other.of(WORDS):
        return Likeness.FAULT if one.of(SOURCE) == other.of(SOURCE) else Likeness.SUBJECT
    both = [sort for sort in CODES if one.of(sort) and other.of(sort)]
    shared = any(one.of(sort) & other.of(sort) for sort in both)
    apart = any(not one.of(sort) & other.of(sort) for sort in both)
    if not shared and (apart or not _called_alike(one, other)):
        return Likeness.NONE
    coded = all(any(keys.of(sort) for sort in CODES) for keys in (one, other))
    if apart or (coded and not shared) or one.of(SOURCE) != other.of(SOURCE):
        return Likeness.SUBJECT
    return _by_field(one.of(Sort.FIELD), other.of(Sort.FIELD))


def _called_alike(one: Keys, other: Keys) -> bool:
    names = one.of(Sort.NAME), other.of(Sort.NAME)
    if all(names):
        return bool(names[0] & names[1])
    return bool(one.of(Sort.ADDRESS) & other.of(Sort.ADDRESS))


def _by_field(one: frozenset[str], other: frozenset[str]) -> Likeness:
    if not one or not other:
        return Likeness.PERHAPS
    return Likeness.FAULT if one & other else Likeness.RECORD


_SPECIAL = exists().where(_FLAGS.c.ticket_id == _CASES.c.id, _FLAGS.c.special)
_MINE = _KEYS.alias("mine")
_HITS = select(_KEYS.c.ticket_id).where(_KEYS.c.key.in_(bindparam("keys", expanding=True)))
_HITS_OF_CASE = (
    select(_KEYS.c.ticket_id)
    .join(_MINE, _MINE.c.key == _KEYS.c.key)
    .where(_MINE.c.ticket_id == bindparam("its"), _MINE.c.sort.in_(TELLING))
)


def _rows(hits: Select[int], *others: Select[int]) -> Select[Any]:
    """The keys of the newest open cases and special cases among the hits, and of the cases named besides."""
    wanted = or_(_CASES.c.closed_at.is_(None), _SPECIAL)
    near = select(_CASES.c.id).where(_CASES.c.id.in_(hits), wanted).order_by(_CASES.c.id.desc()).limit(MOST)
    ids = union_all(select(near.subquery().c.id), *others) if others else near
    columns = ("id", "number", "state", "filed_at", "proposer_id", "closed_at")
    asked = select(*(_CASES.c[name] for name in columns), _SPECIAL.label("special"), _KEYS.c.sort, _KEYS.c.key)
    return asked.join(_KEYS, _KEYS.c.ticket_id == _CASES.c.id).where(_CASES.c.id.in_(ids)).order_by(_CASES.c.id)


_NEAR = _rows(_HITS)
_NEAR_CASE = _rows(_HITS_OF_CASE, select(bindparam("its", type_=_CASES.c.id.type)))
_MARKED = exists().where(_FLAGS.c.ticket_id == _KEYS.c.ticket_id, _FLAGS.c.cleared_at.is_(None))
_FLAGGED = select(_KEYS.c.ticket_id, _KEYS.c.sort, _KEYS.c.key).where(
    _KEYS.c.ticket_id.in_(union_all(_HITS_OF_CASE.where(_MARKED), select(bindparam("its", type_=_CASES.c.id.type))))
)


def cases_like(session: Session, keys: Keys) -> list[Alike]:
    """Open cases and special cases on the same subject, oldest first."""
    rows = session.connection().execute(_NEAR, {"keys": keys.telling}).all() if keys.telling else ()
    return list(_graded(rows, keys))


def like_case(session: Session, ticket_id: int) -> list[Alike]:
    """The same for a case that was filed, without itself."""
    rows = session.connection().execute(_NEAR_CASE, {"its": ticket_id}).all()
    own = grouped((row.sort, row.key) for row in rows if row.id == ticket_id)
    return list(_graded([row for row in rows if row.id != ticket_id], own))


def _graded(rows: Iterable[Row[Any]], keys: Keys) -> Iterator[Alike]:
    for _, of_one in groupby(rows, lambda row: int(row.id)):
        theirs = list(of_one)
        how, row = likeness(keys, grouped((each.sort, each.key) for each in theirs)), theirs[0]
        if how:
            yield Alike(
                row.id, row.number, how, row.state, row.filed_at, row.proposer_id, row.closed_at is None,
                bool(row.special),
            )  # fmt: skip


def flagged_like(session: Session, ticket_id: int) -> Sequence[int]:
    """The cases whose present flag marks the same record as this case questions, this one among them."""
    rows = session.connection().execute(_FLAGGED, {"its": ticket_id}).all()
    theirs = dict[int, list[tuple[str, str]]]()
    for row in rows:
        theirs.setdefault(row.ticket_id, []).append((row.sort, row.key))
    own = grouped(theirs.pop(ticket_id, ()))
    same = (its for its, pairs in theirs.items() if likeness(own, grouped(pairs)) >= Likeness.RECORD)
    return sorted({ticket_id, *same})
