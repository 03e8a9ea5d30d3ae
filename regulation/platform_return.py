"""Back to the platform: the source is right, the platform's copy is wrong (M11, P4 bind the centre too; own rule)."""

from __future__ import annotations

from regulation import fault_finding, joint_handling, statutory_clocks, suspended_limits
from regulation.case import Case, Clock
from regulation.effects import promise, receive
from regulation.refusals import AlreadyDone, NotAllowedNow, NotYours
from regulation.states import ClockKind
from regulation.step import Condition, Step


def to_platform(step: Step) -> None:
    """A definite reply, and one of the two returns; a repair limit that was running rests (own rule)."""
    receive(step)
    suspended_limits.release_proposer(step)
    for clock in statutory_clocks.open_clocks(step.case, ClockKind.REPAIR):
        statutory_clocks.suspend(step, clock)
    joint_handling.stop_with_lead(step)
    step.record(returned_by=step.case.department_id, to_platform=True)
    step.change(returns=step.case.returns + 1, platform_returned=True, handler_id=None)


def blame_platform(step: Step) -> None:
    promise(step)
    step.change(fault_found=True)


def take_back_finding(step: Step) -> None:
    """更正核查结论: a mis-tap stops nothing, the check's limit runs on and gets the verdict of the last finding."""
    check, after = _mistaken(step)
    statutory_clocks.reopen(step, check)
    statutory_clocks.release(step, after)
    step.change(promised_on=None)
    if after.kind is ClockKind.PLATFORM_REPAIR:
        fault_finding.take_back(step, check.start_seq)


def _mistaken(step: Step) -> tuple[Clock, Clock]:
    """The check's limit and the one that its finding started; raises NotAllowedNow where something else did."""
    checks = [clock for clock in step.case.clocks if clock.kind is ClockKind.CHECK]
    for kind in (ClockKind.TRANSFER, ClockKind.PLATFORM_REPAIR):
        after = statutory_clocks.running(step.case, kind)
        if checks and after is not None and after.started_at == checks[-1].stopped_at:
            return checks[-1], after
    raise NotAllowedNow("没有可以更正的平台核查结论。", clause="P4")


def finding_is_last(step: Step) -> None:
    _mistaken(step)


def once_a_round(step: Step) -> None:
    if step.case.platform_returned:
        raise AlreadyDone("本轮已退回平台核查过一次，不得再次退回平台。", clause="M11")
    if step.case.owner_locked and _ruled_in_round(step):
        raise NotAllowedNow("责任部门已经裁定，不得再次退回。", clause="M11")


def _ruled_in_round(step: Step) -> bool:
    """Whose data it is stays ruled for good; where the error arose may be asked once more in a new round."""
    return any(clock.kind is ClockKind.RULING and clock.round == step.case.round for clock in step.case.clocks)


def not_own_department(step: Step) -> None:
    """Nobody rules on their own department's return, which may have left the case without a department."""
    if step.actor.is_of(_returned_by(step.case)):
        raise NotYours("不能裁定本部门退回的工单，请由其他人员裁定。", clause="M11")


def _returned_by(case: Case) -> int | None:
    """The department that has the case, or whose reply limit its return stopped (city orders have no limits)."""
    replied = (clock.department_id for clock in reversed(case.clocks) if clock.kind is ClockKind.REPLY)
    return case.department_id if case.department_id is not None else next(replied, None)


def resume_repair(step: Step) -> None:
    """Ruled back to the department that was repairing: what was left of the repair limit goes on."""
    step.change(owner_locked=True)
    suspended_limits.resume(step, ClockKind.REPAIR)


def _to_repairer(step: Step) -> bool:
    """Whether the ruling names the department whose repair rests."""
    case, repair = step.case, statutory_clocks.last_in_round(step, ClockKind.REPAIR)
    same = step.given.get("department_id") == case.department_id and case.platform_returned
    return same and repair is not None and case.replied_at in (None, repair.stopped_at)  # it rests since that reply


RETURNED = Condition("部门认为系平台环节", lambda step: step.case.platform_returned)
NOT_RETURNED = Condition("部门没有退回平台", lambda step: not step.case.platform_returned)
TO_REPAIRER = Condition("裁定由原修正部门继续修正", _to_repairer)
TO_OTHER = Condition("裁定由部门核实答复", lambda step: not _to_repairer(step))
RETURNED_TO_REPAIRER = Condition(
    "部门认为系平台环节，裁定继续修正", lambda step: step.case.platform_returned and _to_repairer(step)
)
RETURNED_TO_OTHER = Condition(
    "部门认为系平台环节，裁定核实答复", lambda step: step.case.platform_returned and not _to_repairer(step)
)
