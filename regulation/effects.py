"""Validation and changes of single acts beyond their row in the table."""

from __future__ import annotations

from datetime import date

from regulation import joint_handling, statutory_clocks, supplement_items, telling
from regulation.decision import ClockAct
from regulation.expected_date import within
from regulation.extension import length
from regulation.need import Kind
from regulation.need_parsers import open_to
from regulation.refusals import BadValue, Incomplete
from regulation.roles import roles_on
from regulation.states import ClockKind, Result, Role, Track, Verdict
from regulation.step import Step

NAMED_SINCE = 2  # the edition of the own rules from which a supplement names for every item what is missing


def decline(step: Step) -> None:
    """M2 needs both ticks and the rule's name; M10 needs the reason with every ground."""
    ground = step.law.rulebook.decline_grounds[step.given["ground"]]
    if not open_to(ground, step.case):
        problem = f"尚未要求提出方补正，不能以“{ground.text}”为由；请先发送“要求补正”，一次性告知补正内容"
        raise BadValue(f"不予收办的情形：{problem}。", field="ground", clause=ground.clause)
    for tick, label in ground.ticks.items():
        if step.given.get(tick) is not True:
            raise Incomplete(f"请确认：{label}。", field=tick, clause=ground.clause)
        step.record(**{tick: True})
    if ground.names_rule and "rule" not in step.given:
        raise Incomplete("请补充：能够处理该问题的法律法规或其他规定的名称。", field="rule", clause=ground.clause)


def ask_supplement(step: Step) -> None:
    """P3: everything that is missing, named once; a second time only as a recorded deviation."""
    if not step.given.get("items") and "other" not in step.given:
        raise Incomplete("请补充：需要补正的内容（一次性告知全部内容）。", field="items", clause="P3")
    if step.law.rulebook.edition >= NAMED_SINCE:
        supplement_items.name_each(step)
    if step.case.supplement_asked and "deviation" not in step.given:
        raise Incomplete("请补充：再次要求补正的理由（偏离一次性告知，将记录在案）。", field="deviation", clause="P3")
    step.record(deviation=bool(step.case.supplement_asked))
    step.change(supplement_asked=step.case.supplement_asked + 1)


def terminate(step: Step) -> None:
    """M2 has two conditions, and both must be affirmed; the rule that can deal with it is named."""
    for need in step.row.needs:
        if need.kind is Kind.YES_NO and step.given.get(need.field) is not True:
            raise Incomplete(f"请确认：{need.label}。", field=need.field, clause="M2")
    telling.to_tell_proposer(step)


def late_supplement(step: Step) -> None:
    step.record(late_supplement=True)


def supplement_arrived(step: Step) -> None:
    """The decision on the delay has its own limit, from the supplement or the lapse (P3, own rule)."""
    late_supplement(step)
    statutory_clocks.release_all(step, ClockKind.DELAY)
    telling.nothing_more(step)
    step.change(supplement_arrived=True)


def settle_delay(step: Step) -> None:
    step.change(supplement_arrived=False)


def tell_supplement_limit(step: Step) -> None:
    """The new limit begins when the proposer was told."""
    telling.to_tell(step, length(step, ClockKind.SUPPLEMENT))


def new_supplement_limit(step: Step) -> None:
    step.limit_days = length(step, ClockKind.SUPPLEMENT)


def promise(step: Step) -> None:
    """P5: the expected date is kept beside the statutory one, even where it lies beyond it."""
    expected = step.given.get("expected_on")
    if expected is None:
        return
    limit = step.law.rulebook.limits[step.row.starts or ClockKind.REPAIR]
    gone_on = next((op for op in step.clock_ops if op.act is ClockAct.START and op.kind is limit.kind), None)
    due = step.law.calendar.after(step.today, gone_on.fields["total_days"] if gone_on else limit.days).day
    if step.law.rulebook.edition > 1 and step.case.track is Track.DISTRICT:
        within(step, due, limit.clause)
    step.record(beyond_limit=date.fromisoformat(expected) > due)
    step.change(promised_on=expected)


def assign(step: Step) -> None:
    """The case reaches a department: its reply limit runs from this act (P6), not from 签收."""
    if step.case.owner_locked and step.given["department_id"] != step.case.department_id:
        raise BadValue("责任部门已经裁定，不能转交其他部门。", field="department_id", clause="M11")
    _hand(step)


def rule(step: Step) -> None:
    _hand(step)
    step.change(owner_locked=True)


def _hand(step: Step) -> None:
    step.change(department_id=step.given["department_id"], handler_id=None, received_at=None)


def receive(step: Step) -> None:
    """A reply counts as receipt, where nobody had clicked."""
    if step.case.received_at is None:
        step.change(received_at=step.now)


def reply_repair(step: Step) -> None:
    receive(step)
    promise(step)


def find_fault(step: Step) -> None:
    """属实: from here on the duty to repair no longer hangs on the proposer (M13, own rule)."""
    receive(step)
    step.change(fault_found=True)


def dispatch(step: Step) -> None:
    if step.given["handler_department_id"] != step.case.department_id:
        raise BadValue("经办人：只能转派给本部门人员。", field="handler_id", clause="M7")
    step.change(handler_id=step.given["handler_id"])


def take_back(step: Step) -> None:
    step.change(handler_id=None)


