"""Outbox: at least once to the platform, once to the reader, by deduplication key and lease; marked after sending."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, NotRequired, TypedDict, Unpack

import orjson
from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select, update
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.orm import Session

from store.engine.advisory_lock import Lock, try_advisory_lock
from store.engine.columns import fixed, table_of
from store.engine.prepared import Prepared
from store.engine.upsert import insert
from store.tables import OutboxRow
from store.vault import Vault

CONTEXT = "outbox:payload_sealed"
HELD = "held"  # the reason of a message that is due and held back


class Lane(IntEnum):
    """Priority under rate limits: a lower lane never waits for a higher one."""

    RESULT = 0  # result notices to the proposer (M14)
    ANSWER = 1  # an answer to a message
    TASK = 2
    REMINDER = 3
    DIGEST = 4


RESULT, ANSWER, TASK, REMINDER, DIGEST = Lane


@dataclass(frozen=True, slots=True)
class Parcel:
    """One leased message: its owner may send it until the lease ends; `payload` is the card as JSON."""

    id: int
    dedupe: str
    kind: str
    lane: int
    person_id: int | None
    platform: str
    user: str
    ticket_id: int | None
    generation: int
    card_id: int | None
    attempts: int
    created_at: datetime
    payload: dict[str, Any] = field(repr=False)


class Message(TypedDict):
    """A message to be sent once for each `dedupe`, its deduplication key.

    `kind` is send, update (redraw the card `card_id`), file, or event (for another system). `not_before` delays it,
    for instance to service hours.
    """

    dedupe: str
    platform: str
    user: str
    payload: Mapping[str, Any]
    lane: int
    now: datetime
    kind: NotRequired[str]
    person_id: NotRequired[int | None]
    ticket_id: NotRequired[int | None]
    generation: NotRequired[int]
    card_id: NotRequired[int | None]
    not_before: NotRequired[datetime | None]


def enqueue(session: Session, vault: Vault, **message: Unpack[Message]) -> bool:
    """Queue one message in the caller's transaction; False where its `dedupe` was used before (idempotent)."""
    return _ADD.run(session.connection(), _values(vault, message)).fetchone() is not None


def enqueue_all(session: Session, vault: Vault, messages: Iterable[Message]) -> None:
    """Queue several messages; those with a used key are skipped."""
    _ADD_ALL.run_all(session.connection(), [_values(vault, message) for message in messages])


def _values(vault: Vault, message: Message) -> dict[str, Any]:
    now = message["now"]
    sealed = vault.seal_bytes(orjson.dumps(message["payload"]), CONTEXT)
    return _PLAIN | message | {
        "user_index": message["user"], "payload_sealed": sealed,
        "next_at": message.get("not_before") or now, "created_at": now,
    }  # fmt: skip


_PLAIN = {"kind": "send", "person_id": None, "ticket_id": None, "generation": 0, "card_id": None}


_ROW = table_of(OutboxRow)
_FRESH = {"state": fixed("'pending'"), "attempts": fixed("0")} | dict.fromkeys(
    ("lease_owner", "message_id", "reason"), fixed("''")
)
_UNSET = ("id", "lease_until", "sent_at", "read_at")
_NEW = [column.name for column in _ROW.columns if column.name not in (*_UNSET, *_FRESH)]


def _add(dialect: str) -> Insert:
    return insert(_ROW, dialect).values(_FRESH).on_conflict_do_nothing(index_elements=["dedupe"])


