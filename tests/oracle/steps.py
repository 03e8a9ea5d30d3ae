"""Oracle of the steps: applies an act to a case by the oracle's table, and the special effects of single acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.oracle.case import CaseModel
from tests.oracle.effects import AGES_NOTHING
from tests.oracle.law import CLOSED, JOINT, Step, possible
from tests.oracle.limits import CAPS, OF_DEPARTMENT, Act, Limit

OUTCOMES = {
    "不予收办": "不予收办", "视为放弃": "视为放弃", "确认": "确认办结", "逾期未确认": "逾期未确认", "撤回": "已撤回",
    "告知结果": "特例办结",
}  # fmt: skip
RESULTS = {
    "平台修复完成": "平台已修复", "市平台反馈": "市平台已反馈", "答复核实无误": "核实无误", "同意特例": "特例",
    "完成修正": "责任部门已修正",
}  # fmt: skip
VERDICTS = {"按时": False, "超期": True}  # 不计: None
READ = "已阅"  # no act of the law, no change of state


class NoSuchStep(LookupError):
    """The law has no such step from here."""


def take(case: CaseModel, act: Act) -> None:
    """Apply the act. Raises NoSuchStep where the law does not allow it in this state."""
    if act.word == READ:
        return
    step = _step(case, act)
    case.acts.append(act)
    state = step.to(case.state)
    if act.word in EFFECTS:
        EFFECTS[act.word](case, act)
    case.stop(act.at, step.stops)
    if act.word in RESULTS and state == "待告知结果":
        case.result = RESULTS[act.word]
    closes, case.state = state == CLOSED != case.state, state
    if step.starts:
        case.start(act, step.starts)
    if closes:
        _close(case, act)


def _step(case: CaseModel, act: Act) -> Step:
    """The one allowed step; where there are two, the inputs decide (P4: the source too)."""
    steps = possible(act.word, case.facts(act.at))
    if act.word == "平台修复完成":
        steps = [step for step in steps if (step.target == "待转交") is bool(act.data.get("also"))]
    if len(steps) != 1:
        raise NoSuchStep(f"{act.word} in {case.state}: {len(steps)} steps")
    return steps[0]


def _close(case: CaseModel, act: Act) -> None:
    case.release(act.at)
    case.closed = act.at
    case.outcome = "市级工单办结" if case.city_order and act.word == "告知结果" else OUTCOMES[act.word]


def _asked(case: CaseModel, _act: Act) -> None:
    case.asked += 1


def _promised(case: CaseModel, act: Act) -> None:
    case.promised = act.data.get("expected") or case.promised


def _platform_done(case: CaseModel, _act: Act) -> None:
    case.promised = None  # a limit promised by the platform does not bind a department


def _assigned(case: CaseModel, act: Act) -> None:
    case.department, case.handler = act.data["department"], ""


def _ruled(case: CaseModel, act: Act) -> None:
    _assigned(case, act)
    case.ruled = True


def _returned(case: CaseModel, act: Act) -> None:
    case.stop(act.at, ["部门答复"])
    case.returns, case.department, case.handler, case.joint, case.related = case.returns + 1, "", "", "", ()


def _rejected(case: CaseModel, _act: Act) -> None:
    case.promised, case.result = None, ""


def _justified(case: CaseModel, act: Act) -> None:
    """P3: before 补正逾期, a later day for the supplement."""
    if case.state == "待补正":
        limit = case.running("补正")[0]
        case.lengthen(limit, given_days(case, act, limit), act.at)


def _longer(case: CaseModel, act: Act) -> None:
    """原则上: beyond the cap the extension needs approval."""
    limit = case.running(*CAPS)[0]
    days = given_days(case, act, limit)
    if days > CAPS[limit.name]:
        case.pending = (limit.name, days)
    else:
        case.lengthen(limit, days, act.at)


def _approved(case: CaseModel, act: Act) -> None:
    assert case.pending is not None
    name, days = case.pending
    case.lengthen(case.running(name)[0], days, act.at)
    case.pending = None


def _not_approved(case: CaseModel, _act: Act) -> None:
    case.pending = None


def given_days(case: CaseModel, act: Act, limit: Limit) -> int:
    """The total of an extended limit, given as a number or as its last day."""
    until = act.data.get("until")
    return int(act.data["days"]) if until is None else case.workdays.count(limit.since.date(), until)


def _asked_jointly(case: CaseModel, act: Act) -> None:
    case.joint, case.related = "requested", tuple(act.data["related"])


def _joined(case: CaseModel, act: Act) -> None:
    case.joint = "approved"
    lead = case.running(*OF_DEPARTMENT)
    if lead:
        case.begin_parts(act.at, case.workdays.count(act.day, lead[0].due))


def _not_joined(case: CaseModel, _act: Act) -> None:
    case.joint, case.related = "", ()


def _part_done(case: CaseModel, act: Act) -> None:
    for part in case.running(JOINT):
        if part.holder == act.data["department"]:
            part.stopped, part.late = act.at, part.passed(act.at)


def _handed_on(case: CaseModel, act: Act) -> None:
    case.handler = act.data.get("handler", "")


def _reopened(case: CaseModel, _act: Act) -> None:
    case.outcome, case.closed = "", None


def _evaluated(case: CaseModel, _act: Act) -> None:
    case.evaluated = True


def correct(case: CaseModel, act: Act) -> None:
    """The supervising office corrects a frozen verdict (M15)."""
    holder = act.data.get("holder")
    for limit in case.limits:
        named = (limit.name, limit.round) == (act.data["limit"], act.data["round"]) and holder in (None, limit.holder)
        if named and limit.stopped is not None:
            limit.late = VERDICTS.get(act.data["verdict"])


EFFECTS: Mapping[str, Callable[[CaseModel, Act], None]] = {
    "要求补正": _asked, "平台原因": _promised, "答复需修正": _promised, "平台修复完成": _platform_done,
    "转交": _assigned, "裁定": _ruled, "退回": _returned, "不认可": _rejected, "认定正当理由": _justified,
    "申请延期": _longer, "批准延期": _approved, "不批准延期": _not_approved, "申请协同": _asked_jointly,
    "同意协同": _joined, "不同意协同": _not_joined, "协同完成": _part_done, "转派": _handed_on,
    "收回转派": _handed_on, "重新受理": _reopened, "评价": _evaluated, "更正认定": correct,
}  # fmt: skip
BESIDE = frozenset({*AGES_NOTHING, READ})  # acts that do not change the handling
