"""Recipients of a reminder: whoever must act, and for information those who answer for them; never nobody (M6, M7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from regulation import ladder
from regulation.ladder import Having
from regulation.state_groups import WITH_DEPARTMENT, WITH_PROPOSER
from regulation.states import ClockKind, Party, State
from scheduler.limits.reminder_schedule import Step, named
from store.lists.due_limits import DueReminder, RunningLimit
from store.people.duty_roster import Roster

CALLED_FOR = (Step.UNRECEIVED, Step.NOBODY)  # of a department that nobody is in: its case is on the centre's daily list


class Recipients(NamedTuple):
    """People by id: those who must act, and those who can only urge them."""

    acting: list[int]
    informed: list[int]


def due_reminders(limit: RunningLimit, step: Step, duty: Roster) -> Iterator[DueReminder]:
    """One reminder each; where a step of the escalation has nobody, the next one that has somebody is taken."""
    step, found = recipients(limit, step, duty)
    for person in found.acting:
        yield DueReminder(limit, named(step, acts=True), person)
    for person in found.informed:
        if person not in found.acting:
            yield DueReminder(limit, named(step, acts=False), person)


def recipients(limit: RunningLimit, step: Step, duty: Roster) -> tuple[Step, Recipients]:
    """The recipients of one step, stand-ins in place of the absent; the centre where the directory has nobody."""
    if step is Step.UNRECEIVED and not _second(limit, duty):
        step = Step.NOBODY
    named_ones = _named(limit, step, duty)
    acting = (
        named_ones.acting if limit.state in WITH_PROPOSER and step is not Step.CALL else duty.present(named_ones.acting)
    )
    informed = duty.present(named_ones.informed)
    if not acting and not informed and step not in CALLED_FOR:
        informed = duty.desk()
        acting, informed = (informed, []) if limit.state in WITH_PROPOSER else ([], informed)
    return step, Recipients(acting, informed)


def _second(limit: RunningLimit, duty: Roster) -> list[int]:
    """B officers, without those who got the task at first as stand-ins of A."""
    having = duty.of(limit.holder_id)
    first_ones = duty.present(having(ladder.A))
    return [person for person in duty.present(having(ladder.B)) if person not in first_ones]


def _named(limit: RunningLimit, step: Step, duty: Roster) -> Recipients:
    if limit.kind is ClockKind.JOINT:
        return _department(duty.of(limit.department_id), None, step)
    if limit.kind is ClockKind.JUDGE:
        return _judges(limit, duty)
    if step is Step.CALL:
        return Recipients(duty.desk(), [])
    if limit.state in WITH_PROPOSER:
        return Recipients([limit.proposer_id] if limit.proposer_id and not limit.on_behalf else [], [])
    if limit.state in WITH_DEPARTMENT:
        if step is Step.UNRECEIVED:
            return Recipients(_second(limit, duty), [])
        return _with_handler(limit, step, duty, _department(duty.of(limit.holder_id), limit.taken_by, step))
    late = step is Step.OVERDUE and limit.party is Party.CENTRE
    return Recipients(duty.having("operator") + (duty.having("director") if late else []), [])


def _judges(limit: RunningLimit, duty: Roster) -> Recipients:
    """Who decides an application: nobody their own; the supervising office where nobody else of the centre may."""
    platform = limit.state is State.PLATFORM_REPAIR
    centre = duty.having("director") if platform else [*duty.having("operator"), *duty.having("director")]
    able = [person for person in dict.fromkeys(centre) if person != limit.pending_by]
    return Recipients(able or duty.having("supervisor"), [])


def _with_handler(limit: RunningLimit, step: Step, duty: Roster, officers: Recipients) -> Recipients:
    """The colleague it was dispatched to is reminded alone the day before; on the due day the officer hears too."""
    if limit.handler_id is None or step is Step.NOBODY or not duty.reaches(limit.handler_id):
        return officers
    return (
        Recipients([limit.handler_id], [])
        if step is Step.BEFORE
        else Recipients([limit.handler_id, *officers.acting], officers.informed)
    )


def _department(having: Having, taken_by: int | None, step: Step) -> Recipients:
    """The officer who took it, else A, else B; the leader where there is none, and a copy once it is overdue."""
    acting, leaders = ladder.first(ladder.officers(having, taken_by)), list(having(ladder.LEADER))
    if step is Step.NOBODY:
        return Recipients([], leaders)
    return Recipients(acting, leaders if step is Step.OVERDUE or not acting else [])
