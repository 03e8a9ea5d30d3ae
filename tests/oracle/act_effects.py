"""Oracle of the effects: what single acts change beside the state and the limits of the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.oracle.case import CaseModel
from tests.oracle.law import CLOSED, JOINT
from tests.oracle.limits import CAPS, DAYS, JUDGED, OF_DEPARTMENT, Act, Limit

VERDICTS = {"按时": False, "超期": True}  # 不计: None
Effect = Callable[[CaseModel, Act], None]


def supplement_days(case: CaseModel, act: Act) -> int:
    """The days of a supplement: given as a number or a last day, else the ordinary ones (P3)."""
    until = act.data.get("until")
    return int(act.data.get("days", DAYS["补正"])) if until is None else max(1, case.workdays.count(act.day, until))


def _asked(case: CaseModel, _act: Act) -> None:
    case.asked += 1


def _supplemented(case: CaseModel, act: Act) -> None:
    """Late, its delay is judged first (P3)."""
    late = case.state == "逾期待认定" or "补正" in case.facts(act.at).passed
    case.supplement_here = late


def _justified(case: CaseModel, act: Act) -> None:
    """P3: before 补正逾期, a later day for the supplement; after it, the supplement counts."""
    case.supplement_here = False
    if case.state == "待补正" and (running := case.running("补正")):
        case.lengthen(running[0], given_days(case, act, running[0]), act.at)
    elif case.state == "待补正":
        case.tell_days = supplement_days(case, act)


def _blamed(case: CaseModel, act: Act) -> None:
    _promised(case, act)
    case.findings.append(act.at)


def _found(case: CaseModel, act: Act) -> None:
    _promised(case, act)
    _replied(case, act)
    case.findings.append(act.at)


def _replied(case: CaseModel, act: Act) -> None:
    case.replied, case.to_cooperate = act.word, False


def _promised(case: CaseModel, act: Act) -> None:
    case.promised = act.data.get("expected") or case.promised


def _platform_done(case: CaseModel, act: Act) -> None:
    if act.data.get("also"):
        case.repaired_platform = act.by
    else:
        _repaired(case, act)
    case.promised = None  # a limit promised by the platform does not bind a department


def _taken_back(case: CaseModel, _act: Act) -> None:
    """A mis-tap stops nothing: the limit of the check runs on (own rule)."""
    found = case.finding()
    assert found is not None
    case.run_on(found[0], _act.at)
    case.promised = None
    if found[1].name == "平台修复":
        case.findings.pop()


def _assigned(case: CaseModel, act: Act) -> None:
    case.department, case.handler = act.data["department"], ""


def _ruled(case: CaseModel, act: Act) -> None:
    back = case.rests and case.to_platform and act.data["department"] == case.department
    if not back:
        _assigned(case, act)
    case.ruled = True


def _returned(case: CaseModel, act: Act) -> None:
    case.stop(act.at, ["部门答复"])
    case.moot(act.at, "joint")
    case.returner = case.department
    case.returns, case.department, case.handler, case.joint, case.related = case.returns + 1, "", "", "", ()


def _to_platform(case: CaseModel, act: Act) -> None:
    """A definite reply, and one of the two returns (M11, own rule)."""
    _replied(case, act)
    case.returns, case.to_platform, case.handler = case.returns + 1, True, ""
    case.returner = case.department
    case.rests = case.state == "部门修正中" and not case.city_order


def _rejected(case: CaseModel, _act: Act) -> None:
    """A new round: what is given once a round is given again."""
    case.promised, case.result, case.turn = None, "", case.turn + 1
    case.cooperations = case.specials = case.lapses = 0
    case.to_cooperate = case.to_platform = case.rests = case.reply_returned = False
    case.confirmed_by = case.repaired_by = case.repaired_platform = ""
    case.marked, case.told_before = None, False


def _asks_to_cooperate(case: CaseModel, act: Act) -> None:
    _replied(case, act)
    case.to_cooperate = True


def cooperated(case: CaseModel, act: Act) -> None:
    """The first cooperation of a round starts the reply limit anew, a second one lets it go on (G4, own rule)."""
    case.to_cooperate, case.cooperations = False, case.cooperations + 1
    if case.cooperations == 1:
        case.start(act, "部门答复")
    else:
        case.go_on(act, "部门答复")


def special(case: CaseModel, act: Act) -> None:
    """G7: the second application in a round waits for the centre, while the department's limit runs on (own rule)."""
    if case.specials and act.word == "答复申请特例":
        case.special_pending, case.asked_by = True, act.by
        return
    case.replied, case.to_cooperate = "答复申请特例", False
    case.specials += not case.city_order


