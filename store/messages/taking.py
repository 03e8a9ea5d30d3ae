"""Taking a message for sending: by compare-and-set on its state and on how often it was taken, the fence.

A worker that paused and wakes again finds that another one took its message meanwhile: it sends and records nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    type_coerce,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from store.engine.columns import fixed, table_of
from store.engine.deferral.later import Due, without_job
from store.engine.prepared import Prepared
from store.messages.outbox import CONTEXT, HELD, Lane, Parcel, due_of
from store.people.account_changes import is_anothers
from store.tables import OutboxRow
from store.vault import Vault

LEFT_BEHIND = timedelta(minutes=1)  # longer than any call of a platform: nobody sends it any more
_ROW = table_of(OutboxRow)
_NOW = bindparam("now", type_=_ROW.c.next_at.type)
_OTHER = _ROW.alias("other")


def _same_line(other: Any) -> ColumnElement[bool]:
    return and_(
        other.c.platform == _ROW.c.platform, other.c.user_index == _ROW.c.user_index, other.c.lane == _ROW.c.lane
    )


def _reader_of(other: Any) -> ColumnElement[str]:
    """As it is stored: a keyed hash."""
    return type_coerce(other.c.user_index, Text).label("reader")


def _tried(other: Any) -> ColumnElement[bool]:
    """It is no message for a later time."""
    return or_(other.c.attempts > fixed("0"), other.c.reason == fixed(f"'{HELD}'"))


HOLDS_BACK = timedelta(minutes=1)  # so long, or until its next time, an answer holds back later ones
_WAITING = (  # an earlier answer to the same person that waits for its next attempt
    _OTHER.c.state == "pending",
    _OTHER.c.lane == Lane.ANSWER,
    or_(_OTHER.c.next_at > _NOW, _OTHER.c.attempts > 0),
    _OTHER.c.platform == _ROW.c.platform,
    _OTHER.c.user_index == _ROW.c.user_index,
    _OTHER.c.id < _ROW.c.id,
    or_(_OTHER.c.attempts <= 1, _OTHER.c.created_at > bindparam("recent", type_=_ROW.c.created_at.type)),
)
_IN_TURN = or_(_ROW.c.lane != Lane.ANSWER, ~exists().where(*_WAITING))
_FIND = Prepared(lambda _: select(_ROW, _IN_TURN.label("in_turn")).where(_ROW.c.id == bindparam("row")))
_TAKE = Prepared(
    lambda _: (
        update(_ROW)
        .where(_ROW.c.id == bindparam("row"), _ROW.c.taken == bindparam("was"))
        .where(_ROW.c.state.in_([fixed("'pending'"), fixed("'sending'")]))
        .values(state=fixed("'sending'"), taken=_ROW.c.taken + fixed("1"))
        .values(taken_at=bindparam("at", type_=_ROW.c.taken_at.type), attempts=bindparam("tried"))
    )
)
_MINE = Prepared(
    lambda _: select(_ROW.c.id).where(
        _ROW.c.id == bindparam("row"), _ROW.c.taken == bindparam("was"), _ROW.c.state == fixed("'sending'")
    )
)
_IS_DUE = and_(_ROW.c.state == "pending", _ROW.c.next_at <= _NOW)
_READER = _reader_of(_ROW)
_LINE = (_ROW.c.id, _ROW.c.platform, _READER, _ROW.c.lane)
_ORDER = (_ROW.c.lane, _ROW.c.next_at, _ROW.c.id)
_DUE = select(_ROW).where(_IS_DUE, _IN_TURN).order_by(*_ORDER).limit(bindparam("most"))
_FIRST = (
    select(func.min(_ROW.c.id), _ROW.c.platform, _READER, _ROW.c.lane)
    .where(or_(_IS_DUE, _ROW.c.state == "sending"), _IN_TURN)
    .group_by(_ROW.c.platform, _ROW.c.user_index, _ROW.c.lane)
    .order_by(_ROW.c.lane, func.min(_ROW.c.id))
    .limit(bindparam("most"))
)
_LEFT = and_(_ROW.c.state == "sending", _ROW.c.taken_at <= bindparam("left", type_=_ROW.c.taken_at.type))
_LOCK = "outbox.platform || ':' || outbox.user_index || ':' || outbox.lane"  # as `due_of` makes it
_UNDEFERRED = (  # on PostgreSQL
    select(func.min(_ROW.c.id), *_LINE[1:])
    .where(or_(_IS_DUE, _LEFT), _IN_TURN, without_job(_LOCK))
    .group_by(_ROW.c.platform, _ROW.c.user_index, _ROW.c.lane)
    .order_by(_ROW.c.lane, func.min(_ROW.c.id))
    .limit(bindparam("most"))
)
_NEXT = _ROW.alias("next")
_SOON = and_(_NEXT.c.next_at <= bindparam("soon", type_=_ROW.c.next_at.type), _tried(_NEXT))
_IN_LINE = (
    select(
        _NEXT.c.id.label("behind"),
        _NEXT.c.platform,
        type_coerce(_NEXT.c.user_index, Text).label("reader"),
        _NEXT.c.lane,
    )
    .join_from(_ROW, _NEXT, _same_line(_NEXT))
    .where(_ROW.c.id == bindparam("row"), _NEXT.c.id != _ROW.c.id)
)
_FOLLOWING = Prepared(
    lambda _: (
        union_all(
            _IN_LINE.where(_NEXT.c.state == fixed("'pending'"), or_(_NEXT.c.next_at <= _NOW, _SOON)),
            _IN_LINE.where(_NEXT.c.state == fixed("'sending'")),  # by a worker that is gone
        )
        .order_by("behind")
        .limit(bindparam("most"))
    )
)
_ANY = select(or_(exists().where(_IS_DUE), exists().where(_ROW.c.state == "sending")))


def find(connection: Connection, vault: Vault, row_id: int, now: datetime) -> Parcel | datetime | None:
    """The message, where it is its turn; when its time comes; None where there is nothing to send now, or any more.

    An answer behind one that waits for its next attempt is found again when that one has been sent or given up.
    """
    rows = _FIND.rows(connection, _moment(now) | {"row": row_id})
    row = SimpleNamespace(**rows[0]) if rows else None
    if row is None or row.state not in ("pending", "sending") or not row.in_turn:
        return None
    if row.state == "pending" and row.next_at > now:
        return row.next_at  # type: ignore[no-any-return]
    return _parcel(connection, row, vault)


def due(session: Session, vault: Vault, now: datetime, limit: int = 50) -> list[Parcel]:
    """Messages whose turn it is: by lane, then the oldest first."""
    connection = session.connection()
    return [_parcel(connection, row, vault) for row in connection.execute(_DUE, _moment(now) | {"most": limit})]


def first_of_each(session: Session, now: datetime, limit: int) -> Sequence[Due]:
    """The first message due in each line (a person's lane); one that was left behind while it was sent is due, too."""
    return [due_of(*row) for row in session.execute(_FIRST, _moment(now) | {"most": limit})]


def undeferred(session: Session, now: datetime, limit: int) -> Sequence[Due]:
    """The first message of each line that is due, or was left behind, where its line has no job (PostgreSQL)."""
    moments = _moment(now) | {"left": now - LEFT_BEHIND, "most": limit}
    return [due_of(*row) for row in session.execute(_UNDEFERRED, moments)]


def following(connection: Connection, row_id: int, now: datetime, within: timedelta, limit: int) -> list[Due]:
    """The next messages of this one's line that are due, or will be tried again within this time; in their order."""
    moments = {"row": row_id, "now": now, "soon": now + within, "most": limit}
    return [due_of(*row.values()) for row in _FOLLOWING.rows(connection, moments)]


def is_due(session: Session, now: datetime) -> bool:
    """Whether a message is due, or being sent."""
    return bool(session.scalar(_ANY, {"now": now}))


def take(connection: Connection, parcel: Parcel, now: datetime) -> Parcel | None:
    """Take it for sending, which is about to begin; None where another worker took it since it was found."""
    moment = {"row": parcel.id, "was": parcel.taken, "at": now, "tried": parcel.attempts}
    if _TAKE.run(connection, moment).rowcount == 0:
        return None
    return replace(parcel, taken=parcel.taken + 1)


def still_mine(connection: Connection, parcel: Parcel) -> bool:
    """Whether nobody took it since."""
    return bool(_MINE.rows(connection, {"row": parcel.id, "was": parcel.taken}))


def next_time(connection: Connection, row_id: int) -> datetime | None:
    """When it will be tried again; None where it won't."""
    waits = select(_ROW.c.next_at).where(_ROW.c.id == row_id, _ROW.c.state == "pending")
    return connection.execute(waits).scalar()


def _moment(now: datetime) -> dict[str, Any]:
    return {"now": now, "recent": now - HOLDS_BACK}


def _parcel(connection: Connection, row: Any, vault: Vault) -> Parcel:
    """Of one that was being sent it is unknown whether it arrived: that was an attempt."""
    payload = orjson.loads(vault.open_bytes(row.payload_sealed, CONTEXT))
    tried = row.attempts + (row.state == "sending")
    strayed = row.person_id is not None and is_anothers(connection, row.person_id, row.platform, row.user)
    return Parcel(
        row.id, row.dedupe, row.kind, row.lane, row.person_id, row.platform, row.user, row.ticket_id,
        row.generation, row.card_id, tried, row.created_at, row.taken, payload, strayed, row.cause,
    )  # fmt: skip
