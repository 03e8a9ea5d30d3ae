"""A reply without content, or a feedback whose batch is not found, goes back; its limit runs on (P6, P8; own rule)."""

from __future__ import annotations

from datetime import datetime

from regulation import fault_finding, joint_handling, statutory_clocks, suspended_limits
from regulation.case import Clock
from regulation.refusals import AlreadyDone, NotAllowedNow, NotYours
from regulation.shanghai import local_date
from regulation.states import Action, ClockKind, Result, State, Track
from regulation.step import Condition, Step

ONCE_REPLIED = (  # states that follow a reply, for a case that was handled before its sender was kept
    State.REPAIRING, State.COOPERATING, State.CONSENTING, State.NOTIFYING, State.CONFIRMING,
)  # fmt: skip

AFTER_REPLY = (
    ClockKind.NOTICE, ClockKind.REPAIR, ClockKind.COOPERATE, ClockKind.CONSENT, ClockKind.CENTRE_CONFIRM,
)  # fmt: skip


def return_reply(step: Step) -> None:
    """The limit that the reply stopped runs on, it never stopped; what the reply had started falls away."""
    case, stopped = step.case, _stopped_by_reply(step)
    if stopped is None:  # it had stopped before, while the proposer was asked: what was left goes on
        suspended_limits.resume(step, ClockKind.REPLY)
    else:
        _run_on(step, stopped)
    statutory_clocks.release_all(step, *AFTER_REPLY)
    suspended_limits.release_proposer(step)
    step.change(reply_returned=True, indefinite=False, result=None, promised_on=None, confirmed_by=0)
    if case.state is State.CONSENTING or case.result is Result.SPECIAL:  # asked for again, it is no second one (G7)
        step.change(specials=0)
    joint_handling.stop_with_lead(step)
    if case.result is Result.SPECIAL and case.flagged and not case.fault_found:
        step.flag = "clear"
        step.change(flagged=False)
    if case.state is State.REPAIRING and case.fault_found:
        fault_finding.take_back(step, _last(step, ClockKind.REPAIR).start_seq)


def return_application(step: Step) -> None:
    """A special case applied for while repairing: the repair limit runs on, it never stopped (P6, G7)."""
    _run_on(step, _last(step, ClockKind.REPAIR))
    suspended_limits.release_proposer(step)
    statutory_clocks.release_all(step, ClockKind.CENTRE_CONFIRM)
    step.change(reply_returned=True, indefinite=False, specials=0, result=None, confirmed_by=0)


def return_feedback(step: Step) -> None:
    """The repair limit goes on; the days between the feedback and its return are the centre's."""
    _run_on(step, _last(step, ClockKind.REPAIR))
    statutory_clocks.release_all(step, ClockKind.NOTICE, ClockKind.CENTRE_CONFIRM)
    step.change(result=None, repaired_by=0, confirmed_by=0)


def _run_on(step: Step, lead: Clock) -> None:
    joint_handling.run_on_with_lead(step, lead, statutory_clocks.reopen(step, lead, returned=True))


def reply_returnable(step: Step) -> None:
    """Only what was marked 答复不明确, once; what came after it is returned otherwise, or decided."""
    if step.case.reply_returned:
        raise AlreadyDone("本轮答复已退回补充过一次。", clause="P6")
    if not step.case.indefinite or not _stands(step):
        raise NotAllowedNow(
            "只有标为“答复不明确”的答复可以退回补充；平台中没有查到所报批次的，请退回反馈（本系统约定）。", clause="P6"
        )
    _within(step, step.case.replied_at, "答复")


def feedback_returnable(step: Step) -> None:
    _within(step, _last(step, ClockKind.REPAIR).stopped_at, "反馈")


def _stands(step: Step) -> bool:
    """Whether the marked reply is the case's last word: neither a feedback nor an application came after it."""
    case = step.case
    if case.state is State.CENTRE_CONFIRMING:
        return case.result is Result.CORRECT or (case.result is Result.SPECIAL and case.specials <= 1)
    if case.state is State.NOTIFYING:
        applied = case.track is Track.CITY_ISSUED and case.result is Result.SPECIAL  # which asks nobody here (M8)
        return applied or case.result is Result.CORRECT
    if case.state is State.REPAIRING:
        return not case.special_pending and _last(step, ClockKind.REPAIR).started_at == case.replied_at
    return case.specials <= 1 and not case.special_pending


def _stopped_by_reply(step: Step) -> Clock | None:
    """The department's limit that the last reply stopped; None where the proposer's was running."""
    ran = (statutory_clocks.last_in_round(step, kind) for kind in statutory_clocks.LEADS)
    return next((one for one in ran if one is not None and one.stopped_at == step.case.replied_at), None)


def _applied_repairing(step: Step) -> bool:
    """A special case applied for while repairing: what it stopped is the repair limit, not the reply's."""
    stopped = _stopped_by_reply(step)
    return stopped is not None and stopped.kind is ClockKind.REPAIR


def _within(step: Step, since: datetime | None, what: str) -> None:
    """Within a working day, and before the result went out to the proposer."""
    told = statutory_clocks.last_in_round(step, ClockKind.CONFIRM) is not None
    if step.case.to_tell == Action.NOTIFY or told:
        raise NotAllowedNow(f"结果已告知提出方，不能再退回{what}。", clause="M14")
    days = step.law.rulebook.policy.return_days
    if since is None or step.law.calendar.between(local_date(since), step.today) > days:
        raise NotAllowedNow(f"{what}已超过{days}个工作日，不能再退回。", clause="P6")


def _last(step: Step, kind: ClockKind) -> Clock:
    found = statutory_clocks.last_in_round(step, kind)
    if found is None:
        raise NotAllowedNow("没有可以退回的答复或者反馈。", clause="P6")
    return found


def own_reply(step: Step) -> None:
    """更正答复: only the unit that sent it may correct it."""
    case = step.case
    if not case.replied_by and case.state not in ONCE_REPLIED:
        raise NotAllowedNow("本工单还没有可以更正的答复。", clause="P6")
    if case.replied_by not in (0, step.actor.department_id):
        raise NotYours("答复由作出答复的单位更正。", clause="P6")


APPLIED_REPAIRING = Condition("修正过程中申请的特例", _applied_repairing)
APPLIED_VERIFYING = Condition("核实过程中申请的特例", lambda step: not _applied_repairing(step))
