"""The regulation read a second time: what an act does to a case, as one small table and its exceptions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.oracle.case import CAPS, CLOSED, JOINT, OF_DEPARTMENT, Standing
from tests.oracle.limits import Act
from tests.oracle.table import AFTER_REJECTION, OUTCOMES, REOPENED, RESULTS, TABLE

VERDICTS = {"按时": False, "超期": True}
SILENT = ("催办", "评价", "已阅", "关联")  # they move nothing


def take(case: Standing, act: Act) -> None:
    """Enter the act. KeyError for one that no clause knows."""
    case.acts.append(act)
    if act.word in SILENT:
        return
    if act.word in OTHER:
        OTHER[act.word](case, act)
        return
    state, stops, starts = TABLE[act.word]
    if act.word in REFINED:
        state, starts = REFINED[act.word](case, act, state, starts)
    case.stop(act.at, stops.split())
    case.state = state
    case.result = "" if act.word == "不认可" else _result(case, act)
    if starts:
        case.start(act, starts)
    if state == CLOSED:
        _close(case, act)


def _result(case: Standing, act: Act) -> str:
    return RESULTS[act.word] if act.word in RESULTS and case.state == "待告知结果" else case.result


def _close(case: Standing, act: Act) -> None:
    case.release(act.at)
    case.closed = act.at
    case.outcome = "市级工单办结" if case.city_order and act.word == "告知结果" else OUTCOMES[act.word]


def _supplemented(case: Standing, act: Act, state: str, starts: str) -> tuple[str, str]:
    """P3: what comes late is received, and whether it counts is the centre's to say."""
    late = case.state == "逾期待认定" or any(limit.passed(act.at) for limit in case.running("补正"))
    return ("逾期待认定" if late else state), starts


def _asked(case: Standing, _act: Act, state: str, starts: str) -> tuple[str, str]:
    case.asked += 1
    return state, starts


def _promised(case: Standing, act: Act, state: str, starts: str) -> tuple[str, str]:
    case.promised = act.data.get("expected")
    return state, starts


def _platform_done(case: Standing, act: Act, state: str, starts: str) -> tuple[str, str]:
    case.promised = None  # the platform's promise binds no department
    return ("待转交", "转交") if act.data.get("also") else (state, starts)


def _assigned(case: Standing, act: Act, state: str, starts: str) -> tuple[str, str]:
    case.department, case.handler = act.data["department"], ""
    return state, starts


def _returned(case: Standing, act: Act, state: str, starts: str) -> tuple[str, str]:
    case.stop(act.at, ["部门答复"])
    again = case.returns > 0
    case.returns, case.department, case.handler, case.joint, case.related = case.returns + 1, "", "", "", ()
    return ("待裁定" if again else state), starts


def _told(case: Standing, _act: Act, state: str, starts: str) -> tuple[str, str]:
    return (CLOSED, "") if case.city_order or case.result == "特例" else (state, starts)


def _rejected(case: Standing, _act: Act, state: str, starts: str) -> tuple[str, str]:
    case.promised = None
    return AFTER_REJECTION.get(case.result, (state, starts))


Refine = Callable[[Standing, Act, str, str], tuple[str, str]]
REFINED: Mapping[str, Refine] = {
    "补正完毕": _supplemented, "要求补正": _asked, "平台原因": _promised, "答复需修正": _promised,
    "平台修复完成": _platform_done, "转交": _assigned, "裁定": _assigned, "退回": _returned, "告知结果": _told,
    "不认可": _rejected,
}  # fmt: skip


def _justified(case: Standing, act: Act) -> None:
    """P3: before the end a later day; after it a new limit, or none where the supplement is here."""
    running = case.running("补正")
    if running:
        case.lengthen(running[0], act.data["days"], act.at)
    elif case.running("收办意见"):
        case.state = "待预审"
    else:
        case.state = "待补正"
        case.start(act, "补正")


def _longer(case: Standing, act: Act) -> None:
    """原则上: beyond the cap it waits for somebody's approval."""
    limit, days = case.running(*CAPS)[0], act.data["days"]
    if days > CAPS[limit.name]:
        case.pending = (limit.name, days)
    else:
        case.lengthen(limit, days, act.at)


def _approved(case: Standing, act: Act) -> None:
    assert case.pending is not None
    name, days = case.pending
    case.lengthen(case.running(name)[0], days, act.at)
    case.pending = None


def _not_approved(case: Standing, _act: Act) -> None:
    case.pending = None


def _asked_jointly(case: Standing, act: Act) -> None:
    case.joint, case.related = "requested", tuple(act.data["related"])


def _joined(case: Standing, act: Act) -> None:
    case.joint = "approved"
    lead = case.running(*OF_DEPARTMENT)
    if lead:
        case.begin_parts(act.at, case.workdays.count(act.day, lead[0].due))


def _not_joined(case: Standing, _act: Act) -> None:
    case.joint, case.related = "", ()


def _part_done(case: Standing, act: Act) -> None:
    for part in case.running(JOINT):
        if part.holder == act.data["department"]:
            part.stopped, part.late = act.at, part.passed(act.at)


def _handed_on(case: Standing, act: Act) -> None:
    case.handler = act.data.get("handler", "")


def _reopened(case: Standing, act: Act) -> None:
    case.state, starts = REOPENED[case.outcome]
    case.outcome, case.closed = "", None
    case.start(act, starts)


def correct(case: Standing, act: Act) -> None:
    """The supervising office's correction of a frozen verdict (M15)."""
    for limit in case.limits:
        if (limit.name, limit.round) == (act.data["limit"], act.data["round"]) and limit.stopped is not None:
            limit.late = VERDICTS.get(act.data["verdict"])


OTHER: Mapping[str, Callable[[Standing, Act], None]] = {
    "认定正当理由": _justified, "申请延期": _longer, "批准延期": _approved, "不批准延期": _not_approved,
    "申请协同": _asked_jointly, "同意协同": _joined, "不同意协同": _not_joined, "协同完成": _part_done,
    "转派": _handed_on, "收回转派": _handed_on, "重新受理": _reopened, "更正认定": correct,
}  # fmt: skip