_ADD = Prepared(lambda dialect: _add(dialect).returning(_ROW.c.id), _NEW)
_ADD_ALL = Prepared(_add, _NEW)
_SUPERSEDE = Prepared(
    lambda _: (
        update(_ROW)
        .where(_ROW.c.ticket_id == bindparam("ticket"), fixed("state = 'pending'"))
        .where(_ROW.c.generation < bindparam("now_at"), _ROW.c.lane.between(bindparam("task"), bindparam("reminder")))
        .values(state=bindparam("to"), payload_sealed=bindparam("gone"), reason=bindparam("why"))
    )
)
_ENDED = ("sent_at", "message_id", "payload_sealed", "reason", "lease_owner", "lease_until")
_SENT = Prepared(
    lambda _: (
        update(_ROW)
        .where(_ROW.c.id == bindparam("parcel"))
        .values({name: bindparam(name, type_=_ROW.c[name].type) for name in _ENDED})
        .values(state=fixed("CASE WHEN state = 'read' THEN 'read' ELSE 'sent' END"))  # read before its answer came
    )
)
_NOW = bindparam("now", type_=_ROW.c.next_at.type)
_OTHER = _ROW.alias("other")
_IN_FLIGHT = exists().where(  # a message to the same person is in flight: two at once could change their order
    _OTHER.c.state == "sending",
    _OTHER.c.lease_until > _NOW,
    _OTHER.c.platform == _ROW.c.platform,
    _OTHER.c.user_index == _ROW.c.user_index,
)
_EARLIER_WAITS = exists().where(  # an earlier answer to the same person waits for its next attempt
    _OTHER.c.state == "pending",
    _OTHER.c.lane == Lane.ANSWER,
    or_(_OTHER.c.next_at > _NOW, _OTHER.c.attempts > 0),
    _OTHER.c.platform == _ROW.c.platform,
    _OTHER.c.user_index == _ROW.c.user_index,
    _OTHER.c.id < _ROW.c.id,
)
_IN_ORDER = or_(_ROW.c.lane != Lane.ANSWER, ~_EARLIER_WAITS)
_IS_LOST = and_(
    _ROW.c.state == "sending", _ROW.c.lease_until <= _NOW, _ROW.c.id.not_in(bindparam("held", expanding=True))
)
_IS_DUE = and_(_ROW.c.state == "pending", _ROW.c.next_at <= _NOW)


def _taking(*fits: ColumnElement[bool]) -> Select[Any]:
    query = select(_ROW).where(*fits).order_by(_ROW.c.lane, _ROW.c.next_at, _ROW.c.id)
    return query.limit(bindparam("most")).with_for_update(skip_locked=True)


_LOST = _taking(_IS_LOST)
_DUE = _taking(_IS_DUE, ~_IN_FLIGHT, _IN_ORDER, _ROW.c.platform.not_in(bindparam("paused", expanding=True)))
_ANY = select(or_(exists().where(_IS_LOST), exists().where(_IS_DUE)))


def claim(
    session: Session,
    vault: Vault,
    owner: str,
    now: datetime,
    *,
    limit: int = 50,
    lease: timedelta = timedelta(minutes=2),
    paused: Collection[str] = (),
    held: Collection[int] = (),
) -> list[Parcel]:
    """Lease up to `limit` due messages: by lane, then the oldest first.

    Answers to one person keep their order: behind one that waits for its next attempt, later ones wait, too.
    A message whose owner died can be claimed again when its lease expires. No two owners hold the same message, nor
    two messages to the same person. `paused` are platforms with an open circuit breaker. `held` are the owner's own
    messages in flight: a clock moved forward does not end their leases.
    """
    if not try_advisory_lock(session, Lock.OUTBOX):
        return []
    values = {"now": now, "most": limit}
    lost = session.execute(_LOST, values | {"held": list(held)}).all()
    rows = [*lost, *session.execute(_DUE, values | {"paused": list(paused)})][:limit]
    if rows:
        leased = {"state": "sending", "lease_owner": owner, "lease_until": now + lease}
        session.execute(_where_ids([row.id for row in rows]).values(leased))
    if again := [row.id for row in rows if row.state == "sending"]:  # whoever died may have sent it
        session.execute(_where_ids(again).values(attempts=OutboxRow.attempts + 1))
    return [_parcel(row, vault) for row in sorted(rows, key=lambda row: (row.lane, row.next_at, row.id))]


def _parcel(row: Any, vault: Vault) -> Parcel:
    payload = orjson.loads(vault.open_bytes(row.payload_sealed, CONTEXT))
    return Parcel(
        row.id, row.dedupe, row.kind, row.lane, row.person_id, row.platform, row.user, row.ticket_id,
        row.generation, row.card_id, row.attempts, row.created_at, payload,
    )  # fmt: skip


def mark_sent(session: Session, parcel_id: int, now: datetime, message_id: str = "") -> None:
    """The platform accepted it: the payload is erased, the row stays."""
    values = {
        "parcel": parcel_id, "sent_at": now, "message_id": message_id, "payload_sealed": b"", "reason": "",
        "lease_owner": "", "lease_until": None,
    }  # fmt: skip
    _SENT.run(session.connection(), values)


