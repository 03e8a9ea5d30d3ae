"""After which step who is told: the proposer, whoever must act, the department, whoever must approve."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from bot.acts.act import Audience
from bot.acts.registry import ACTS
from bot.notify.readers import Reader, everybody, judges, ladder, proposer, related
from regulation.state_groups import WITH_DEPARTMENT, WITH_PROPOSER
from regulation.states import Action, Role, State
from regulation.transitions import TABLE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import Ticket


def audiences_of(ticket: Ticket, action: Action) -> tuple[Audience, ...]:
    """Whom a step concerns.

    What waits for approval concerns those who judge it again after every step between, for it has spent their card.
    """
    act = ACTS[action]
    told = tuple(audience for tell in act.tells if tell.when is None or tell.when(ticket) for audience in tell.to)
    waits = bool(ticket.pending) or ticket.joint == "requested"
    return (*told, Audience.JUDGE) if waits and Audience.JUDGE not in told and act.ages_cards else told


def always_told(audience: Audience) -> frozenset[Action]:
    """The acts after which this audience must have been told: in every case, and never by one of its own."""
    return frozenset(
        action
        for action, act in ACTS.items()
        if any(audience in tell.to and tell.when is None for tell in act.tells)
        and not any(_holds(audience, row.to) & set(row.roles) for row in TABLE if row.action is action)
    )


def _holds(audience: Audience, state: State) -> frozenset[Role]:
    """In which roles a member of this audience could have done the act that led to this state."""
    if audience is Audience.PROPOSER or state in WITH_PROPOSER:
        return frozenset({Role.PROPOSER})
    return frozenset({Role.OFFICER, Role.HANDLER} if state in WITH_DEPARTMENT else {Role.OPERATOR, Role.DIRECTOR})


def people_of(session: Session, ticket: Ticket, audience: Audience, now: datetime) -> Iterator[list[Reader]]:
    """The people behind an audience today; a further rung is asked for where nobody of the one before is reached."""
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
