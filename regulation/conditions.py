"""Conditions that select between rows of the table, and guards that refuse an act before anything is asked."""

from __future__ import annotations

from regulation import statutory_clocks
from regulation.case import Clock
from regulation.refusals import AlreadyDone, NotAllowedNow, NotYours, SecondSupplement, TooEarly, TooLate
from regulation.shanghai import dated
from regulation.states import ClockKind, Outcome, Result, Role, Track
from regulation.step import Condition, Step
from regulation.telling import REACHED, RESULT_SENT


def _supplement_late(step: Step) -> bool:
    clock = statutory_clocks.running(step.case, ClockKind.SUPPLEMENT)
    return clock is not None and statutory_clocks.expired(clock, step.now, step.law)


def _arrived(step: Step) -> bool:
    """A late supplement restarts the acceptance limit: while that runs, the supplement is here."""
    return statutory_clocks.running(step.case, ClockKind.ACCEPT) is not None


def _first_return(step: Step) -> bool:
    return step.case.returns < step.law.rulebook.policy.returns_before_ruling


def _district(step: Step) -> bool:
    return step.case.track is Track.DISTRICT


def _result(*results: Result) -> Condition:
    return Condition("结果为" + "或".join(results), lambda step: step.case.result in results)


def _outcome(outcome: Outcome) -> Condition:
    return Condition(f"以“{outcome}”结束", lambda step: step.case.outcome is outcome)


IN_TIME = Condition("期限内收到", lambda step: not _supplement_late(step))
OVERDUE = Condition("逾期收到", _supplement_late)
ARRIVED = Condition("补正材料已收到", _arrived)
NOT_ARRIVED = Condition("补正材料未收到", lambda step: not _arrived(step))
HERE = Condition("补正材料已收到", lambda step: step.case.supplement_arrived)
NOT_HERE = Condition("补正材料未收到", lambda step: not step.case.supplement_arrived)
FIRST_RETURN = Condition("首次退回", _first_return)
RETURNED_AGAIN = Condition("再次退回", lambda step: not _first_return(step))
CITY_ISSUED = Condition("市级下发工单", lambda step: step.case.track is Track.CITY_ISSUED)
SPECIAL_CASE = Condition("区级工单，特例", lambda step: _district(step) and step.case.result is Result.SPECIAL)
TO_CONFIRM = Condition("区级工单，其他结果", lambda step: _district(step) and step.case.result is not Result.SPECIAL)
BY_DEPARTMENT = _result(Result.REPAIRED, Result.CORRECT)
BY_PLATFORM = _result(Result.PLATFORM_REPAIRED)
BY_CITY = _result(Result.CITY)
DISTRICT = Condition("区级工单", _district)
SENT_TO_CONFIRM = RESULT_SENT & TO_CONFIRM
SENT_SPECIAL = RESULT_SENT & SPECIAL_CASE
CALLED_TO_CONFIRM = REACHED & TO_CONFIRM
CALLED_SPECIAL = REACHED & SPECIAL_CASE
SENT_BY_DEPARTMENT = RESULT_SENT & BY_DEPARTMENT
SENT_BY_PLATFORM = RESULT_SENT & BY_PLATFORM
SENT_BY_CITY = RESULT_SENT & BY_CITY
SPECIAL_APPLIED = _result(Result.SPECIAL)
REPAIR_REPORTED = _result(Result.REPAIRED)
PLATFORM_PENDING = Condition("平台修复延期待批", lambda step: step.case.pending == ClockKind.PLATFORM_REPAIR.value)
REPAIR_PENDING = Condition("部门修正延期待批", lambda step: step.case.pending == ClockKind.REPAIR.value)
ALSO_SOURCE = Condition("同时存在数据源头问题", lambda step: step.given.get("also_department") is True)
PLATFORM_ALONE = Condition("仅平台原因", lambda step: step.given.get("also_department") is not True)
WAS_ABANDONED = _outcome(Outcome.ABANDONED)
WAS_UNCONFIRMED = _outcome(Outcome.UNCONFIRMED)
WAS_DECLINED = _outcome(Outcome.DECLINED)


def one_supplement(step: Step) -> None:
    """P3 一次性告知: a second request is a deviation that the centre's director answers for."""
    if step.case.supplement_asked and Role.DIRECTOR in step.actor.roles:
        step.role = Role.DIRECTOR
    elif step.case.supplement_asked:
        raise SecondSupplement("补正内容只能一次性告知，本工单已要求过补正，请作出收办或不予收办的决定。", clause="P3")


def supplement_passed(step: Step) -> None:
    _passed(step, ClockKind.SUPPLEMENT)


def confirmation_passed(step: Step) -> None:
    _passed(step, ClockKind.CONFIRM)


def cooperation_passed(step: Step) -> None:
    _passed(step, ClockKind.COOPERATE)


def consent_passed(step: Step) -> None:
    _passed(step, ClockKind.CONSENT)


def no_second_arrival(step: Step) -> None:
    if _arrived(step):
        raise AlreadyDone("补正材料已经收到，等待区大数据中心认定逾期是否有正当理由。", clause="P3")


def no_second_supplement(step: Step) -> None:
    if step.case.supplement_arrived:
        raise AlreadyDone("补正材料已经收到，等待区大数据中心认定逾期是否有正当理由。", clause="P3")


