"""Oracle of the law: who may do what in which state, the next state, and the limits ended and started.

Written by hand from the regulation and `docs/law.md`; it shares no line with `regulation/`, which it is held against.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

# 行为 / 从 / 到（“=”为不变） / 谁 / 结束的期限 / 开始的期限
TABLE = """
提出异议 / 未提出 / 待预审 / 提出方 中心 专员 / / 收办意见
录入市级工单 / 未提出 / 待转交 / 中心 / /
收办 / 待预审 / 平台核查中 / 中心 / 收办意见 / 平台核查
不予收办 / 待预审 / 已办结 / 中心 / 收办意见 /
要求补正 / 待预审 / 待补正 / 中心 / 收办意见 / 补正
补正完毕 / 待补正 / 待预审 / 提出方 / 补正 / 收办意见
补正完毕 / 待补正 逾期待认定 / 逾期待认定 / 提出方 / 补正 / 收办意见
补正逾期 / 待补正 / 逾期待认定 / 系统 / 补正 /
认定正当理由 / 待补正 / = / 中心 / /
认定正当理由 / 逾期待认定 / 待预审 / 中心 / /
认定正当理由 / 逾期待认定 / 待补正 / 中心 / / 补正
视为放弃 / 逾期待认定 / 已办结 / 中心 / 收办意见 /
平台核查无误 / 平台核查中 / 待转交 / 中心 / 平台核查 / 转交
平台原因 / 平台核查中 / 平台修复中 / 中心 / 平台核查 / 平台修复
申请延期 / 平台修复中 / = / 中心 / /
批准延期 / 平台修复中 / = / 负责人 / /
不批准延期 / 平台修复中 / = / 负责人 / /
平台修复完成 / 平台修复中 / 待告知结果 / 中心 / 平台修复 / 结果告知
平台修复完成 / 平台修复中 / 待转交 / 中心 / 平台修复 / 转交
转市平台 / 平台核查中 待转交 / 市平台处理中 / 中心 / 平台核查 转交 /
市平台反馈 / 市平台处理中 / 待告知结果 / 中心 / / 结果告知
转交 / 待转交 / 待签收 / 中心 / 转交 / 部门答复
裁定 / 待裁定 / 待签收 / 中心 / 转交 / 部门答复
签收 / 待签收 / 部门核实中 / 专员 经办 / /
转派 / 待签收 部门核实中 部门修正中 / = / 专员 / /
收回转派 / 待签收 部门核实中 部门修正中 / = / 专员 经办 / /
退回 / 待签收 部门核实中 / 待转交 / 专员 / 部门答复 / 转交
退回 / 待签收 部门核实中 / 待裁定 / 专员 / 部门答复 / 转交
答复需修正 / 待签收 部门核实中 待提出方配合 待同意特例 / 部门修正中 / 专员 经办 / 部门答复 / 部门修正
答复核实无误 / 待签收 部门核实中 待提出方配合 / 待告知结果 / 专员 经办 / 部门答复 / 结果告知
答复需配合 / 待签收 部门核实中 / 待提出方配合 / 专员 经办 / 部门答复 /
答复申请特例 / 待签收 部门核实中 待提出方配合 部门修正中 / 待同意特例 / 专员 经办 / 部门答复 部门修正 /
配合 / 待提出方配合 / 部门核实中 / 提出方 / / 部门答复
同意特例 / 待同意特例 / 待告知结果 / 提出方 / / 结果告知
不同意特例 / 待同意特例 / 部门修正中 / 提出方 / / 部门修正
申请协同 / 部门核实中 部门修正中 / = / 专员 / /
同意协同 / 部门核实中 部门修正中 / = / 中心 / /
不同意协同 / 部门核实中 部门修正中 / = / 中心 / /
协同完成 / 部门核实中 部门修正中 / = / 关联专员 / /
申请延期 / 部门修正中 / = / 专员 / /
批准延期 / 部门修正中 / = / 中心 / /
不批准延期 / 部门修正中 / = / 中心 / /
完成修正 / 部门修正中 / 待告知结果 / 专员 经办 / 部门修正 / 结果告知
告知结果 / 待告知结果 / 待提出方确认 / 中心 系统 / 结果告知 / 提出方确认
告知结果 / 待告知结果 / 已办结 / 中心 系统 / 结果告知 /
确认 / 待提出方确认 / 已办结 / 提出方 / 提出方确认 /
不认可 / 待提出方确认 / 待签收 / 提出方 / 提出方确认 / 部门答复
不认可 / 待提出方确认 / 平台核查中 / 提出方 / 提出方确认 / 平台核查
不认可 / 待提出方确认 / 市平台处理中 / 提出方 / 提出方确认 /
逾期未确认 / 待提出方确认 / 已办结 / 系统 / 提出方确认 /
撤回 / 办结前 / 已办结 / 提出方 / /
催办 / 办结前 / = / 中心 督办 分管领导 提出方 / /
关联 / 办结前 / = / 中心 系统 / /
重算期限 / 办结前 / = / 系统 / /
更正认定 / 任何 / = / 督办 / /
电话告知 / 任何 / = / 中心 / /
评价 / 已办结 / = / 提出方 / /
重新受理 / 已办结 / 待补正 / 中心 / / 补正
重新受理 / 已办结 / 待预审 / 中心 / / 收办意见
重新受理 / 已办结 / 待提出方确认 / 中心 提出方 / / 提出方确认
"""
NOT_FILED, CLOSED, JOINT = "未提出", "已办结", "协同办理"
# The party that must act, and is charged for the day, in each state.
PARTY: Mapping[str, str] = {
    "待预审": "centre", "待补正": "proposer", "逾期待认定": "centre", "平台核查中": "centre", "平台修复中": "centre",
    "待转交": "centre", "待签收": "department", "部门核实中": "department", "待提出方配合": "proposer",
    "待同意特例": "proposer", "部门修正中": "department", "待裁定": "centre", "市平台处理中": "city",
    "待告知结果": "centre", "待提出方确认": "nobody", CLOSED: "nobody",
}  # fmt: skip
STATES = tuple(PARTY)
OPEN = tuple(state for state in STATES if state != CLOSED)
REPLIES = {"答复需修正", "答复核实无误", "答复需配合", "答复申请特例"}
MEANT = {"答复": REPLIES, "补正": {"补正完毕"}}  # button labels that differ from the act's name
FILED_ANEW = frozenset({"不予收办", "视为放弃", "已撤回"})  # outcomes that allow 重新提出


class Step(NamedTuple):
    """One row of the table: an act from these states to one state (`=`: unchanged)."""

    action: str
    sources: Sequence[str]
    target: str
    roles: frozenset[str]
    stops: Sequence[str]
    starts: str

    def fits(self, state: str) -> bool:
        return state in self.sources or "任何" in self.sources or ("办结前" in self.sources and state in OPEN)

    def to(self, state: str) -> str:
        return state if self.target == "=" else self.target


def _parsed(line: str) -> Step:
    action, sources, target, roles, stops, starts = (part.split() for part in line.split("/"))
    return Step(action[0], sources, target[0], frozenset(roles), stops, "".join(starts))


STEPS = tuple(_parsed(line) for line in TABLE.strip().splitlines())
OPENING = {step.action: step.target for step in STEPS if NOT_FILED in step.sources}


@dataclass(frozen=True)
class Facts:
    """One case before an act, as far as the law needs it. People and departments are any comparable values."""

    state: str
    city_order: bool = False
    proposer: object = None
    on_behalf: bool = False  # 代录: the centre acts for the proposer
    department: object = None
    handler: object = None
    fusion: bool = False
    joint: str = ""  # requested, approved
    related: Collection[object] = ()
    pending: bool = False  # an extension beyond the cap is pending approval
    returns: int = 0
    ruled: bool = False
    supplement_asked: bool = False
    result: str = ""
    outcome: str = ""
    evaluated: bool = False
    judged: bool = False  # some limit has a verdict
    running: Mapping[str, Collection[object]] = field(default_factory=dict)  # kind of a limit: holders of running ones
    passed: Collection[str] = ()  # kinds of running limits that are overdue (M14, P2-P7)


Holds = Callable[[Facts], bool]
RESULT = {"待签收": ("责任部门已修正", "核实无误"), "平台核查中": ("平台已修复",), "市平台处理中": ("市平台已反馈",)}
REOPENED = {"待补正": "视为放弃", "待提出方确认": "逾期未确认", "待预审": "不予收办"}


def _resulted(results: tuple[str, ...]) -> Holds:
    return lambda case: case.result in results


def _ended(outcome: str) -> Holds:
    return lambda case: case.outcome == outcome


# Conditions for an act to lead to this state.
CONDITIONS: Mapping[tuple[str, str], Holds] = {
    ("补正完毕", "待预审"): lambda case: "补正" not in case.passed,
    ("补正完毕", "逾期待认定"): lambda case: (
        not case.running.get("收办意见") if case.state == "逾期待认定" else "补正" in case.passed
    ),
    ("补正逾期", "逾期待认定"): lambda case: "补正" in case.passed,
    ("认定正当理由", "待预审"): lambda case: bool(case.running.get("收办意见")),
    ("认定正当理由", "待补正"): lambda case: case.state == "待补正" or not case.running.get("收办意见"),
    ("退回", "待转交"): lambda case: not case.returns and not case.ruled,
    ("退回", "待裁定"): lambda case: case.returns >= 1 and not case.ruled,
    ("告知结果", "待提出方确认"): lambda case: not case.city_order and case.result != "特例",
    ("告知结果", CLOSED): lambda case: case.city_order or case.result == "特例",
    ("逾期未确认", CLOSED): lambda case: "提出方确认" in case.passed,
    **{("不认可", to): _resulted(results) for to, results in RESULT.items()},
    **{("重新受理", to): _ended(outcome) for to, outcome in REOPENED.items()},
}
# Conditions for an act, whatever state it leads to.
ALWAYS: Mapping[str, Holds] = {
    "收回转派": lambda case: case.handler is not None,
    "申请协同": lambda case: case.fusion and not case.joint,
    "同意协同": lambda case: case.joint == "requested",
    "不同意协同": lambda case: case.joint == "requested",
    "协同完成": lambda case: case.joint == "approved" and bool(case.running.get(JOINT)),
    "申请延期": lambda case: not {"部门修正", "平台修复"} & set(case.passed) and not case.pending,
    "批准延期": lambda case: case.pending,
    "不批准延期": lambda case: case.pending,
    "评价": lambda case: not case.evaluated and case.outcome not in ("已撤回", "视为放弃"),
    "更正认定": lambda case: case.judged,
}


def holds(action: str, to: str, case: Facts) -> bool:
    """Whether the step's condition holds."""
    always, here = ALWAYS.get(action), CONDITIONS.get((action, to))
    return (always is None or always(case)) and (here is None or here(case))


