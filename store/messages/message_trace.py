"""What became of a callback, of a message, or of everything about a ticket: by the rows, for as long as they are kept.

Handled callbacks are deleted after thirty days; their messages keep the request id that they had in common.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from store.characters import user_key
from store.messages.cause import MESSAGE
from store.tables import Account, HistoryLine, InboxRow, OutboxRow, Ticket

MOST = 2000  # rows of a kind; what is older is left out
LATEST = 50  # of an account
BY_ANSWER = "answer:"
_ROW = OutboxRow
_MESSAGE: tuple[Any, ...] = (
    _ROW.id, _ROW.cause, _ROW.kind, _ROW.lane, _ROW.state, _ROW.person_id, _ROW.platform,
    func.coalesce(Ticket.number, ""), _ROW.generation, _ROW.created_at, _ROW.next_at, _ROW.attempts,
    _ROW.taken_at, _ROW.sent_at, _ROW.read_at, _ROW.reason, _ROW.held_for,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TracedCallback:
    """One callback of the inbox; `person_id` is its sender's, None for somebody who is not in the directory."""

    request: str
    platform: str
    received_at: datetime
    state: str
    attempts: int
    next_at: datetime
    done_at: datetime | None
    repeats: int
    result: str
    error: str
    person_id: int | None


@dataclass(frozen=True, slots=True)
class TracedStep:
    """One step of a ticket."""

    number: str
    seq: int
    action: str
    role: str
    actor_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class TracedMessage:
    """One message of the outbox, without its content."""

    id: int
    cause: str
    kind: str
    lane: int
    state: str
    person_id: int | None
    platform: str
    number: str
    seq: int
    created_at: datetime
    next_at: datetime
    attempts: int
    taken_at: datetime | None
    sent_at: datetime | None
    read_at: datetime | None
    reason: str
    held_for: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Empty where nothing of this id is known."""

    callbacks: Sequence[TracedCallback] = ()
    steps: Sequence[TracedStep] = ()
    messages: Sequence[TracedMessage] = ()

    def __bool__(self) -> bool:
        return bool(self.callbacks or self.steps or self.messages)


def of_ticket(session: Session, ticket_id: int, number: str) -> Trace:
    """Every step of a ticket, every message about it, and the callbacks that caused them."""
    messages = _messages(session, OutboxRow.ticket_id == ticket_id)
    requests = {message.cause for message in messages if message.cause}
    caused = or_(InboxRow.message_key.in_(requests), InboxRow.result.contains(number, autoescape=True))
    return Trace(_callbacks(session, caused), _steps(session, HistoryLine.ticket_id == ticket_id), messages)


def of_request(session: Session, asked: str) -> Trace:
    """By a request id, by the platform's number of a message, or by `message:` and the number of one of ours."""
    callbacks = _callbacks(session, or_(InboxRow.message_key == asked, InboxRow.message_id == asked))
    requests = {asked, *(callback.request for callback in callbacks)}
    own = asked.removeprefix(MESSAGE)
    numbered = OutboxRow.id == (int(own) if own != asked and own.isdecimal() else 0)
    answers = [f"{BY_ANSWER}{each.platform}:{each.request}" for each in callbacks]  # an older release named no cause
    messages = _messages(session, or_(OutboxRow.cause.in_(requests), numbered, OutboxRow.dedupe.in_(answers)))
    return Trace(callbacks, _steps_of(session, callbacks, messages), messages)


def of_account(session: Session, platform: str, user: str) -> Trace:
    """The latest callbacks from an account, what they caused, and the latest messages to it."""
    theirs = and_(InboxRow.platform == platform, InboxRow.user_key == user_key(user))
    callbacks = _callbacks(session, theirs)[-LATEST:]
    requests = {callback.request for callback in callbacks}
    to_them = and_(OutboxRow.platform == platform, OutboxRow.user_index == user)
    messages = _messages(session, or_(OutboxRow.cause.in_(requests), to_them))[-LATEST:]
    return Trace(callbacks, _steps_of(session, callbacks, messages), messages)


def _callbacks(session: Session, which: ColumnElement[bool]) -> Sequence[TracedCallback]:
    theirs = and_(Account.platform == InboxRow.platform, Account.user_key == InboxRow.user_key)
    rows = session.execute(
        select(
            InboxRow.message_key, InboxRow.platform, InboxRow.received_at, InboxRow.state, InboxRow.attempts,
            InboxRow.next_at, InboxRow.done_at, InboxRow.repeats, InboxRow.result, InboxRow.error, Account.person_id,
        )
        .outerjoin(Account, theirs)
        .where(which)
        .order_by(InboxRow.id.desc())
        .limit(MOST)
    )  # fmt: skip
    return [TracedCallback(*row) for row in rows][::-1]


def _messages(session: Session, which: ColumnElement[bool]) -> Sequence[TracedMessage]:
    query = select(*_MESSAGE).outerjoin(Ticket, Ticket.id == OutboxRow.ticket_id).where(which)
    rows = session.execute(query.order_by(OutboxRow.id.desc()).limit(MOST))
    return [TracedMessage(*each) for each in rows][::-1]


def _steps(session: Session, which: ColumnElement[bool]) -> Sequence[TracedStep]:
    line = HistoryLine
    rows = session.execute(
        select(Ticket.number, line.seq, line.action, line.role, line.actor_id, line.at)
        .join(Ticket, Ticket.id == line.ticket_id)
        .where(which)
        .order_by(line.id)
    )
    return [TracedStep(row.number, row.seq, row.action.value, row.role.value, row.actor_id, row.at) for row in rows]


def _steps_of(
    session: Session, callbacks: Iterable[TracedCallback], messages: Iterable[TracedMessage]
) -> Sequence[TracedStep]:
    """The steps that the callbacks' results name; else those that the messages were queued with."""
    named = {step for callback in callbacks for step in named_steps(callback.result)}
    queued = {(each.number, each.seq): each.created_at for each in messages if each.number and each.seq}
    numbers = {number for number, _ in (*named, *queued)}
    found = _of_numbers(session, numbers)
    if named:
        return [step for step in found if (step.number, step.seq) in named]
    return [step for step in found if queued.get((step.number, step.seq)) == step.at]


def _of_numbers(session: Session, numbers: Collection[str]) -> Sequence[TracedStep]:
    return _steps(session, Ticket.number.in_(numbers)) if numbers else []


def named_steps(result: str) -> Iterable[tuple[str, int]]:
    """The ticket numbers and step numbers in the result of a callback (`CN-20261122-0007#5 收办；…`)."""
    for part in result.split("；"):
        number, found, rest = part.partition("#")
        seq = rest.partition(" ")[0]
        if found and seq.isdecimal():
            yield number, int(seq)
