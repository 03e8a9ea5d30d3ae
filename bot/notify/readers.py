"""Recipient resolution: A before B, the stand-in of whoever is away, the next level where nobody is reached (M7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, assert_never

from bot.acts.act import Audience, definite
from bot.acts.registry import ACTS
from regulation import ladder as m7
from regulation.shanghai import local_date
from regulation.state_groups import WITH_DEPARTMENT, WITH_PROPOSER
from regulation.states import Action, ClockKind, Party, Role, State
from regulation.transitions import TABLE
from store.cases import receipt
from store.messages import outbox
from store.people import persons, stand_ins

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from regulation.case import Actor
    from store.tables import Person, Ticket


@dataclass(frozen=True, slots=True)
class Reader:
    """A recipient, and the right they read and act in: their own, or an absent colleague's."""

    person: Person
    actor: Actor


def actors_of(session: Session, person: Person, now: datetime) -> Iterator[Actor]:
    """The identities somebody may act in today: their own, then the absent colleagues they stand in for (代)."""
    yield persons.actor_of(person)
    for absent in stand_ins.stands_in_for(session, person.id, local_date(now)):
        yield persons.actor_of(person, acting_for=absent)


def in_right(session: Session, person: Person, roles: Collection[Role], now: datetime) -> Actor | None:
    """The right in which somebody may act with these roles: their own first; None where they have none."""
    return next((actor for actor in actors_of(session, person, now) if not actor.roles.isdisjoint(roles)), None)


def proposer(session: Session, ticket: Ticket) -> list[Reader]:
    """The proposer, where in the directory; never their stand-in, who must not confirm on their behalf."""
    found = persons.person(session, ticket.proposer_id) if ticket.proposer_id else None
    return [Reader(found, persons.actor_of(found))] if found is not None and found.active else []


def ladder(session: Session, ticket: Ticket, now: datetime) -> Iterator[list[Reader]]:
    """Escalation levels: whoever must act now, then the fallbacks where none can be reached; a level may be empty."""
    today = local_date(now)
    if ticket.state is State.CLOSED:
        return
    if ticket.party is Party.DEPARTMENT or ticket.state in WITH_DEPARTMENT:
        yield from _department(session, ticket, today)
    elif ticket.party is Party.PROPOSER or ticket.state is State.CONFIRMING:
        yield proposer(session, ticket)
    else:
        yield centre(session, today)


def _department(session: Session, ticket: Ticket, today: date) -> Iterator[list[Reader]]:
    """The department's people in M7's order, and last the centre, which must resolve the vacancy."""
    handler = _handler(session, ticket)
    known = {handler.id: handler} if handler else {}

    def having(role: str) -> list[int]:
        if ticket.department_id is None:
            return []
        found = {person.id: person for person in persons.with_role(session, role, department_id=ticket.department_id)}
        known.update(found)
        return list(found)

    for rung in m7.ladder(having, receipt.officer_of(session, ticket.id), handler.id if handler else None):
        yield present(session, [known[person] for person in rung], today)
    yield centre(session, today)


def _handler(session: Session, ticket: Ticket) -> Person | None:
    """The colleague the ticket was dispatched to, unless they have left."""
    found = persons.person(session, ticket.handler_id) if ticket.handler_id is not None else None
    return found if found is not None and found.active else None


def everybody(session: Session, ticket: Ticket, now: datetime) -> list[Reader]:
    """In the responsible department the officer who received it and the assigned handler.

    Where nobody received it, the officers who were sent it: B hears nothing of a case that ended with A.
    """
    if ticket.department_id is None:
        return []
    officers, taken_by = persons.officers(session, ticket.department_id), receipt.officer_of(session, ticket.id)
    took, handler = [officer for officer in officers if officer.id == taken_by], _handler(session, ticket)
    readers = present(session, [*(took or officers), *([handler] if handler else [])], local_date(now))
    if took:
        return readers
    had = outbox.who_had(session, ticket.id)
    return [reader for reader in readers if reader.person.id in had] or ([] if ticket.closed_at else readers)


