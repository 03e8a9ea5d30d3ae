"""What was done to a ticket, line by line, and the proof that replaying the lines gives the ticket as it stands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from regulation.case import Clock
from regulation.decision import Decision
from regulation.replay import PlainClock, replay
from store.chain import Break, text_digest
from store.tables import HistoryLine, StepText, Ticket
from store.vault import Vault

_TEXT = "texts:sealed"
_LINES = (
    select(HistoryLine)
    .where(HistoryLine.ticket_id == bindparam("ticket"), HistoryLine.seq > bindparam("after"))
    .order_by(HistoryLine.seq)
)
_WORDS = (
    select(StepText.seq, StepText.field, StepText.sealed)
    .where(StepText.ticket_id == bindparam("ticket"), StepText.sealed != "")
    .order_by(StepText.id)
)


def lines(session: Session, ticket: Ticket, *, after: int = 0) -> Sequence[HistoryLine]:
    """A ticket's history lines beyond the given one, oldest first."""
    return session.scalars(_LINES, {"ticket": ticket.id, "after": after}).all()


def decision_of(line: HistoryLine) -> Decision:
    """The decision a line recorded, without the words people wrote."""
    return Decision.from_json(json.loads(line.decision))


def texts(session: Session, vault: Vault, ticket: Ticket, seq: int | None = None) -> dict[tuple[int, str], str]:
    """The free words of a ticket's steps by (line, field); erased ones are missing."""
    rows = session.execute(_WORDS, {"ticket": ticket.id})
    return {(row[0], row[1]): vault.open(row[2], _TEXT) for row in rows if seq in (None, row[0])}


def verify_texts(session: Session, vault: Vault) -> list[Break]:
    """Every text whose words are no longer those the history vouches for."""
    rows = session.execute(select(StepText, Ticket.number).join(Ticket, Ticket.id == StepText.ticket_id))
    return [
        Break(number, row.seq, f"the text {row.field!r} was changed after it was written")
        for row, number in rows
        if row.sealed and text_digest(row.salt, vault.open(row.sealed, _TEXT)) != row.digest
    ]


def anonymise(session: Session, ticket: Ticket) -> None:
    """Erase contact and free words of a ticket for good; its history stays whole and verifiable."""
    session.execute(update(StepText).where(StepText.ticket_id == ticket.id).values(sealed="", salt=""))
    ticket.contact_sealed = ticket.source_words = ""
    session.flush()


def replay_check(session: Session, ticket: Ticket) -> list[Break]:
    """What the ticket says otherwise than its history replayed; empty where they agree."""
    try:
        case = replay(decision_of(line) for line in lines(session, ticket))
    except (KeyError, ValueError) as error:
        return [Break(ticket.number, 0, f"the history can't be replayed: {error}")]
    told = [(field.name, getattr(case, field.name)) for field in fields(case) if field.name != "clocks"]
    wrong = [name for name, value in told if getattr(ticket, name) != value]
    if [_clock(clock) for clock in case.clocks] != [_clock(clock) for clock in ticket.clocks]:
        wrong.append("clocks")
    return [Break(ticket.number, ticket.seq, f"{name} is not what the history says") for name in wrong]


def _clock(clock: Clock) -> tuple[object, ...]:
    return tuple(getattr(clock, field.name) for field in fields(PlainClock))
