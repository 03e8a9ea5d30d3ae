"""A withdrawal ends the case before a finding of fault; after one the duty to repair stays (M13, P9; own rule)."""

from __future__ import annotations

from dataclasses import replace

from regulation import statutory_clocks, suspended_limits, telling
from regulation.case import Case
from regulation.refusals import AlreadyDone, NotAllowedNow, NotYours
from regulation.shanghai import local_date
from regulation.states import Action, ClockKind, Result, State, Track
from regulation.step import Condition, Step, Transition

NO_FAULT = Condition("尚未查实数据问题", lambda step: not step.case.fault_found)
FAULT = Condition("数据问题已经查实", lambda step: step.case.fault_found and step.case.result is not Result.SPECIAL)
CONSENTED = Condition("提出方已同意特例", lambda step: step.case.fault_found and step.case.result is Result.SPECIAL)
FIRST_OF_TWO = Condition("第一人确认", lambda step: step.case.confirmed_by == 0)
SECOND_OF_TWO = Condition("第二人确认", lambda step: step.case.confirmed_by != 0)
APPLIED = Condition("申请特例待决定", lambda step: step.case.result is Result.SPECIAL)
REPORTED = Condition("反馈了办理结果", lambda step: step.case.result is not Result.SPECIAL)
WAS_TOLD = Condition("撤回时已告知结果", lambda step: _confirmation_ran(step)) & REPORTED
WAS_NOT_TOLD = Condition("撤回时尚未告知结果", lambda step: not _confirmation_ran(step)) & REPORTED


def _confirmation_ran(step: Step) -> bool:
    """Whether the proposer had this round's result when they withdrew."""
    clock = statutory_clocks.last_in_round(step, ClockKind.CONFIRM)
    return clock is not None and clock.stopped_at == step.case.withdrawn_at


def withdraw(step: Step) -> None:
    telling.nothing_more(step)
    step.change(withdrawn_at=step.now)


def step_out(step: Step) -> None:
    """The proposer steps out; from here on the centre stands in their place."""
    withdraw(step)
    step.record(ex_officio=True)
    step.change(ex_officio=True, asked_to_cooperate=False)


def step_out_of_cooperation(step: Step) -> None:
    step_out(step)
    suspended_limits.release_proposer(step)
    suspended_limits.resume(step, ClockKind.REPLY)


def step_out_of_consent(step: Step) -> None:
    step_out(step)
    suspended_limits.release_proposer(step)
    suspended_limits.resume(step, ClockKind.REPAIR)


def step_out_of_confirmation(step: Step) -> None:
    """The result notice falls away."""
    step_out(step)
    statutory_clocks.release_all(step, ClockKind.NOTICE, ClockKind.CONFIRM)


def undo(step: Step) -> None:
    """The proposer is back; what was left of the limits goes on."""
    step.change(ex_officio=False, withdrawn_at=None, confirmed_by=0)


def undo_before_notice(step: Step) -> None:
    undo(step)
    statutory_clocks.restore(step, ClockKind.NOTICE)


def undo_confirmation(step: Step) -> None:
    """What was left of the time to confirm goes on when the proposer was told that it does."""
    undo(step)
    telling.to_tell(step)


def undo_before_consent(step: Step) -> None:
    """Who is back decides on the application themselves, within the whole time (G7)."""
    undo(step)
    telling.to_tell(step)
    step.change(to_tell=Action.REPLY_SPECIAL, result=None)


def first_confirmation(step: Step) -> None:
    step.change(confirmed_by=step.actor.person_id)


def has_proposer(step: Step) -> None:
    """City orders are withdrawn by nobody here (M8, own rule); who has withdrawn is no longer asked."""
    if step.case.track is Track.CITY_ISSUED:
        raise NotAllowedNow("市级下发的工单不能在本区撤回。", clause="M8")
    if step.case.ex_officio:
        raise AlreadyDone("提出方已撤回，工单依职权继续办理。", clause="P9")


def undoable(step: Step) -> None:
    at = step.case.withdrawn_at
    if at is None:
        raise NotAllowedNow("提出方没有撤回。", clause="P9")
    days = step.law.rulebook.policy.withdrawal_undo_days
    if step.law.calendar.between(local_date(at), step.today) > days:
        raise NotAllowedNow(f"撤回已超过{days}个工作日，不能恢复；提出方可以重新提出。", clause="P9")


def neither_twice_nor_repairer(step: Step) -> None:
    """Two persons confirm ex officio, neither of them who repaired, nor of the department that applied (G7)."""
    case, persons = step.case, {step.actor.person_id, step.actor.acting_for} - {0}
    theirs = step.actor.is_of(case.department_id) and case.result in (Result.REPAIRED, Result.SPECIAL)
    if theirs or {case.repaired_by, case.platform_repaired_by} & persons:
        raise NotYours("依职权确认由未参与修正的人员作出。", clause="P9")
    if case.confirmed_by in persons:
        raise NotYours("依职权确认须由两人作出，请另一位人员确认。", clause="P9")


def in_the_proposers_place(case: Case, row: Transition) -> Transition:
    """Ex officio, what would bring the result to the proposer brings it to the centre."""
    if not case.ex_officio or row.to is not State.NOTIFYING or row.source is State.NOTIFYING:
        return row
    if row.action is Action.UNDO_WITHDRAWAL:
        return row
    return replace(row, to=State.CENTRE_CONFIRMING, starts=ClockKind.CENTRE_CONFIRM)