def related(session: Session, ticket: Ticket, now: datetime) -> list[Reader]:
    """Officers of the related departments whose part of a joint handling is still open (M12)."""
    parts = [clock for clock in ticket.clocks if clock.kind is ClockKind.JOINT]
    owed = {part.department_id for part in parts if part.stopped_at is None}
    done = {part.department_id for part in parts} - owed
    found = [
        officer
        for related_id in ticket.related_ids
        if related_id not in done
        for officer in persons.officers(session, related_id)
    ]
    return present(session, found, local_date(now))


def judges(session: Session, ticket: Ticket, now: datetime) -> list[Reader]:
    """Approvers: the centre's director for the platform's own repair, the operators for a department's.

    Where they asked for it themselves and nobody else of the centre may judge, the supervising office (own rule).
    """
    of_platform = ticket.pending == ClockKind.PLATFORM_REPAIR.value
    found = persons.directors(session) if of_platform else persons.operators(session)
    others = [person for person in found if person.id != ticket.pending_by]  # nobody approves what they asked for
    if found and not others:
        others = persons.directors(session) if not of_platform else []
        others = [p for p in others if p.id != ticket.pending_by] or persons.supervisors(session)
    return present(session, others, local_date(now))


def centre(session: Session, today: date) -> list[Reader]:
    """The operators, or the director where there are none."""
    return present(session, persons.operators(session) or persons.directors(session), today)


def present(session: Session, wanted: Iterable[Person], today: date) -> list[Reader]:
    """Each person, or the stand-in of whoever is away today."""
    found, away = [], stand_ins.stand_ins_of(session, today)
    for person in wanted:
        deputy = away.get(person.id)
        reader = Reader(deputy, persons.actor_of(deputy, acting_for=person)) if deputy else None
        found.append(reader or Reader(person, persons.actor_of(person)))
    return found


def audiences_of(ticket: Ticket, action: Action) -> tuple[Audience, ...]:
    """The audiences of a step.

    A pending approval notifies the approvers again after every step in between, because the step made their card stale.
    Who withdrew after a finding of fault is told that it ended, and nothing of how it is handled (own rule to P9).
    """
    act = ACTS[action]
    told = tuple(audience for tell in act.tells if tell.when is None or tell.when(ticket) for audience in tell.to)
    if ticket.ex_officio and action is not Action.CONFIRM_BY_CENTRE:
        told = tuple(audience for audience in told if audience is not Audience.PROPOSER)
    waits = bool(ticket.pending) or ticket.special_pending or ticket.joint == "requested"
    return (*told, Audience.JUDGE) if waits and Audience.JUDGE not in told and act.ages_cards else told


def always_told(audience: Audience) -> frozenset[Action]:
    """The acts that must always notify this audience, and can't have been done by one of its members."""
    return frozenset(
        action
        for action, act in ACTS.items()
        if any(audience in tell.to and tell.when in (None, definite) for tell in act.tells)
        and not any(_holds(audience, row.to) & set(row.roles) for row in TABLE if row.action is action)
    )


def _holds(audience: Audience, state: State) -> frozenset[Role]:
    """The roles in which a member of this audience could have done the act that led to this state."""
    if audience is Audience.PROPOSER or state in WITH_PROPOSER:
        return frozenset({Role.PROPOSER})
    return frozenset({Role.OFFICER, Role.HANDLER} if state in WITH_DEPARTMENT else {Role.OPERATOR, Role.DIRECTOR})


def people_of(session: Session, ticket: Ticket, audience: Audience, now: datetime) -> Iterator[list[Reader]]:
    """The recipients of an audience today; the next fallback level is used where nobody before it can be reached."""
    match audience:
        case Audience.PROPOSER:
            yield proposer(session, ticket)
        case Audience.HOLDER:
            yield from ladder(session, ticket, now)
        case Audience.DEPARTMENT:
            yield everybody(session, ticket, now)
        case Audience.JUDGE:
            yield judges(session, ticket, now)
        case Audience.RELATED:
            yield related(session, ticket, now)
        case _:
            assert_never(audience)