def give_back(step: Step) -> None:
    """The days until here stay charged to the department that returns the case."""
    if step.given["suggested_department_id"] == step.case.department_id:
        raise BadValue("建议的责任部门：不能是本部门。", field="suggested_department_id", clause="M11")
    step.record(returned_by=step.case.department_id)
    step.change(returns=step.case.returns + 1, department_id=None, handler_id=None, received_at=None)
    joint_handling.dissolve(step)
    statutory_clocks.release_requests(step, "joint")  # with it goes what was still to be decided (M12)


def keep_promise(step: Step) -> None:
    """P8: whether the promised date was kept is its own figure, beside the verdict."""
    if step.case.promised_on is not None:
        step.record(promise_kept=step.today <= step.case.promised_on)
    if step.given.get("also_department") is True:  # the platform's promise binds no department
        step.change(promised_on=None)


def reported_by(step: Step) -> None:
    """Who repaired does not confirm the repair in the proposer's place (own rule)."""
    if step.law.rulebook.edition > 1:
        step.change(repaired_by=step.actor.person_id)


def repaired_platform_first(step: Step) -> None:
    """Nor who repaired the platform before a department's turn (P4, own rule)."""
    if step.law.rulebook.edition > 1:
        step.change(platform_repaired_by=step.actor.person_id)


def mark_unconfirmed(step: Step) -> None:
    """修正未经确认: the flag stays until a second operator has checked the repair (P9, own rule)."""
    if step.case.flagged and step.case.result is not Result.SPECIAL:  # whose mark stays for good (G7)
        step.change(flag_unconfirmed=True)


def unmark_unconfirmed(step: Step) -> None:
    step.change(flag_unconfirmed=False)


def check_flag(step: Step) -> None:
    step.change(flag_unconfirmed=False, fault_found=False)


def finish_related(step: Step) -> None:
    for part in statutory_clocks.open_clocks(step.case, ClockKind.JOINT):
        if step.actor.is_of(part.department_id):
            statutory_clocks.stop(step, part)


def confirm(step: Step) -> None:
    """A proposer who works in the responsible department may confirm; the record says so."""
    own = step.actor.is_of(step.case.department_id)
    step.record(own_department=own and step.role is Role.PROPOSER)


def next_round(step: Step) -> None:
    step.record(rejected=step.case.result)
    step.change(round=step.case.round + 1, result=None, received_at=None, promised_on=None)


def new_round(step: Step) -> None:
    """What is given once a round is given again."""
    next_round(step)
    step.change(
        cooperations=0,
        specials=0,
        special_lapses=0,
        asked_to_cooperate=False,
        platform_returned=False,
        reply_returned=False,
        indefinite=False,
        repaired_by=0,
        platform_repaired_by=0,
        confirmed_by=0,
    )


def evaluate(step: Step) -> None:
    lowest, highest = step.law.rulebook.policy.scores
    if not lowest <= step.given["score"] <= highest:
        raise BadValue(f"评分：请填写{lowest}至{highest}。", field="score", clause="M5")
    step.change(evaluated=True)


def reopen(step: Step) -> None:
    step.record(was=step.case.outcome)
    step.change(outcome=None, closed_at=None)


def reopen_supplement(step: Step) -> None:
    reopen(step)
    new_supplement_limit(step)


def reopen_confirmation(step: Step) -> None:
    """Until the proposer has confirmed it, repaired data carries its flag again (P9)."""
    reopen(step)
    if step.case.result in (Result.REPAIRED, Result.PLATFORM_REPAIRED) and not step.case.flagged:
        step.flag = "set"
        step.change(flagged=True)


def link(step: Step) -> None:
    """Several proposers, one fault: tied to the first case, or without it untied; limits stay each one's own."""
    root_id = step.given.get("root_id")
    if root_id is None and step.case.root_id is None:
        raise Incomplete("请补充：首先提出同一问题的工单。", field="root_id")
    if root_id == step.case.root_id:
        raise BadValue("首先提出同一问题的工单：已经关联，无需重复。", field="root_id")
    step.change(root_id=root_id)


def correct_verdict(step: Step) -> None:
    """The supervising office's recorded correction: the only thing that changes a frozen verdict."""
    start_seq, kind = step.given["start_seq"], step.given["kind"]
    department_id = step.given.get("department_id")
    for clock in step.case.clocks:
        if clock.start_seq == start_seq and clock.kind == kind and department_id in (None, clock.department_id):
            break
    else:
        raise BadValue("期限：没有找到要更正的期限。", field="start_seq", clause="M15")
    if clock.verdict is None:
        raise BadValue("期限：该期限仍在计算，尚无认定可以更正。", field="start_seq", clause="M15")
    if step.given["verdict"] == clock.verdict:
        raise BadValue("更正后的认定与原认定相同。", field="verdict", clause="M15")
    step.record(old=clock.verdict)
    statutory_clocks.correct(step, clock, Verdict(step.given["verdict"]))


def instruct(step: Step) -> None:
    """批示 (own rule): what a leader in charge or the supervising office writes with 催办 is an instruction."""
    held = [role for role in (Role.SUPERVISOR, Role.LEADER) if role in roles_on(step.case, step.actor)]
    if "note" in step.given and held:
        step.role = step.role if step.role in held else held[0]
        step.record(instruction=True)
