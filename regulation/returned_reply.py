"""A reply without content, or a feedback whose batch is not found, goes back; its limit runs on (P6, P8; own rule)."""

from __future__ import annotations

from regulation import fault_finding, joint_handling, statutory_clocks, suspended_limits
from regulation.case import Clock
from regulation.refusals import AlreadyDone, NotAllowedNow
from regulation.shanghai import local_date
from regulation.states import Action, ClockKind
from regulation.step import Step

AFTER_REPLY = (ClockKind.NOTICE, ClockKind.REPAIR, ClockKind.COOPERATE, ClockKind.CONSENT)


def return_reply(step: Step) -> None:
    """The reply limit runs on, it never stopped; what the reply had started falls away."""
    reply = _last(step, ClockKind.REPLY)
    statutory_clocks.reopen(step, reply, returned=True)
    statutory_clocks.release_all(step, *AFTER_REPLY)
    suspended_limits.release_proposer(step)
    step.change(reply_returned=True, indefinite=False, result=None, promised_on=None)
    joint_handling.stop_with_lead(step)
    if step.case.fault_found:
        fault_finding.take_back(step, reply.start_seq)


def return_feedback(step: Step) -> None:
    """The repair limit goes on; the days between the feedback and its return are the centre's."""
    statutory_clocks.reopen(step, _last(step, ClockKind.REPAIR), returned=True)
    statutory_clocks.release_all(step, ClockKind.NOTICE, ClockKind.CENTRE_CONFIRM)
    step.change(result=None, repaired_by=0, confirmed_by=0)


def reply_returnable(step: Step) -> None:
    if step.case.reply_returned:
        raise AlreadyDone("本轮答复已退回补充过一次。", clause="P6")
    _within(step, ClockKind.REPLY, "答复")


def feedback_returnable(step: Step) -> None:
    _within(step, ClockKind.REPAIR, "反馈")


def _within(step: Step, kind: ClockKind, what: str) -> None:
    """Within a working day, and before the result went out to the proposer."""
    stopped = _last(step, kind).stopped_at
    if step.case.to_tell == Action.NOTIFY:
        raise NotAllowedNow(f"结果已告知提出方，不能再退回{what}。", clause="M14")
    days = step.law.rulebook.policy.return_days
    if stopped is None or step.law.calendar.between(local_date(stopped), step.today) > days:
        raise NotAllowedNow(f"{what}已超过{days}个工作日，不能再退回。", clause="P6")


def _last(step: Step, kind: ClockKind) -> Clock:
    found = statutory_clocks.last_in_round(step, kind)
    if found is None:
        raise NotAllowedNow("没有可以退回的答复或者反馈。", clause="P6")
    return found
