"""Whom a reminder is for: whoever must act, their stand-in while they are away, and never nobody (M6, M7)."""

from __future__ import annotations

from regulation.states import ClockKind, Party
from scheduler.rungs import Step
from store.deadlines import Look
from store.registers import DEPARTMENT_STATES, PROPOSER_STATES
from store.roster import Roster


def told(look: Look, step: Step, duty: Roster) -> list[tuple[int, Step]]:
    """Ids of the people who are told, and of what; an empty rung is skipped for the next one that has somebody."""
    if step is Step.UNRECEIVED and not duty.having("officer-b", look.holder_id):
        step = Step.NOBODY
    people = duty.present(_named(look, step, duty))
    people = people or duty.present(duty.having("operator") or duty.having("director"))
    return [(person, step) for person in people]


def _named(look: Look, step: Step, duty: Roster) -> list[int]:
    if look.kind is ClockKind.JOINT:
        return _department(look.department_id, step, duty)
    if look.state in PROPOSER_STATES:
        return [look.proposer_id] if look.proposer_id and not look.on_behalf else []
    if look.state in DEPARTMENT_STATES:
        handler = [look.handler_id] if look.handler_id else []
        if handler and step is Step.BEFORE:
            return handler
        return handler + _department(look.holder_id, step, duty)
    late = step is Step.OVERDUE and look.party is Party.CENTRE
    return duty.having("operator") + (duty.having("director") if late else [])


def _department(department_id: int | None, step: Step, duty: Roster) -> list[int]:
    """The liaison officers A; B where A has not taken it or is missing; the leader last, or once it is overdue."""
    if department_id is None:
        return []
    first, second, leaders = (duty.having(role, department_id) for role in ("officer-a", "officer-b", "leader"))
    if step is Step.OVERDUE:
        return (first or second) + leaders
    if step is Step.NOBODY:
        return leaders
    if step is Step.UNRECEIVED:
        return second or leaders
    return first or second or leaders