def _special_decided(case: CaseModel, act: Act) -> None:
    case.special_pending = False
    case.decided(act.at, "special")
    if act.word == "同意再次申请特例":
        special(case, act)


def _unwilling(case: CaseModel, _act: Act) -> None:
    case.result, case.confirmed_by, case.to_repair = "", "", True


def _silent(case: CaseModel, _act: Act) -> None:
    case.lapses, case.to_repair = case.lapses + 1, True


def _reply_returned(case: CaseModel, act: Act) -> None:
    """P6: the limit that it stopped never stopped; what the reply had found and begun falls away."""
    assert case.marked is not None
    _, reply, stopped = case.marked
    if stopped is not None:
        case.run_on(stopped, act.at, returned=True)
    applied = case.state == "待同意特例" or case.result == "特例"
    case.reply_returned, case.marked, case.specials = True, None, 0 if applied else case.specials
    case.result, case.confirmed_by = "", ""
    if stopped is not None and stopped.name == "部门修正":
        return
    case.promised, case.to_cooperate = None, False
    case.findings = [found for found in case.findings if found < reply.at]


def go_on_replying(case: CaseModel, act: Act) -> None:
    """The reply that was returned had stopped nothing, the proposer was being asked: what was left goes on."""
    if case.state == "部门核实中" and not case.running("部门答复"):
        case.go_on(act, "部门答复")
    case.parts_run_on(act.at)


def go_on_repairing(case: CaseModel, act: Act) -> None:
    case.parts_run_on(act.at)


def _feedback_returned(case: CaseModel, act: Act) -> None:
    repair = case.last("部门修正")
    assert repair is not None
    case.run_on(repair, act.at, returned=True)
    case.result, case.repaired_by, case.confirmed_by = "", "", ""


def _longer(case: CaseModel, act: Act) -> None:
    """原则上: beyond the cap the extension needs approval, within a working day (own rule)."""
    limit = case.running(*CAPS)[0]
    days = given_days(case, act, limit)
    if days > limit.cap:
        case.pending, case.promised_then, case.asked_by = (limit.name, days), act.data.get("expected"), act.by
        case.start(act, JUDGED, about="extension")
    else:
        case.lengthen(limit, days, act.at)
        _promised(case, act)


def _approved(case: CaseModel, act: Act) -> None:
    """Counted from the same start; having waited made nothing late (own rule)."""
    limit, pending = case.waiting(), case.pending
    assert limit is not None
    assert pending is not None
    case.lengthen(limit, pending[1], act.at, held=True)
    case.promised = case.promised_then or case.promised
    _settle(case, limit, act)


def _not_approved(case: CaseModel, act: Act) -> None:
    limit = case.waiting()
    assert limit is not None
    _settle(case, limit, act)


def _settle(case: CaseModel, limit: Limit, act: Act) -> None:
    if limit.held and limit.stopped is not None:
        limit.held, limit.late = False, limit.passed(limit.stopped)
    case.decided(act.at, "extension")
    case.pending, case.promised_then, case.asked_by = None, None, ""


def given_days(case: CaseModel, act: Act, limit: Limit) -> int:
    """The total of an extended limit, given as a number or as its last day."""
    until = act.data.get("until")
    return int(act.data["days"]) if until is None else case.workdays.count(limit.since.date(), until)


def _asked_jointly(case: CaseModel, act: Act) -> None:
    case.joint, case.related = "requested", tuple(act.data["related"])


def _joined(case: CaseModel, act: Act) -> None:
    """M6, own rule: where the lead's limit has passed, a part has none."""
    case.joint = "approved"
    case.decided(act.at, "joint")
    for lead in case.running(*OF_DEPARTMENT)[:1]:
        left = case.workdays.count(act.day, lead.due)
        if left:
            case.begin_parts(act.at, left)


