"""Roles towards one case, derived from the case itself at the time of the act (M6, M7, P9)."""

from __future__ import annotations

from typing import TypeAlias

from regulation.case import Actor, Case
from regulation.states import ClockKind, Party, Role, State, Track

STANDING = frozenset({Role.OPERATOR, Role.DIRECTOR, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR, Role.SYSTEM})
PARTIES = {
    State.PRESCREEN: Party.CENTRE,
    State.SUPPLEMENTING: Party.PROPOSER,
    State.LAPSED: Party.CENTRE,
    State.CHECKING: Party.CENTRE,
    State.PLATFORM_REPAIR: Party.CENTRE,
    State.TRANSFERRING: Party.CENTRE,
    State.DISPATCHED: Party.DEPARTMENT,
    State.VERIFYING: Party.DEPARTMENT,
    State.COOPERATING: Party.PROPOSER,
    State.CONSENTING: Party.PROPOSER,
    State.REPAIRING: Party.DEPARTMENT,
    State.RULING: Party.CENTRE,
    State.CITY: Party.CITY,
    State.NOTIFYING: Party.CENTRE,
    State.CONFIRMING: Party.NOBODY,
    State.CENTRE_CONFIRMING: Party.CENTRE,
    State.CLOSED: Party.NOBODY,
}


def party_of(state: State, track: Track | str) -> Party:
    """To whom the days in this state are charged; a city-issued case is the city's all along (M8, P10)."""
    return Party.CITY if track == Track.CITY_ISSUED else PARTIES[state]


Standing: TypeAlias = tuple[frozenset[Role], int | None, int, int]


def standing_of(case: Case, actor: Actor) -> Standing:
    """All attributes of an actor that count for a case: equal standing means equal permissions and visibility.

    Roles and department count, and of persons those alone whom the case names: two persons means two people.
    """
    tried = case.told_attempts.rpartition("/")[2]
    named = {
        case.proposer_id, case.handler_id, case.recorded_by, case.pending_by, case.repaired_by, case.confirmed_by,
        case.platform_repaired_by, int(tried or 0),
    }  # fmt: skip
    own, absent = (person if person in named else 0 for person in (actor.person_id, actor.acting_for))
    return actor.roles, actor.department_id, own, absent


def roles_on(case: Case, actor: Actor) -> frozenset[Role]:
    """The roles this actor holds on this case, and no others."""
    roles, own = set(actor.roles & STANDING), {actor.person_id, actor.acting_for} - {0}
    if case.proposer_id in own or (case.on_behalf and actor.roles & {Role.OPERATOR, Role.DIRECTOR}):
        roles.add(Role.PROPOSER)
    if case.handler_id in own:
        roles.add(Role.HANDLER)
    if actor.department_id is not None:
        roles |= _in_department(case, actor)
    return frozenset(roles)


def is_proposer(case: Case, actor: Actor) -> bool:
    """Whether this is the proposer, or their stand-in; not the centre that speaks for one without an account."""
    return case.proposer_id in {actor.person_id, actor.acting_for} - {0}


def _in_department(case: Case, actor: Actor) -> set[Role]:
    """Liaison officers and leaders count for the cases of their own department only."""
    roles: set[Role] = set()
    if actor.is_of(case.department_id):
        roles |= actor.roles & {Role.OFFICER, Role.LEADER}
    if case.joint == "approved" and actor.departments & set(case.related_ids):
        if _owes(case, actor):
            roles |= actor.roles & {Role.LEADER}  # answers for the part that is still to be done (M7)
        if Role.OFFICER in actor.roles:
            roles.add(Role.RELATED)
    return roles


def _owes(case: Case, actor: Actor) -> bool:
    """Whether a related department's part runs."""
    parts = (clock for clock in case.clocks if clock.kind is ClockKind.JOINT and clock.stopped_at is None)
    return any(actor.is_of(part.department_id) for part in parts)