def known(action: str, state: str) -> list[Step]:
    """The steps of this act from this state, regardless of conditions."""
    return [step for step in STEPS if step.action == action and step.fits(state)]


def possible(action: str, case: Facts) -> list[Step]:
    """The steps whose conditions hold; more than one only where the inputs decide."""
    return [step for step in known(action, case.state) if holds(action, step.to(case.state), case)]


def rights(action: str, case: Facts, to: str) -> frozenset[str]:
    """The roles that may take this step; none where the law has no such step."""
    if action == "要求补正" and case.supplement_asked:  # one supplement; a second only as the director's deviation (P3)
        return frozenset({"负责人"})
    return frozenset(role for step in known(action, case.state) if step.to(case.state) == to for role in step.roles)


def able(word: str, state: str) -> frozenset[str]:
    """The roles that may do a command's act in a state, whatever state it leads to and whatever the conditions."""
    return frozenset(role for action in MEANT.get(word, {word}) for step in known(action, state) for role in step.roles)


def may(word: str, case: Facts) -> frozenset[str]:
    """The roles for which this command has an effect on the case now."""
    if word == "重新提出":
        return frozenset({"提出方"} if case.outcome in FILED_ANEW else ())
    steps = [step for action in MEANT.get(word, {word}) for step in possible(action, case)]
    return frozenset(role for step in steps for role in rights(step.action, case, step.to(case.state)))


def marked(action: str, outcome: str | None, result: str | None) -> bool | None:
    """Whether the data is flagged after this step (P9, G7); None where the step does not affect the flag."""
    if action in ("平台原因", "答复需修正", "同意特例", "不同意特例"):
        return True
    if action in ("确认", "逾期未确认", "撤回") or outcome == "市级工单办结":
        return None if result == "特例" else False
    return None