def no_fault_found(step: Step) -> None:
    if step.case.fault_found:
        raise NotAllowedNow("数据问题已经查实，不能再以不适用本办法终止办理。", clause="M2")


def not_replied(step: Step) -> None:
    """M2 after 收办: only before the first reply of the case (own rule)."""
    if step.case.replied_by or step.case.round > 1:
        raise NotAllowedNow("责任部门已经答复，不能再以不适用本办法终止办理。", clause="M2")


def many_rounds(step: Step) -> None:
    wanted = step.law.rulebook.policy.rounds_before_end
    if step.case.round <= wanted:
        raise NotAllowedNow(f"提出方{wanted}次不认可后，方可由区政府办公室以未获认可结束。", clause="M15")


def not_reconfirmed(step: Step) -> None:
    """Five days anew, once (own rule)."""
    days = step.law.rulebook.limits[ClockKind.CONFIRM].days
    whole = [one for one in step.case.clocks if one.kind is ClockKind.CONFIRM and one.total_days >= days]
    if sum(one.round == step.case.round for one in whole) > 1:
        raise NotAllowedNow("确认期限已重新给过一次；仍有问题的，请重新提出。", clause="P9")


def flag_to_check(step: Step) -> None:
    if not step.case.flag_unconfirmed:
        raise NotAllowedNow("没有等待核查的“修正未经确认”标注。", clause="P9")


def owner_open(step: Step) -> None:
    if step.case.owner_locked:
        raise NotAllowedNow("责任部门已经裁定，不得再次退回。", clause="M11")


def fused(step: Step) -> None:
    if not step.case.fusion:
        raise NotAllowedNow("只有涉及融合数据的工单可以申请协同处理。", clause="M12")
    if step.case.joint:
        raise AlreadyDone("本工单已申请协同处理。", clause="M12")


def not_joint_yet(step: Step) -> None:
    if step.case.joint:
        raise AlreadyDone("本工单已申请协同处理。", clause="M12")


def joint_requested(step: Step) -> None:
    if step.case.joint != "requested":
        raise NotAllowedNow("本工单没有待批准的协同处理申请。", clause="M12")


def joint_part_open(step: Step) -> None:
    if related_part(step) is None:
        raise AlreadyDone("本部门的协同处理已完成，或者不计期限。", clause="M6")


def related_part(step: Step) -> Clock | None:
    """The clock of the acting related department."""
    parts = statutory_clocks.open_clocks(step.case, ClockKind.JOINT)
    return next((part for part in parts if step.actor.is_of(part.department_id)), None)


def before_expiry(step: Step) -> None:
    """An extension is asked for while the limit runs; and one at a time."""
    clock = extendable(step)
    if statutory_clocks.expired(clock, step.now, step.law):
        raise TooLate(f"期限已于{dated(clock.due_on)}届满，不能再申请延期；逾期情况将如实记录。", clause=clock.clause)
    if step.case.special_pending:
        raise NotAllowedNow("再次申请特例正在等待区大数据中心批准，请待决定后再申请延期。", clause="G7")
    if step.case.pending:
        raise AlreadyDone(f"延长至{step.case.pending_days}个工作日的申请正在等待批准。", clause=clock.clause)


def extendable(step: Step) -> Clock:
    """The clock that this state may extend; city cases have none."""
    kind = statutory_clocks.EXTENDABLE[step.case.state]
    clock = statutory_clocks.running(step.case, kind)
    if clock is None:
        raise NotAllowedNow("市级工单不计区级期限，无需延期。", clause="P10")
    return clock


def pending(step: Step) -> None:
    if not step.case.pending:
        raise NotAllowedNow("没有等待批准的延期申请。")


def handed_on(step: Step) -> None:
    if step.case.handler_id is None:
        raise NotAllowedNow("本工单没有转派给经办人。", clause="M7")


def evaluable(step: Step) -> None:
    if step.case.outcome in (Outcome.WITHDRAWN, Outcome.ABANDONED):
        raise NotAllowedNow(f"工单已以“{step.case.outcome}”结束，不作评价。", clause="M5")
    if step.case.evaluated:
        raise AlreadyDone("本工单已经评价，谢谢。", clause="M5")


def proposers_own(step: Step) -> None:
    """P9 turns on the proposer: nobody of the repairing department confirms in their stead."""
    case, actor = step.case, step.actor
    stands_in = actor.person_id != case.proposer_id
    of_department = actor.is_of(case.department_id)
    if stands_in and of_department and not case.on_behalf:
        raise NotYours("处理结果由异议提出方确认，责任部门人员不能代为确认。", clause="P9")


def judged(step: Step) -> None:
    if all(clock.verdict is None for clock in step.case.clocks):
        raise NotAllowedNow("本工单尚无期限认定可以更正。", clause="M15")


def dated_otherwise(step: Step) -> None:
    if not statutory_clocks.stale(step.case, step.law, step.today):
        raise AlreadyDone("期限与现行日历一致，无需重算。")


def _passed(step: Step, kind: ClockKind) -> None:
    """Nothing that ends a case may hang on a limit still running, or on a day that is only provisional."""
    clock = statutory_clocks.running(step.case, kind)
    if clock is None or not statutory_clocks.expired(clock, step.now, step.law):
        raise TooEarly("期限尚未届满。", clause=clock.clause if clock else "")
    if clock.provisional:
        raise TooEarly(f"期限{dated(clock.due_on)}为暂定，待放假通知发布并重算后再行认定。", clause=clock.clause)
