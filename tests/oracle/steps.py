"""Oracle of the steps: applies an act to a case by the oracle's table, and the special effects of single acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time

from tests.oracle import first_edition
from tests.oracle.act_effects import (
    EFFECTS,
    Effect,
    cooperated,
    correct,
    given_days,
    go_on_repairing,
    go_on_replying,
    special,
    supplement_days,
)
from tests.oracle.case import CaseModel
from tests.oracle.effects import AGES_NOTHING
from tests.oracle.law import CLOSED, FORMER, REPLIES, TELLING, Step, possible
from tests.oracle.limits import DAYS, GOES_ON, JUDGED, Act, Limit

__all__ = ["correct", "given_days"]  # with what is defined below
OUTCOMES = {
    "不予收办": "不予收办", "视为放弃": "视为放弃", "确认": "确认办结", "逾期未确认": "逾期未确认", "撤回": "已撤回",
    "终止办理": "终止办理", "未配合终止": "未配合终止", "特例未获回应": "特例未获回应", "无法告知": "无法告知",
    "未获认可": "未获认可", "中心确认": "依职权办结",
}  # fmt: skip
RESULTS = {
    "平台修复完成": "平台已修复", "市平台反馈": "市平台已反馈", "答复核实无误": "核实无误", "同意特例": "特例",
    "完成修正": "责任部门已修正", "答复申请特例": "特例", "同意再次申请特例": "特例",
}  # fmt: skip
READ = "已阅"  # no act of the law, no change of state
TELLS, GOING_ON = "告知", "余"  # in the table: a limit that begins when it was told; one that goes on
SPECIAL_DECIDED = ("待签收", "部门核实中", "待提出方配合", "部门修正中")
JOINT_DECIDED = (*SPECIAL_DECIDED, "待同意特例")
UPON_A_NOTICE = {"补正完毕", "配合", "同意特例", "不同意特例", "确认", "不认可"}  # who acts upon it has been told (M14)
NOON = time(12)


class NoSuchStep(LookupError):
    """The law has no such step from here."""


def take(case: CaseModel, act: Act) -> None:
    """Apply the act. Raises NoSuchStep where the law does not allow it in this state."""
    if act.word == READ:
        return
    if case.edition == 1:
        first_edition.take(case, act)
        return
    facts = case.facts(act.at)
    step = _step(case, act)
    state, before = step.to(facts), case.state
    case.acts.append(act)
    case.ran_on = None
    if act.word in EFFECTS:
        EFFECTS[act.word](case, act)
    case.stop(act.at, step.stops)
    if act.word in RESULTS and before != state in ("待告知结果", "待中心确认"):
        case.result = RESULTS[act.word]
    case.state = state
    if state != before and act.word not in TELLING:
        _left(case, act)
    _begin(case, act, step)
    if act.word in THEN:
        THEN[act.word](case, act)
    if act.word in REPLIES:
        case.replier, case.marked = case.department, _marked(case, act, before)
    if state == CLOSED != before:
        _close(case, act, before)


def _marked(case: CaseModel, act: Act, before: str) -> tuple[str, Act, Limit | None] | None:
    """答复不明确: a reply that says nothing, with the limit that it stopped; a second application is none."""
    if not act.data.get("indefinite") or case.state == before:
        return None
    ran = [case.last(name) for name in ("部门答复", "部门修正")]
    return case.state, act, next((limit for limit in ran if limit and limit.stopped == act.at), None)


def _step(case: CaseModel, act: Act) -> Step:
    """The one allowed step; where there are two, the inputs decide."""
    steps = possible(act.word, case.facts(act.at))
    if len(steps) > 1 and act.word in CHOICES:
        steps = [step for step in steps if CHOICES[act.word](case, act, step)]
    if len(steps) != 1:
        raise NoSuchStep(f"{act.word} in {case.state}: {len(steps)} steps")
    return steps[0]


def _source_too(_case: CaseModel, act: Act, step: Step) -> bool:
    """P4: the platform's copy alone, or its source too."""
    return (step.target == "待转交") is bool(act.data.get("also"))


def _ruled_back(case: CaseModel, act: Act, step: Step) -> bool:
    return (step.target == "部门修正中") is (act.data["department"] == case.department)


def _reached(case: CaseModel, act: Act, step: Step) -> bool:
    """Only a call or letter that told something brings the case on."""
    told = bool(act.data.get("reached")) and case.state == "待告知结果" and bool(case.to_tell)
    return (step.target != "=") is told


CHOICES: Mapping[str, Callable[[CaseModel, Act, Step], bool]] = {
    "平台修复完成": _source_too, "裁定": _ruled_back, "电话告知": _reached, "函告": _reached,
}  # fmt: skip