def _not_joined(case: CaseModel, act: Act) -> None:
    case.joint, case.related = "", ()
    case.decided(act.at, "joint")


def _part_done(case: CaseModel, act: Act) -> None:
    for part in case.running(JOINT):
        if part.holder == act.data["department"]:
            part.stopped, part.late = act.at, part.passed(act.at)


def _handed_on(case: CaseModel, act: Act) -> None:
    case.handler = act.data.get("handler", "")


def _repaired(case: CaseModel, act: Act) -> None:
    case.repaired_by = act.by


def _first_word(case: CaseModel, act: Act) -> None:
    case.confirmed_by = case.confirmed_by or act.by


def _unconfirmed(case: CaseModel, _act: Act) -> None:
    """修正未经确认: the flag stays until a second operator has checked (P9, own rule)."""
    case.doubtful_flag = (bool(case.findings) or case.to_repair) and case.result != "特例"


def _untold(case: CaseModel, act: Act) -> None:
    if case.state != CLOSED:
        _unconfirmed(case, act)
    case.to_tell = ""


def _checked(case: CaseModel, _act: Act) -> None:
    case.doubtful_flag = case.to_repair = False
    case.findings.clear()


def _withdrawn(case: CaseModel, act: Act) -> None:
    """After a finding of fault the proposer steps out, the case goes on (M13, P9)."""
    case.withdrawn, case.told_before = act.at, case.state == "待提出方确认"
    case.to_tell, case.to_cooperate = "", case.to_cooperate and not case.findings
    if case.findings and not (case.result == "特例" and case.state == "待告知结果"):
        case.ex_officio = True


def _undone(case: CaseModel, act: Act) -> None:
    """The proposer is back, with what was left of the limits."""
    case.ex_officio, case.withdrawn, case.confirmed_by = False, None, ""
    if case.state == "待中心确认" and case.result == "特例":  # who is back decides on it themselves
        case.result = ""
    _reopened(case, act)


def _reopened(case: CaseModel, _act: Act) -> None:
    case.outcome, case.closed, case.doubtful_flag, case.withdrawn = "", None, False, None
    case.supplement_here = False


def _evaluated(case: CaseModel, _act: Act) -> None:
    case.evaluated = True


def correct(case: CaseModel, act: Act) -> None:
    """The supervising office corrects a frozen verdict (M15)."""
    holder = act.data.get("holder")
    for limit in case.limits:
        named = (limit.name, limit.round) == (act.data["limit"], act.data["round"]) and holder in (None, limit.holder)
        if named and limit.stopped is not None:
            limit.late = VERDICTS.get(act.data["verdict"])


# Effects before the limits of the table end, and after those of the table have begun.
EFFECTS: Mapping[str, Effect] = {
    "要求补正": _asked, "补正完毕": _supplemented, "认定正当理由": _justified, "平台原因": _blamed,
    "平台修复完成": _platform_done, "更正核查结论": _taken_back, "转交": _assigned, "裁定": _ruled, "退回": _returned,
    "答复系平台环节": _to_platform, "答复需修正": _found, "答复核实无误": _replied, "答复需配合": _asks_to_cooperate,
    "同意再次申请特例": _special_decided, "不同意再次申请特例": _special_decided, "特例逾期未答": _silent,
    "不同意特例": _unwilling,
    "退回补充答复": _reply_returned, "退回反馈": _feedback_returned, "不认可": _rejected, "复核未通过": _rejected,
    "申请延期": _longer, "批准延期": _approved, "不批准延期": _not_approved, "更新预计日期": _promised,
    "申请协同": _asked_jointly, "同意协同": _joined, "不同意协同": _not_joined, "协同完成": _part_done,
    "转派": _handed_on, "收回转派": _handed_on, "完成修正": _repaired, "中心确认": _first_word,
    "逾期未确认": _unconfirmed, "未获认可": _unconfirmed, "无法告知": _untold, "清除标注": _checked,
    "撤回": _withdrawn, "恢复办理": _undone, "重新受理": _reopened, "评价": _evaluated, "更正认定": correct,
}  # fmt: skip
