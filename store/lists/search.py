"""查询: tickets by number, day, department, state, people and words, within what the actor may see, however old.

Each part is answered by an index, but for what people wrote: it is encrypted, one value a case, and read (0015).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import CTE, ColumnElement, Select, and_, false, func, or_, select, text, union_all
from sqlalchemy.orm import Session, aliased

from regulation.case import Actor
from regulation.shanghai import SHANGHAI
from regulation.state_groups import JUDGED, OPEN, RESULT_FOUND
from regulation.states import Outcome, Result, Role, State
from store.cases import ticket_numbers
from store.identity.record_identity import Mark
from store.lists import applicants, visible_tickets
from store.lists.overdue_limits import held_open
from store.recognition import case_keys, case_words
from store.tables import CaseKey, Ticket, TicketClock
from store.vault import Vault

READ_ALL = frozenset({Role.OPERATOR, Role.DIRECTOR, Role.AUDITOR})  # may know who filed, and read every step
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
    spans: tuple[tuple[date, date], ...] = ()  # of filing: first and last day
    ends: tuple[str, ...] = ()  # of numbers: 7, 0007, 0917-0007
    departments: frozenset[int] = frozenset()
    states: frozenset[State] = frozenset()
    outcomes: frozenset[Outcome] = frozenset()
    results: frozenset[Result] = frozenset()
    traits: frozenset[Trait] = frozenset()
    kinds: frozenset[str] = frozenset()
    about: tuple[tuple[str, frozenset[int]], ...] = ()
    words: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()  # whole numbers
    marks: tuple[Mark, ...] = ()  # what identifies a record


@dataclass(frozen=True, slots=True)
class Found:
    """Ids, newest first; `unread` where the words of cases from before an upgrade are not prepared yet."""

    ids: Sequence[int] = field(default_factory=tuple)
    unread: bool = False


def search(session: Session, vault: Vault, actor: Actor, query: Query, now: datetime, today: date) -> Found:
    """Every ticket this actor has a part in that fits every condition."""
    seen, readable = visible_tickets.visible(session, actor), visible_tickets.readable(session, actor)
    fits = list(_fitting(session, vault, actor, query, now, today))
    asked = list(_terms(session, vault, actor, query, readable))
    sets = [set(session.scalars(_ids(seen, *fits, condition))) for _, condition in asked]
    if not asked:
        return Found(session.scalars(_ids(seen, *fits)).all())
    found = set[int].intersection(*sets)
    if any(word for word, _ in asked):
        wanted = list(zip((word.encode() for word, _ in asked), sets, strict=True))
        which = [*fits, *([] if actor.roles & READ_ALL else [readable])]
        cases = case_words.written(session, vault, which, later=bool(actor.roles & READ_ALL))
        found |= {its for its, said in cases if all((word and word in said) or its in known for word, known in wanted)}
    return Found(sorted(found, reverse=True), case_words.is_behind(session))


def _ids(*conditions: ColumnElement[bool]) -> Select[int]:
    return select(Ticket.id).where(*conditions).order_by(Ticket.id.desc())


def _fitting(
    session: Session, vault: Vault, actor: Actor, query: Query, now: datetime, today: date
) -> Iterator[ColumnElement[bool]]:
    """What every ticket must fit; for the centre a department is also the unit of whoever filed."""
    if query.departments and actor.roles & READ_ALL:
        filed = applicants.of_departments(session, vault, query.departments)
        yield or_(Ticket.id.in_(visible_tickets.held_by(*query.departments)), filed)
        query = replace(query, departments=frozenset())
    yield from conditions_of(query, now, today)
    if query.ends:
        yield Ticket.number.in_(ticket_numbers.ending(session, query.ends))


def _terms(
    session: Session, vault: Vault, actor: Actor, query: Query, readable: ColumnElement[bool]
) -> Iterator[tuple[str, ColumnElement[bool]]]:
    """Each word that is looked for: as it stands in texts ("" for what is found by its key alone), and in SQL."""
    centre = bool(actor.roles & READ_ALL)
    for word, meant in (*query.about, *((word, frozenset[int]()) for word in query.words)):
        ways = [*_about(word, meant), *(applicants.called(session, vault, word) if centre else ())]
        yield case_keys.plain(word), or_(*ways)
    for phone in query.phones:
        yield case_keys.plain_phone(phone), applicants.with_phone(vault, phone) if centre else false()
    for mark in query.marks:
        key = case_keys.key_of(vault, mark.sort, mark.value)
        yield "", and_(readable, Ticket.id.in_(select(CaseKey.ticket_id).where(CaseKey.key == key)))


def newest(*conditions: ColumnElement[bool], limit: int) -> Select[int]:
    """The ids of the newest tickets that fit all conditions."""
    return select(Ticket.id).where(*conditions).order_by(Ticket.id.desc()).limit(limit)


def conditions_of(query: Query, now: datetime, today: date) -> Iterator[ColumnElement[bool]]:
    """Everything but the endings of numbers and what stands in titles and texts."""
    if query.days or query.spans:
        days = (and_(Ticket.number >= f"CN-{day}", Ticket.number < f"CN-{int(day) + 1}") for day in query.days)
        yield or_(*days, *(_within(*span) for span in query.spans))
    if query.departments:
        yield Ticket.id.in_(visible_tickets.held_by(*query.departments))
    if query.states or query.outcomes or query.results:
        yield or_(*_standing(query))
    if query.kinds:
        yield Ticket.kind.in_(query.kinds)
    for trait in sorted(query.traits):
        yield _trait(trait, now, today)


def _within(first: date, last: date) -> ColumnElement[bool]:
    """Filed on these days, or recorded on them where an operator entered it later."""
    begin, end = (datetime.combine(day, time(), SHANGHAI) for day in (first, last + timedelta(days=1)))
    numbered = and_(Ticket.number >= f"CN-{first:%Y%m%d}", Ticket.number < f"CN-{last + timedelta(days=1):%Y%m%d}")
    return or_(numbered, and_(Ticket.filed_at >= begin, Ticket.filed_at < end))


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
