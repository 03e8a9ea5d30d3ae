"""A ticket's history lines, and the check that replaying them gives the ticket as it is stored (M5)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from regulation.case import Clock
from regulation.decision import Decision
from regulation.replay import PlainClock, replay
from regulation.states import Action
from store.cases.history_chain import Break, Head, text_digest
from store.cases.who_acted import FIELD, outlasts_erasure
from store.engine.columns import table_of
from store.engine.snapshots import snapshot
from store.tables import HistoryLine, StepText, Ticket
from store.vault import Vault

_TEXT = "texts:sealed"
_LINE, _TOLD = table_of(HistoryLine), table_of(StepText)
_LINES = (
    select(_LINE)
    .where(_LINE.c.ticket_id == bindparam("ticket"), _LINE.c.seq > bindparam("after"))
    .order_by(_LINE.c.seq)
)
_ALL = (
    select(_TOLD.c.seq, _TOLD.c.field, _TOLD.c.sealed)
    .where(_TOLD.c.ticket_id == bindparam("ticket"))
    .order_by(_TOLD.c.id)
)
_WORDS = (
    select(_TOLD.c.seq, _TOLD.c.field, _TOLD.c.sealed)
    .where(_TOLD.c.ticket_id == bindparam("ticket"), _TOLD.c.sealed != "", _TOLD.c.field != FIELD)
    .order_by(_TOLD.c.id)
)


def lines(session: Session, ticket: Ticket, *, after: int = 0) -> Sequence[HistoryLine]:
    """A ticket's history lines beyond the given one, oldest first."""
    rows = session.connection().execute(_LINES, {"ticket": ticket.id, "after": after})
    return [snapshot(HistoryLine, row) for row in rows]


def decision_of(line: HistoryLine) -> Decision:
    """The decision a line recorded, without the words people wrote."""
    return Decision.from_json(json.loads(line.decision))


def texts(session: Session, vault: Vault, ticket: Ticket, seq: int | None = None) -> dict[tuple[int, str], str]:
    """The free texts of a ticket's steps by (line, field); erased ones are missing."""
    told = (row for row in session.connection().execute(_WORDS, {"ticket": ticket.id}) if seq in (None, row.seq))
    return {(row.seq, row.field): vault.open(row.sealed, _TEXT) for row in told}


def told(session: Session, vault: Vault, ticket: Ticket) -> tuple[dict[tuple[int, str], str], dict[int, str]]:
    """The free texts by (line, field), and who acted by line, still sealed: one query for both."""
    rows = session.connection().execute(_ALL, {"ticket": ticket.id}).all()
    actors = {row.seq: row.sealed for row in rows if row.field == FIELD}
    said = (row for row in rows if row.field != FIELD and row.sealed)
    return {(row.seq, row.field): vault.open(row.sealed, _TEXT) for row in said}, actors


def verify_texts(session: Session, vault: Vault, page: Sequence[Head]) -> list[Break]:
    """Every text of these tickets that no longer matches its digest in the history."""
    numbers = {head.id: head.number for head in page}
    rows = session.scalars(select(StepText).where(StepText.ticket_id.in_(numbers), StepText.sealed != ""))
    return [
        Break(numbers[row.ticket_id], row.seq, f"文字 {row.field} 写入后被改动")
        for row in rows
        if text_digest(row.salt, vault.open(row.sealed, _TEXT)) != row.digest
    ]


def anonymise(session: Session, ticket: Ticket) -> None:
    """Erase contact, free texts and the proposer's name of a ticket irreversibly; its history stays verifiable.

    Called by `store.protection.erasures.erase`, which records the erasure.
    """
    words = (StepText.ticket_id == ticket.id, ~outlasts_erasure(ticket))
    erase = update(StepText).where(*words).values(sealed="", salt="")
    session.execute(erase.execution_options(synchronize_session=False))
    session.execute(update(Ticket).where(Ticket.id == ticket.id).values(contact_sealed="", source_words=""))
    set_committed_value(ticket, "contact_sealed", "")
    set_committed_value(ticket, "source_words", "")


def replay_check(session: Session, ticket: Ticket) -> list[Break]:
    """Where the stored ticket differs from its replayed history; empty where they agree."""
    try:
        steps = lines(session, ticket)
        decisions, stepped_at = [decision_of(line) for line in steps], steps[-1].at
        case = replay(decisions)
    except (KeyError, ValueError, TypeError, LookupError) as error:
        return [Break(ticket.number, 0, f"办理记录重放不了（{error}）")]
    told = [(field.name, getattr(case, field.name)) for field in fields(case) if field.name != "clocks"]
    told += [("score", _score(decisions)), ("stepped_at", stepped_at)]
    wrong = [name for name, value in told if getattr(ticket, name) != value]
    if [_clock(clock) for clock in case.clocks] != [_clock(clock) for clock in ticket.clocks]:
        wrong.append("clocks")
    return [Break(ticket.number, ticket.seq, f"{name} 与办理记录不符") for name in wrong]


def _score(decisions: Sequence[Decision]) -> int | None:
    """The score of the last evaluation, which the ticket keeps beside the law's facts."""
    given = [each.data.get("score") for each in decisions if each.action is Action.EVALUATE]
    return given[-1] if given else None


def replay_checks(session: Session, page: Sequence[Head]) -> list[Break]:
    """Where these stored tickets differ from their replayed histories."""
    query = select(Ticket).where(Ticket.id.in_([head.id for head in page])).order_by(Ticket.id)
    return [found for ticket in session.scalars(query) for found in replay_check(session, ticket)]


def _clock(clock: Clock) -> tuple[object, ...]:
    return tuple(getattr(clock, field.name) for field in fields(PlainClock))
