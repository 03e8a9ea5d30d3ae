"""Whom a reminder is for: whoever must act, those who answer for them for information, and never nobody (M6, M7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from regulation import ladder
from regulation.ladder import Having
from regulation.state_groups import WITH_DEPARTMENT, WITH_PROPOSER
from regulation.states import ClockKind, Party
from scheduler.limits.reminder_schedule import Step, named
from store.lists.due_limits import Look, Rung
from store.people.duty_roster import Roster


class Told(NamedTuple):
    """People by id: those who must act, and those who can only urge them."""

    acting: list[int]
    informed: list[int]


def rungs(look: Look, step: Step, duty: Roster) -> Iterator[Rung]:
    """What is said to whom; each person once, and an empty rung is skipped for the next one that has somebody."""
    step, told = receivers(look, step, duty)
    for person in told.acting:
        yield Rung(look, named(step, acts=True), person)
    for person in told.informed:
        if person not in told.acting:
            yield Rung(look, named(step, acts=False), person)


def receivers(look: Look, step: Step, duty: Roster) -> tuple[Step, Told]:
    """The people of one rung, stand-ins in place of those who are away; the centre where the directory has nobody."""
    if step is Step.UNRECEIVED and not _second(look, duty):
        step = Step.NOBODY
    named_ones = _named(look, step, duty)
    acting = named_ones.acting if look.state in WITH_PROPOSER else duty.present(named_ones.acting)
    informed = duty.present(named_ones.informed)
    if not acting and not informed:
        informed = duty.desk()
        acting, informed = (informed, []) if look.state in WITH_PROPOSER else ([], informed)
    return step, Told(acting, informed)


def _second(look: Look, duty: Roster) -> list[int]:
    """B officers, without those who have had the task from the beginning because they stand in for A."""
    having = duty.of(look.holder_id)
    first_ones = duty.present(having(ladder.A))
    return [person for person in duty.present(having(ladder.B)) if person not in first_ones]


def _named(look: Look, step: Step, duty: Roster) -> Told:
    if look.kind is ClockKind.JOINT:
        return _department(duty.of(look.department_id), None, step)
    if look.state in WITH_PROPOSER:
        return Told([look.proposer_id] if look.proposer_id and not look.on_behalf else [], [])
    if look.state in WITH_DEPARTMENT:
        if step is Step.UNRECEIVED:
            return Told(_second(look, duty), [])
        return _with_handler(look, step, duty, _department(duty.of(look.holder_id), look.taken_by, step))
    late = step is Step.OVERDUE and look.party is Party.CENTRE
    return Told(duty.having("operator") + (duty.having("director") if late else []), [])


def _with_handler(look: Look, step: Step, duty: Roster, told: Told) -> Told:
    """The colleague it was dispatched to is reminded alone the day before; on the due day the officer hears too."""
    if look.handler_id is None or step is Step.NOBODY or not duty.reaches(look.handler_id):
        return told
    return Told([look.handler_id], []) if step is Step.BEFORE else Told([look.handler_id, *told.acting], told.informed)


def _department(having: Having, taken_by: int | None, step: Step) -> Told:
    """The officer who took it, else A, else B; the leader where there is none, and a copy once it is overdue."""
    acting, leaders = ladder.first(ladder.officers(having, taken_by)), list(having(ladder.LEADER))
    if step is Step.NOBODY:
        return Told([], leaders)
    return Told(acting, leaders if step is Step.OVERDUE or not acting else [])
