"""查询: tickets by number, department, state and words, within what the actor may see; each part answered by an index.

Texts are encrypted, so the database can't search them: those of the newest tickets are decrypted and compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CTE, ColumnElement, Select, and_, func, or_, select, text, union_all
from sqlalchemy.orm import Session, aliased

from regulation.case import Actor
from regulation.state_groups import JUDGED, OPEN, RESULT_FOUND
from regulation.states import Outcome, Result, State
from store.cases import ticket_numbers
from store.lists import visible_tickets
from store.lists.overdue_limits import held_open
from store.search_grams import comparable
from store.tables import StepText, Ticket, TicketClock
from store.vault import Vault

MOST = 500  # most tickets of one search result
READ = 200  # newest tickets whose texts are decrypted
FILED = ("records", "doubt", "scenario")
_SOURCE, _TEXT = "tickets:source_words", "texts:sealed"
_ORDERED, _JOINT = text("city_order <> ''"), text("kind = '协同办理'")  # literal, as their indexes say it


def _each_title() -> CTE:
    """The distinct titles by a loose index scan: there are no more of them than catalogue entries."""
    first = select(func.min(Ticket.title).label("title")).cte("titles", recursive=True)
    other = aliased(Ticket)
    following = select(func.min(other.title)).where(other.title > first.c.title).scalar_subquery()
    return first.union_all(select(following).select_from(first).where(first.c.title.is_not(None)))


_TITLES = _each_title()


class Trait(StrEnum):
    """Conditions that are independent of the state."""

    OPEN = "未办结"
    OVERDUE = "逾期"
    DUE_TODAY = "今天到期"
    JOINT = "协同办理"
    PENDING = "延期待批准"
    CITY = "市级工单"
    UNRATED = "待评价"


@dataclass(frozen=True, slots=True)
class Query:
    """The search conditions. Kinds of conditions are joined by AND; several states, departments or days by OR.

    `about` are words that may name a department, the data, or an order of the city: each with the departments it
    may mean.
    """

    days: tuple[str, ...] = ()  # of numbers: 20260917, or 202609 for the whole month
    ends: tuple[str, ...] = ()  # of numbers: 7, 0007, 0917-0007
    departments: frozenset[int] = frozenset()
    states: frozenset[State] = frozenset()
    outcomes: frozenset[Outcome] = frozenset()
    results: frozenset[Result] = frozenset()
    traits: frozenset[Trait] = frozenset()
    kinds: frozenset[str] = frozenset()
    about: tuple[tuple[str, frozenset[int]], ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Ids, newest first; `more` where there are others beyond the bound, `unread` where not every text was opened."""

    ids: Sequence[int] = field(default_factory=tuple)
    more: bool = False
    unread: bool = False


def search(session: Session, vault: Vault, actor: Actor, query: Query, now: datetime, today: date) -> Found:
    """Tickets this actor has a part in that fit every condition."""
    seen, numbered = visible_tickets.visible(session, actor), ticket_numbers.ending(session, query.ends)
    fits = [*conditions_of(query, now, today), *([Ticket.number.in_(numbered)] if query.ends else [])]
    named = [*map(titled, query.words), *(or_(*_about(word, meant)) for word, meant in query.about)]
    found, unread = set(session.scalars(newest(seen, *fits, *named, limit=MOST + 1))), False
    if named:
        latest = session.scalars(newest(visible_tickets.readable(session, actor), *fits, limit=READ + 1)).all()
        unread = len(latest) > READ
        found |= set(_written(session, vault, latest[:READ], [*query.words, *(word for word, _ in query.about)]))
    ids = sorted(found, reverse=True)
    return Found(ids[:MOST], len(ids) > MOST, unread)


def newest(*conditions: ColumnElement[bool], limit: int) -> Select[int]:
    """The ids of the newest tickets that fit all conditions."""
    return select(Ticket.id).where(*conditions).order_by(Ticket.id.desc()).limit(limit)


