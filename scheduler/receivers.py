"""Whom a reminder is for: whoever must act, those who answer for them for information, and never nobody (M6, M7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from regulation.states import ClockKind, Party
from scheduler.rungs import Step, named
from store.deadlines import Look, Rung
from store.roster import Roster
from store.waiting import DEPARTMENT_STATES, PROPOSER_STATES


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
    acting = named_ones.acting if look.state in PROPOSER_STATES else duty.present(named_ones.acting)
    informed = duty.present(named_ones.informed)
    if not acting and not informed:
        informed = duty.desk()
        acting, informed = (informed, []) if look.state in PROPOSER_STATES else ([], informed)
    return step, Told(acting, informed)


def _second(look: Look, duty: Roster) -> list[int]:
    """B officers, without those who have had the task from the beginning because they stand in for A."""
    first = duty.present(duty.having("officer-a", look.holder_id))
    return [person for person in duty.present(duty.having("officer-b", look.holder_id)) if person not in first]


def _named(look: Look, step: Step, duty: Roster) -> Told:
    if look.kind is ClockKind.JOINT:
        return _department(look.department_id, step, duty)
    if look.state in PROPOSER_STATES:
        return Told([look.proposer_id] if look.proposer_id and not look.on_behalf else [], [])
    if look.state in DEPARTMENT_STATES:
        if step is Step.UNRECEIVED:
            return Told(_second(look, duty), [])
        return _with_handler(look, step, _department(look.holder_id, step, duty))
    late = step is Step.OVERDUE and look.party is Party.CENTRE
    return Told(duty.having("operator") + (duty.having("director") if late else []), [])


def _with_handler(look: Look, step: Step, told: Told) -> Told:
    """The colleague it was dispatched to is reminded alone the day before; on the due day the officer hears too."""
    if look.handler_id is None or step is Step.NOBODY:
        return told
    return Told([look.handler_id], []) if step is Step.BEFORE else Told([look.handler_id, *told.acting], told.informed)


def _department(department_id: int | None, step: Step, duty: Roster) -> Told:
    """A officers, without any the B officers; the leader where there are none, and a copy once it is overdue."""
    if department_id is None:
        return Told([], [])
    officers = duty.having("officer-a", department_id) or duty.having("officer-b", department_id)
    leaders = duty.having("leader", department_id)
    if step is Step.NOBODY:
        return Told([], leaders)
    return Told(officers, leaders if step is Step.OVERDUE or not officers else [])
