"""Outbox: at least once to the platform, once to the reader, by deduplication key and fence; marked after sending."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any, NotRequired, Protocol, TypedDict, Unpack

import orjson
from sqlalchemy import Text, and_, bindparam, case, func, select, type_coerce, update
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.orm import Session

from store.engine.columns import fixed, table_of
from store.engine.deferral.later import Due, Task, later
from store.engine.prepared import Prepared
from store.engine.upsert import insert
from store.messages.cause import cause
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
    """One message to be sent; `taken` is the fence of its row, `payload` the card as JSON.

    `strayed`: by now its account belongs to somebody else, who must not get it (M6).
    """

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
    taken: int
    payload: dict[str, Any] = field(repr=False)
    strayed: bool = False
    cause: str = ""


class Fenced(Protocol):
    """A message as it was found: its outcome is recorded where nobody has taken it since."""

    @property
    def id(self) -> int: ...
    @property
    def taken(self) -> int: ...
    @property
    def attempts(self) -> int: ...


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
    row = _ADD.run(session.connection(), _values(vault, message)).fetchone()
    if row is not None and _is_due(message):
        later(session, [due_of(*row)])
    return row is not None


def enqueue_all(session: Session, vault: Vault, messages: Collection[Message]) -> None:
    """Queue several messages; those with a used key are skipped."""
    _ADD_ALL.run_all(session.connection(), [_values(vault, message) for message in messages])
    if names := [message["dedupe"] for message in messages if _is_due(message)]:
        rows = session.execute(_NAMED, {"names": names}).all()
        later(session, [due_of(*row) for row in rows])


def _is_due(message: Message) -> bool:
    return (message.get("not_before") or message["now"]) <= message["now"]


def due_of(row: int, platform: str, reader: str, lane: int) -> Due:
    """The job of a message: messages to one person keep their order within a lane."""
    return Due(Task.DELIVER, row, f"{platform}:{reader}:{lane}", priority=-lane)


def _values(vault: Vault, message: Message) -> dict[str, Any]:
    now = message["now"]
    sealed = vault.seal_bytes(orjson.dumps(message["payload"]), CONTEXT)
    return _PLAIN | message | {
        "user_index": message["user"], "payload_sealed": sealed,
        "next_at": message.get("not_before") or now, "created_at": now, "cause": cause(),
    }  # fmt: skip


_PLAIN = {"kind": "send", "person_id": None, "ticket_id": None, "generation": 0, "card_id": None}


_ROW = table_of(OutboxRow)
_FRESH = {"state": fixed("'pending'"), "attempts": fixed("0"), "taken": fixed("0")} | dict.fromkeys(
    ("message_id", "reason", "held_for"), fixed("''")
)
_UNSET = ("id", "taken_at", "sent_at", "read_at")
_LINE = (_ROW.c.id, _ROW.c.platform, type_coerce(_ROW.c.user_index, Text), _ROW.c.lane)  # what a job is made of
_NEW = [column.name for column in _ROW.columns if column.name not in (*_UNSET, *_FRESH)]


def _add(dialect: str) -> Insert:
    return insert(_ROW, dialect).values(_FRESH).on_conflict_do_nothing(index_elements=["dedupe"])


_ADD = Prepared(lambda dialect: _add(dialect).returning(*_LINE), _NEW)
_ADD_ALL = Prepared(_add, _NEW)
_NAMED = (
    select(*_LINE)
    .where(_ROW.c.dedupe.in_(bindparam("names", expanding=True)), _ROW.c.state == "pending")
    .order_by(_ROW.c.id)
)
_SUPERSEDE = Prepared(
    lambda _: (
        update(_ROW)
        .where(_ROW.c.ticket_id == bindparam("ticket"), fixed("state = 'pending'"))
        .where(_ROW.c.generation < bindparam("now_at"), _ROW.c.lane.between(bindparam("task"), bindparam("reminder")))
        .values(state=bindparam("to"), payload_sealed=bindparam("gone"), reason=bindparam("why"))
    )
)
_ENDED = ("sent_at", "message_id", "payload_sealed", "reason")
_SENT = Prepared(
    lambda _: (
        update(_ROW)
        .where(_ROW.c.id == bindparam("parcel"), _ROW.c.taken == bindparam("fence"))
        .values({name: bindparam(name, type_=_ROW.c[name].type) for name in _ENDED})
        .values(state=fixed("CASE WHEN state = 'read' THEN 'read' ELSE 'sent' END"))  # read before its answer came
    )
)


def mark_sent(session: Session, parcel: Fenced, now: datetime, message_id: str = "") -> bool:
    """The platform accepted it: the payload is erased, the row stays. False where another worker has taken it since."""
    values = {
        "parcel": parcel.id, "fence": parcel.taken, "sent_at": now, "message_id": message_id,
        "payload_sealed": b"", "reason": "",
    }  # fmt: skip
    return _SENT.run(session.connection(), values).rowcount == 1


def mark_retry(session: Session, parcel: Fenced, next_at: datetime, reason: str = "") -> None:
    """It failed: schedule a retry. `reason` must hold no personal data."""
    tried = {"next_at": next_at, "attempts": parcel.attempts + 1, "reason": reason[:500]}
    _end(session, parcel, {"state": "pending"} | tried)


def hold(session: Session, parcel: Fenced, until: datetime, why: str = "") -> None:
    """Return a message untried, because of a rate limit or service hours."""
    _end(session, parcel, {"state": "pending", "next_at": until, "reason": HELD, "held_for": why})


def mark_dead(session: Session, parcel: Fenced, reason: str) -> None:
    """Dead letter: it stays on the ledger (发送台账) until an operator revives it."""
    _end(session, parcel, {"state": "dead", "reason": reason[:500], "attempts": parcel.attempts + 1})


def drop(session: Session, parcel: Fenced, reason: str) -> None:
    """Superseded: it has been answered, or a newer message replaces it."""
    _end(session, parcel, {"state": "superseded", "payload_sealed": b"", "reason": reason[:500]})


def _end(session: Session, parcel: Fenced, values: dict[str, Any]) -> None:
    """Nothing where another worker has taken it since, nor where its reader has pressed or read it meanwhile."""
    mine = update(OutboxRow).where(OutboxRow.id == parcel.id, OutboxRow.taken == parcel.taken)
    unproved = mine.where(OutboxRow.state.not_in(("sent", "read"))).execution_options(synchronize_session=False)
    session.execute(unproved.values(values))


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
    fresh = query.values(state="pending", next_at=now, attempts=0, reason="").returning(*_LINE)
    rows = session.execute(fresh).all()
    later(session, [due_of(*row) for row in rows])
    return bool(rows)


def dead(session: Session, limit: int = 100) -> Sequence[OutboxRow]:
    """Dead letters, oldest first."""
    return session.scalars(select(OutboxRow).where(OutboxRow.state == "dead").order_by(OutboxRow.id).limit(limit)).all()


# First due at creation, or at `not_before`; retries and holds move `next_at` afterwards.
IS_UNTRIED = and_(OutboxRow.attempts == 0, OutboxRow.reason == "")
FIRST_DUE = case((IS_UNTRIED, OutboxRow.next_at), else_=OutboxRow.created_at)


def unsent(session: Session, ticket_id: int | None = None) -> int:
    """How many messages have not left yet."""
    query = select(func.count()).select_from(OutboxRow).where(OutboxRow.state.in_(("pending", "sending")))
    return session.scalar(query if ticket_id is None else query.where(OutboxRow.ticket_id == ticket_id)) or 0