def mark_retry(session: Session, parcel_id: int, next_at: datetime, reason: str = "") -> None:
    """It failed: schedule a retry. `reason` must hold no personal data."""
    values = {"state": "pending", "next_at": next_at, "attempts": OutboxRow.attempts + 1, "reason": reason[:500]}
    _end(session, parcel_id, values)


def hold(session: Session, parcel_ids: Iterable[int], until: datetime) -> None:
    """Return leased messages untried, because of a rate limit or service hours."""
    values = {"state": "pending", "next_at": until, "reason": HELD, "lease_owner": "", "lease_until": None}
    session.execute(_where_unproved(list(parcel_ids)).values(values))


def mark_dead(session: Session, parcel_id: int, reason: str) -> None:
    """Dead letter: it stays on the ledger (发送台账) until an operator revives it."""
    _end(session, parcel_id, {"state": "dead", "reason": reason[:500], "attempts": OutboxRow.attempts + 1})


def drop(session: Session, parcel_id: int, reason: str) -> None:
    """Superseded: it has been answered, or a newer message replaces it."""
    _end(session, parcel_id, {"state": "superseded", "payload_sealed": b"", "reason": reason[:500]})


def _end(session: Session, parcel_id: int, values: dict[str, Any]) -> None:
    session.execute(_where_unproved([parcel_id]).values(values | {"lease_owner": "", "lease_until": None}))


def _where_unproved(ids: list[int]) -> Any:
    """Not what its reader has pressed or read meanwhile: that has arrived, whatever became of the attempt."""
    return _where_ids(ids).where(OutboxRow.state.not_in(("sent", "read")))


def _where_ids(ids: list[int]) -> Any:
    return update(OutboxRow).where(OutboxRow.id.in_(ids)).execution_options(synchronize_session=False)


def supersede(session: Session, ticket_id: int, generation: int) -> int:
    """Withdraw unsent tasks and reminders older than `generation`: a step ends the reminders about it."""
    values = {"ticket": ticket_id, "now_at": generation, "task": TASK, "reminder": REMINDER}
    withdrawn = {"to": "superseded", "gone": b"", "why": "superseded"}
    return _SUPERSEDE.run(session.connection(), values | withdrawn).rowcount


def who_had(session: Session, ticket_id: int) -> set[int]:
    """Everybody who was sent a message about a case, or is about to be."""
    sent = select(OutboxRow.person_id).where(OutboxRow.ticket_id == ticket_id, OutboxRow.kind == "send")
    return {person for person in session.scalars(sent.where(OutboxRow.state != "superseded")) if person is not None}


def revive(session: Session, parcel_id: int, now: datetime) -> bool:
    """Queue a dead letter again."""
    query = update(OutboxRow).where(OutboxRow.id == parcel_id, OutboxRow.state == "dead")
    fresh = query.values(state="pending", next_at=now, attempts=0, reason="")
    return session.execute(fresh.returning(OutboxRow.id)).first() is not None


def dead(session: Session, limit: int = 100) -> Sequence[OutboxRow]:
    """Dead letters, oldest first."""
    return session.scalars(select(OutboxRow).where(OutboxRow.state == "dead").order_by(OutboxRow.id).limit(limit)).all()


def is_due(session: Session, now: datetime, held: Collection[int] = ()) -> bool:
    """Whether a message is due, or a lease not among `held` has expired."""
    return bool(session.scalar(_ANY, {"now": now, "held": list(held)}))


# First due at creation, or at `not_before`; retries and holds move `next_at` afterwards.
IS_UNTRIED = and_(OutboxRow.attempts == 0, OutboxRow.reason == "")
FIRST_DUE = case((IS_UNTRIED, OutboxRow.next_at), else_=OutboxRow.created_at)


def unsent(session: Session, ticket_id: int | None = None) -> int:
    """How many messages have not left yet."""
    query = select(func.count()).select_from(OutboxRow).where(OutboxRow.state.in_(("pending", "sending")))
    return session.scalar(query if ticket_id is None else query.where(OutboxRow.ticket_id == ticket_id)) or 0
