"""Oracle of the first edition (`changning-2022`): the steps, limits and endings of cases filed before the own rules.

Who may act is not read here: an old case goes on as it was filed, and is counted in the reports of both formats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from tests.oracle.act_effects import correct, given_days, supplement_days
from tests.oracle.case import CaseModel
from tests.oracle.law import CLOSED, OPEN
from tests.oracle.limits import CAPS, DAYS, OF_DEPARTMENT, Act

# 行为 / 从 / 到（“=”为不变） / 结束的期限 / 开始的期限
TABLE = """
提出异议 / 未提出 / 待预审 / / 收办意见
录入市级工单 / 未提出 / 待转交 / /
收办 / 待预审 / 平台核查中 / 收办意见 / 平台核查
不予收办 / 待预审 / 已办结 / 收办意见 /
要求补正 / 待预审 / 待补正 / 收办意见 / 补正
补正完毕 / 待补正 / 待预审 / 补正 / 收办意见
补正完毕 / 待补正 逾期待认定 / 逾期待认定 / 补正 / 收办意见
补正逾期 / 待补正 / 逾期待认定 / 补正 /
认定正当理由 / 待补正 / = / /
认定正当理由 / 逾期待认定 / 待预审 / /
认定正当理由 / 逾期待认定 / 待补正 / / 补正
视为放弃 / 逾期待认定 / 已办结 / 收办意见 /
平台核查无误 / 平台核查中 / 待转交 / 平台核查 / 转交
平台原因 / 平台核查中 / 平台修复中 / 平台核查 / 平台修复
平台修复完成 / 平台修复中 / 待告知结果 / 平台修复 / 结果告知
平台修复完成 / 平台修复中 / 待转交 / 平台修复 / 转交
转市平台 / 平台核查中 待转交 / 市平台处理中 / 平台核查 转交 /
市平台反馈 / 市平台处理中 / 待告知结果 / / 结果告知
转交 / 待转交 / 待签收 / 转交 / 部门答复
裁定 / 待裁定 / 待签收 / 转交 / 部门答复
签收 / 待签收 / 部门核实中 / /
退回 / 待签收 部门核实中 / 待转交 / 部门答复 / 转交
退回 / 待签收 部门核实中 / 待裁定 / 部门答复 / 转交
答复需修正 / 待签收 部门核实中 待提出方配合 待同意特例 / 部门修正中 / 部门答复 / 部门修正
答复核实无误 / 待签收 部门核实中 待提出方配合 / 待告知结果 / 部门答复 / 结果告知
答复需配合 / 待签收 部门核实中 / 待提出方配合 / 部门答复 /
答复申请特例 / 待签收 部门核实中 待提出方配合 部门修正中 / 待同意特例 / 部门答复 部门修正 /
配合 / 待提出方配合 / 部门核实中 / / 部门答复
同意特例 / 待同意特例 / 待告知结果 / / 结果告知
不同意特例 / 待同意特例 / 部门修正中 / / 部门修正
完成修正 / 部门修正中 / 待告知结果 / 部门修正 / 结果告知
告知结果 / 待告知结果 / 待提出方确认 / 结果告知 / 提出方确认
告知结果 / 待告知结果 / 已办结 / 结果告知 /
确认 / 待提出方确认 / 已办结 / 提出方确认 /
不认可 / 待提出方确认 / 待签收 / 提出方确认 / 部门答复
不认可 / 待提出方确认 / 平台核查中 / 提出方确认 / 平台核查
不认可 / 待提出方确认 / 市平台处理中 / 提出方确认 /
逾期未确认 / 待提出方确认 / 已办结 / 提出方确认 /
撤回 / 办结前 / 已办结 / /
重新受理 / 已办结 / 待补正 / / 补正
重新受理 / 已办结 / 待预审 / / 收办意见
重新受理 / 已办结 / 待提出方确认 / / 提出方确认
"""
OUTCOMES = {
    "不予收办": "不予收办", "视为放弃": "视为放弃", "确认": "确认办结", "逾期未确认": "逾期未确认", "撤回": "已撤回",
    "告知结果": "特例办结",
}  # fmt: skip
RESULTS = {
    "平台修复完成": "平台已修复", "市平台反馈": "市平台已反馈", "答复核实无误": "核实无误", "同意特例": "特例",
    "完成修正": "责任部门已修正",
}  # fmt: skip
REJECTED = {"平台已修复": "平台核查中", "市平台已反馈": "市平台处理中"}
REOPENED = {"视为放弃": "待补正", "逾期未确认": "待提出方确认", "不予收办": "待预审"}


class Step(NamedTuple):
    """One row of the table."""

    sources: Sequence[str]
    target: str
    stops: Sequence[str]
    starts: str


def _rows() -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = {}
    for line in TABLE.strip().splitlines():
        action, sources, target, stops, starts = (part.split() for part in line.split("/"))
        of = OPEN if sources == ["办结前"] else sources
        found.setdefault(action[0], []).append(Step(of, target[0], stops, "".join(starts)))
    return found


ROWS = _rows()


def take(case: CaseModel, act: Act) -> None:
    """Apply the act; one that is not in the table moves nothing and may have an effect of its own."""
    steps = [step for step in ROWS.get(act.word, ()) if case.state in step.sources]
    if len(steps) > 1:
        leads_to = LEADS_TO[act.word](case, act)
        steps = [step for step in steps if step.target == leads_to]
    case.acts.append(act)
    if act.word in EFFECTS:
        EFFECTS[act.word](case, act)
    for step in steps:
        _move(case, act, step)


def _move(case: CaseModel, act: Act, step: Step) -> None:
    _stop(case, act, step.stops)
    state = case.state if step.target == "=" else step.target
    if act.word in RESULTS and state == "待告知结果":
        case.result = RESULTS[act.word]
    closes, case.state = state == CLOSED != case.state, state
    if step.starts:
        days = supplement_days(case, act) if step.starts == "补正" else DAYS[step.starts]
        case.start(act, step.starts, days)
    if closes:
        case.release(act.at)
        case.closed, case.pending = act.at, None
        case.outcome = "市级工单办结" if case.city_order and act.word == "告知结果" else OUTCOMES[act.word]


def _stop(case: CaseModel, act: Act, names: Sequence[str]) -> None:
    """A verdict is final at once: an extension that waits for its decision holds nothing open."""
    if case.pending and case.pending[0] in names:
        case.pending = None
    case.stop(act.at, names)


def _supplemented(case: CaseModel, act: Act) -> str:
    late = any(limit.over(act.at) for limit in case.running("补正"))
    return "逾期待认定" if case.state == "逾期待认定" or late else "待预审"


def _notified(case: CaseModel, _act: Act) -> str:
    return CLOSED if case.city_order or case.result == "特例" else "待提出方确认"


# Where an act leads that has several rows from one state.
LEADS_TO: Mapping[str, Callable[[CaseModel, Act], str]] = {
    "补正完毕": _supplemented,
    "认定正当理由": lambda case, _act: "待预审" if case.running("收办意见") else "待补正",
    "平台修复完成": lambda _case, act: "待转交" if act.data.get("also") else "待告知结果",
    "退回": lambda case, _act: "待裁定" if case.returns else "待转交",
    "告知结果": _notified,
    "不认可": lambda case, _act: REJECTED.get(case.result, "待签收"),
    "重新受理": lambda case, _act: REOPENED[case.outcome],
}


def _asked(case: CaseModel, _act: Act) -> None:
    case.asked += 1


def _promised(case: CaseModel, act: Act) -> None:
    case.promised = act.data.get("expected") or case.promised


def _platform_done(case: CaseModel, _act: Act) -> None:
    case.promised = None  # a date promised by the platform does not bind a department


def _assigned(case: CaseModel, act: Act) -> None:
    case.department = act.data["department"]


def _returned(case: CaseModel, act: Act) -> None:
    _stop(case, act, ["部门答复"])
    case.returns, case.department, case.joint, case.related = case.returns + 1, "", "", ()


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


def _asked_jointly(case: CaseModel, act: Act) -> None:
    case.joint, case.related = "requested", tuple(act.data["related"])


def _joined(case: CaseModel, act: Act) -> None:
    case.joint = "approved"
    for lead in case.running(*OF_DEPARTMENT)[:1]:
        case.begin_parts(act.at, case.workdays.count(act.day, lead.due))


def _not_joined(case: CaseModel, _act: Act) -> None:
    case.joint, case.related = "", ()


def _part_done(case: CaseModel, act: Act) -> None:
    for part in case.running("协同办理"):
        if part.holder == act.data["department"]:
            part.stopped, part.late = act.at, part.passed(act.at)


def _reopened(case: CaseModel, _act: Act) -> None:
    case.outcome, case.closed = "", None


def _evaluated(case: CaseModel, _act: Act) -> None:
    case.evaluated = True


EFFECTS: Mapping[str, Callable[[CaseModel, Act], None]] = {
    "要求补正": _asked, "平台原因": _promised, "答复需修正": _promised, "平台修复完成": _platform_done,
    "转交": _assigned, "裁定": _assigned, "退回": _returned, "不认可": _rejected, "认定正当理由": _justified,
    "申请延期": _longer, "批准延期": _approved, "不批准延期": _not_approved, "申请协同": _asked_jointly,
    "同意协同": _joined, "不同意协同": _not_joined, "协同完成": _part_done, "重新受理": _reopened, "评价": _evaluated,
    "更正认定": correct,
}  # fmt: skip