def conditions_of(query: Query, now: datetime, today: date) -> Iterator[ColumnElement[bool]]:
    """Everything but the endings of numbers and what stands in titles and texts."""
    if query.days:
        yield or_(*(and_(Ticket.number >= f"CN-{day}", Ticket.number < f"CN-{int(day) + 1}") for day in query.days))
    if query.departments:
        yield Ticket.id.in_(visible_tickets.held_by(*query.departments))
    if query.states or query.outcomes or query.results:
        yield or_(*_standing(query))
    if query.kinds:
        yield Ticket.kind.in_(query.kinds)
    for trait in sorted(query.traits):
        yield _trait(trait, now, today)


def _standing(query: Query) -> Iterator[ColumnElement[bool]]:
    ways = []
    if open_states := query.states & frozenset(OPEN):
        ways.append(select(Ticket.id).where(Ticket.closed_at.is_(None), Ticket.state.in_(open_states)))
    if query.outcomes:
        ways.append(select(Ticket.id).where(Ticket.closed_at.is_not(None), Ticket.outcome.in_(query.outcomes)))
    if query.results:
        came_to = select(Ticket.id).where(Ticket.result.in_(query.results))
        ways.append(came_to.where(Ticket.closed_at.is_(None), Ticket.state.in_(RESULT_FOUND)))
        ways.append(came_to.where(Ticket.closed_at.is_not(None), Ticket.outcome.in_(Outcome)))
    if ways:
        yield Ticket.id.in_(union_all(*ways))
    if State.CLOSED in query.states:
        yield Ticket.closed_at.is_not(None)


def _about(word: str, departments: frozenset[int]) -> Iterator[ColumnElement[bool]]:
    yield titled(word)
    if departments:
        yield Ticket.id.in_(visible_tickets.held_by(*departments))
    if word.isascii():
        yield Ticket.id.in_(select(Ticket.id).where(_ORDERED, Ticket.city_order == word))


def _trait(trait: Trait, now: datetime, today: date) -> ColumnElement[bool]:
    running = select(TicketClock.ticket_id).where(TicketClock.stopped_at.is_(None))
    match trait:
        case Trait.OPEN:
            return Ticket.id.in_(select(Ticket.id).where(Ticket.closed_at.is_(None), Ticket.state.in_(OPEN)))
        case Trait.OVERDUE:
            late = running.join(Ticket, Ticket.id == TicketClock.ticket_id).where(
                TicketClock.due_at <= now, ~held_open()
            )
            return Ticket.id.in_(late)
        case Trait.DUE_TODAY:
            soon = running.where(TicketClock.due_at > now, TicketClock.due_at <= now + timedelta(days=2))
            return Ticket.id.in_(soon.where(TicketClock.due_on == today))
        case Trait.JOINT:
            return Ticket.id.in_(running.where(_JOINT))
        case Trait.PENDING:
            return and_(Ticket.closed_at.is_(None), Ticket.state.in_(JUDGED), Ticket.pending != "")
        case Trait.CITY:
            return Ticket.id.in_(select(Ticket.id).where(_ORDERED))
        case Trait.UNRATED:
            ended = (Outcome.CONFIRMED, Outcome.UNCONFIRMED, Outcome.SPECIAL)
            return and_(Ticket.closed_at.is_not(None), Ticket.outcome.in_(ended), ~Ticket.evaluated)


def titled(word: str) -> ColumnElement[bool]:
    """Tickets in whose title a word stands."""
    fits = func.lower(_TITLES.c.title).contains(word.lower(), autoescape=True)
    return Ticket.title.in_(select(_TITLES.c.title).where(fits))


def _written(session: Session, vault: Vault, ids: Sequence[int], words: Iterable[str]) -> list[int]:
    """Those in whose title, source or filing every word occurs."""
    heads = select(Ticket.id, Ticket.title, Ticket.source_words).where(Ticket.id.in_(ids))
    told = {row[0]: f"{row[1]}\n{vault.open(row[2], _SOURCE)}" for row in session.execute(heads)}
    filed = select(StepText.ticket_id, StepText.sealed).where(
        StepText.ticket_id.in_(ids), StepText.seq == 1, StepText.field.in_(FILED), StepText.sealed != ""
    )
    for ticket_id, sealed in session.execute(filed):
        told[ticket_id] += f"\n{vault.open(sealed, _TEXT)}"
    wanted = [comparable(word) for word in words]
    return [ticket_id for ticket_id, said in told.items() if all(word in comparable(said) for word in wanted)]