def _left(case: CaseModel, act: Act) -> None:
    """What hung on the state that the case has left."""
    if act.word in UPON_A_NOTICE and case.to_tell:
        case.stop(act.at, ["结果告知"])
        case.was_told = case.was_told or case.to_tell == "告知结果"
    case.to_tell = ""
    if case.special_pending and case.state not in SPECIAL_DECIDED:
        case.special_pending = False
        case.moot(act.at, "special")
    if case.joint != "approved" and case.state not in JOINT_DECIDED:
        case.joint, case.related = "", ()
        case.moot(act.at, "joint")


def _begin(case: CaseModel, act: Act, step: Step) -> None:
    """The limit of the table's last column; ex officio the result comes to the centre (P9)."""
    name = step.starts
    if step.target == FORMER:
        _resume(case, act)
    if case.state == "待中心确认" != step.target and name == "结果告知":
        name = "中心确认"
    if name.startswith(TELLS):
        _to_tell(case, act)
        if (
            act.word == "恢复办理" and step.target == "待同意特例"
        ):  # the application itself is told, with its whole time
            case.to_tell = "答复申请特例"
    elif name.startswith(GOING_ON) and act.word == "恢复办理":
        _go_on_after(case, act, name.removeprefix(GOING_ON))
    elif name.startswith(GOING_ON):
        case.go_on(act, name.removeprefix(GOING_ON))
    elif name == JUDGED:
        case.start(act, name, about=ABOUT[act.word])
    elif name:
        case.start(act, name)


ABOUT = {"申请协同": "joint", "答复申请特例": "special"}


def _to_tell(case: CaseModel, act: Act) -> None:
    """From here on the proposer has to be told, where there is one (M8, P9); who reopens it themselves knows."""
    if act.word == "重新受理" and case.own_limit == "提出方确认" and act.data.get("own"):
        case.start(act, "提出方确认")
        return
    if not case.city_order and not case.ex_officio:
        given = case.tell_days if act.word == "恢复办理" else 0  # what was given and never told stays given
        case.to_tell, case.attempts, case.tell_days = act.word, [], given
    if "days" in act.data or act.data.get("until"):
        case.tell_days = supplement_days(case, act)


def _close(case: CaseModel, act: Act, before: str) -> None:
    case.release_all(act.at)
    case.closed, case.ended_in = act.at, before
    if act.word in ("告知结果", *TELLING):
        case.outcome = "市级工单办结" if case.city_order else "特例办结"
    elif case.result == "特例" and (act.word == "中心确认" or (act.word == "撤回" and case.findings)):
        case.outcome = "特例办结"
    else:
        case.outcome = OUTCOMES[act.word]


def _told(case: CaseModel, act: Act) -> None:
    """Told means told (M14): the notice's limit is met, and the proposer's begins, when the call or letter was."""
    if act.word != "送达" and not act.data.get("reached"):
        if case.to_tell:
            case.attempts.append(act)
        return
    if not case.to_tell:
        return
    at, why = _when(case, act), case.to_tell
    case.stop(at, ["结果告知"])
    case.to_tell, case.was_told = "", case.was_told or why == "告知结果"
    if not case.own_limit:
        return
    again = why == "重新受理" and case.own_limit != "提出方确认"
    if (again and not case.tell_days) or (why == "恢复办理" and not (case.tell_days and case.own_limit == "补正")):
        case.go_on(act, case.own_limit)
    else:
        days = case.tell_days if case.own_limit == "补正" and case.tell_days else DAYS[case.own_limit]
        tomorrow = case.workdays.after(act.day, 1)  # a due day never ends before the working day after the entry
        case.start(act, case.own_limit, max(days, case.workdays.count(at.date(), tomorrow)), at=at)
    case.tell_days = 0


def _when(case: CaseModel, act: Act) -> datetime:
    """The day of a call or letter that is entered later, but never before what it told."""
    day = act.data.get("told_on")
    if day is None or day >= act.day:
        return act.at
    moments = [at for limit in case.limits for at in (limit.since, limit.stopped) if at is not None]
    return max([datetime.combine(day, NOON, act.at.tzinfo), *moments])


def _resume(case: CaseModel, act: Act) -> None:
    """Back in the state in which it ended."""
    if case.own_limit:
        _to_tell(case, act)
        return
    _go_on_after(case, act, GOES_ON[case.state])


def _go_on_after(case: CaseModel, act: Act, name: str) -> None:
    """What was left when it ended; on the same day the limit runs on, so that nothing is gained by it."""
    last = case.last(name)
    if last is None or last.stopped is None or last.stopped.date() != act.day:
        case.go_on(act, name)
        return
    case.run_on(last, act.at)
    case.parts_run_on(act.at)


THEN: Mapping[str, Effect] = {
    "答复申请特例": special, "配合": cooperated, "退回补充答复": go_on_replying, "退回反馈": go_on_repairing,
    "送达": _told, "电话告知": _told, "函告": _told,
}  # fmt: skip
BESIDE = frozenset({*AGES_NOTHING, READ})  # acts that do not change the handling
