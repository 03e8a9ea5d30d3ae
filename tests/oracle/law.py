"""Oracle of the law: who may do what in which state, the next state, and the limits ended and started.

Written by hand from the regulation, its silences and their settled points (second edition of the own rules), and
`docs/law.md`; it shares no line with `regulation/`, which it is held against.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tests.oracle.facts import Facts
from tests.oracle.requirements import CLOSED, FORMER, JOINT, TELLING, holds

# 行为 / 从 / 到（“=”为不变） / 谁 / 结束的期限（“-”不作认定） / 开始的期限（“告知”自送达，“余”继续剩余）
TABLE = """
提出异议 / 未提出 / 待预审 / 提出方 中心 专员 / / 收办意见
录入市级工单 / 未提出 / 待转交 / 中心 / /
收办 / 待预审 / 平台核查中 / 中心 / 收办意见 / 平台核查
不予收办 / 待预审 / 已办结 / 中心 / 收办意见 / 告知
要求补正 / 待预审 / 待补正 / 中心 / 收办意见 / 告知补正
补正完毕 / 待补正 / 待预审 / 提出方 / 补正 / 收办意见
补正完毕 / 待补正 逾期待认定 / 逾期待认定 / 提出方 / 补正 -逾期认定 / 逾期认定
补正逾期 / 待补正 / 逾期待认定 / 系统 / 补正 / 逾期认定
认定正当理由 / 待补正 / = / 中心 / /
认定正当理由 / 逾期待认定 / 待预审 / 中心 / 逾期认定 / 收办意见
认定正当理由 / 逾期待认定 / 待补正 / 中心 / 逾期认定 / 告知补正
视为放弃 / 逾期待认定 / 已办结 / 中心 / 逾期认定 / 告知
终止办理 / 平台核查中 待转交 待签收 部门核实中 待裁定 / 已办结 / 中心 / / 告知
平台核查无误 / 平台核查中 / 待转交 / 中心 / 平台核查 / 转交
平台原因 / 平台核查中 / 平台修复中 / 中心 / 平台核查 / 平台修复
平台原因 / 待裁定 / 平台修复中 / 中心 督办 / 裁定 / 平台修复
更正核查结论 / 待转交 平台修复中 / 平台核查中 / 中心 / -转交 -平台修复 /
申请延期 / 平台修复中 / = / 中心 / /
更新预计日期 / 平台修复中 / = / 中心 / /
平台修复完成 / 平台修复中 / 待告知结果 / 中心 / 平台修复 / 结果告知
平台修复完成 / 平台修复中 / 待转交 / 中心 / 平台修复 / 转交
转市平台 / 平台核查中 待转交 / 市平台处理中 / 中心 / 平台核查 转交 / 市平台跟进
转市平台 / 待裁定 / 市平台处理中 / 中心 督办 / 裁定 / 市平台跟进
跟进市平台 / 市平台处理中 / = / 中心 / 市平台跟进 / 市平台跟进
市平台反馈 / 市平台处理中 / 待告知结果 / 中心 / 市平台跟进 / 结果告知
转交 / 待转交 / 待签收 / 中心 / 转交 / 部门答复
裁定 / 待裁定 平台核查中 / 待签收 / 中心 督办 / 裁定 平台核查 / 部门答复
裁定 / 待裁定 平台核查中 / 部门修正中 / 中心 督办 / 裁定 平台核查 / 余部门修正
签收 / 待签收 / 部门核实中 / 专员 经办 / /
转派 / 待签收 部门核实中 部门修正中 / = / 专员 / /
收回转派 / 待签收 部门核实中 部门修正中 / = / 专员 经办 / /
致电登记 / 待签收 部门核实中 部门修正中 / = / 中心 / /
退回 / 待签收 部门核实中 / 待转交 / 专员 / 部门答复 / 转交
退回 / 待签收 部门核实中 / 待裁定 / 专员 / 部门答复 / 裁定
答复系平台环节 / 待签收 部门核实中 部门修正中 / 平台核查中 / 专员 经办 / 部门答复 -部门修正 / 平台核查
答复系平台环节 / 待签收 部门核实中 部门修正中 / 待裁定 / 专员 经办 / 部门答复 -部门修正 / 裁定
答复需修正 / 可答复 / 部门修正中 / 专员 经办 / 部门答复 -提出方配合 / 部门修正
答复需修正 / 待同意特例 / 部门修正中 / 专员 经办 / -特例答复 / 余部门修正
答复核实无误 / 可答复 / 待告知结果 / 专员 经办 / 部门答复 -提出方配合 / 结果告知
答复需配合 / 待签收 部门核实中 / 待提出方配合 / 专员 经办 / 部门答复 / 告知提出方配合
答复申请特例 / 可答复 部门修正中 / 待同意特例 / 专员 经办 / 部门答复 -提出方配合 -部门修正 / 告知特例答复
答复申请特例 / 待签收 部门核实中 部门修正中 / 待中心确认 / 专员 经办 / 部门答复 -部门修正 / 中心确认
答复申请特例 / 可答复 部门修正中 / = / 专员 经办 / / 审批
答复申请特例 / 可答复 部门修正中 / 待告知结果 / 专员 经办 / /
同意再次申请特例 / 可答复 部门修正中 / 待同意特例 / 中心 督办 / 部门答复 -提出方配合 -部门修正 / 告知特例答复
同意再次申请特例 / 可答复 部门修正中 / 待中心确认 / 中心 督办 / 部门答复 -提出方配合 -部门修正 / 中心确认
不同意再次申请特例 / 可答复 部门修正中 / = / 中心 督办 / /
配合 / 待提出方配合 / 部门核实中 / 提出方 / 提出方配合 /
配合 / 部门核实中 / = / 提出方 / -部门答复 /
配合逾期 / 待提出方配合 / 部门核实中 / 系统 / 提出方配合 / 余部门答复
未配合终止 / 部门核实中 / 已办结 / 中心 / / 告知
同意特例 / 待同意特例 / 待告知结果 / 提出方 督办 / 特例答复 / 结果告知
不同意特例 / 待同意特例 / 部门修正中 / 提出方 督办 / 特例答复 / 余部门修正
不同意特例 / 待中心确认 / 部门修正中 / 中心 / 中心确认 / 余部门修正
特例逾期未答 / 待同意特例 / 部门修正中 / 系统 / 特例答复 / 余部门修正
特例未获回应 / 部门核实中 部门修正中 / 已办结 / 中心 / / 告知
退回补充答复 / 已答复 待中心确认 / 部门核实中 / 中心 / -部门修正 -结果告知 -提出方配合 -特例答复 -中心确认 /
退回补充答复 / 待同意特例 待中心确认 / 部门修正中 / 中心 / -特例答复 -中心确认 /
更正答复 / 收办后 / = / 专员 经办 / /
申请协同 / 部门核实中 部门修正中 / = / 专员 / / 审批
同意协同 / 部门核实中 待提出方配合 待同意特例 部门修正中 / = / 中心 督办 / /
不同意协同 / 部门核实中 待提出方配合 待同意特例 部门修正中 / = / 中心 督办 / /
协同完成 / 部门核实中 部门修正中 / = / 关联专员 / /
申请延期 / 部门修正中 / = / 专员 / /
批准延期 / 任何 / = / 中心 督办 / /
不批准延期 / 任何 / = / 中心 督办 / /
更新预计日期 / 部门修正中 / = / 专员 经办 / /
完成修正 / 部门修正中 / 待告知结果 / 专员 经办 / 部门修正 / 结果告知
退回反馈 / 待告知结果 待中心确认 / 部门修正中 / 中心 / -结果告知 -中心确认 /
告知结果 / 待告知结果 / = / 中心 系统 / / 告知
告知结果 / 待告知结果 / 已办结 / 中心 系统 / 结果告知 /
送达 / 待告知结果 / 待提出方确认 / 系统 / /
送达 / 待告知结果 / 已办结 / 系统 / /
送达 / 待补正 待提出方配合 待同意特例 待提出方确认 已办结 / = / 系统 / /
电话告知 / 待告知结果 / 待提出方确认 / 中心 / /
电话告知 / 待告知结果 / 已办结 / 中心 / /
电话告知 / 任何 / = / 中心 / /
函告 / 待告知结果 / 待提出方确认 / 中心 / /
函告 / 待告知结果 / 已办结 / 中心 / /
函告 / 待补正 待提出方配合 待同意特例 待告知结果 待提出方确认 已办结 / = / 中心 / /
无法告知 / 待补正 待提出方配合 待同意特例 待告知结果 待提出方确认 已办结 / 已办结 / 中心 督办 / /
更正告知 / 收办后 / = / 中心 / /
确认 / 待告知结果 待提出方确认 / 已办结 / 提出方 督办 / 提出方确认 /
不认可 / 待告知结果 待提出方确认 / 待签收 / 提出方 督办 / 提出方确认 / 部门答复
不认可 / 待告知结果 待提出方确认 / 平台核查中 / 提出方 督办 / 提出方确认 / 平台核查
不认可 / 待告知结果 待提出方确认 / 市平台处理中 / 提出方 督办 / 提出方确认 / 市平台跟进
逾期未确认 / 待提出方确认 / 已办结 / 系统 / 提出方确认 / 告知
中心确认 / 待中心确认 / = / 中心 督办 / /
中心确认 / 待中心确认 / 已办结 / 中心 督办 / 中心确认 /
复核未通过 / 待中心确认 / 待签收 / 中心 / 中心确认 / 部门答复
复核未通过 / 待中心确认 / 平台核查中 / 中心 / 中心确认 / 平台核查
复核未通过 / 待中心确认 / 市平台处理中 / 中心 / 中心确认 / 市平台跟进
清除标注 / 已办结 / = / 中心 督办 / /
撤回 / 办结前 / 已办结 / 提出方 督办 / /
撤回 / 办理中 / = / 提出方 督办 / /
撤回 / 待提出方配合 / 部门核实中 / 提出方 督办 / -提出方配合 / 余部门答复
撤回 / 待同意特例 / 部门修正中 / 提出方 督办 / -特例答复 / 余部门修正
撤回 / 待告知结果 待提出方确认 / 待中心确认 / 提出方 督办 / -结果告知 -提出方确认 / 中心确认
恢复办理 / 办理中 / = / 中心 / /
恢复办理 / 待中心确认 / 待告知结果 / 中心 / 中心确认 / 余结果告知
恢复办理 / 待中心确认 / 待提出方确认 / 中心 / 中心确认 / 告知
恢复办理 / 待中心确认 / 待同意特例 / 中心 / 中心确认 / 告知
恢复办理 / 已办结 / 原状态 / 中心 / /
催办 / 办结前 / = / 中心 督办 分管领导 提出方 / /
关联 / 办结前 / = / 中心 系统 / /
重算期限 / 办结前 / = / 系统 / /
更正认定 / 任何 / = / 督办 / /
未获认可 / 收办后 / 已办结 / 督办 / / 告知
评价 / 已办结 / = / 提出方 督办 / /
重新受理 / 已办结 / 待补正 / 中心 / / 告知补正
重新受理 / 已办结 / 待预审 / 中心 / / 收办意见
重新受理 / 已办结 / 待提出方确认 / 中心 提出方 / / 告知提出方确认
重新受理 / 已办结 / 原状态 / 中心 / /
"""
__all__ = ["CLOSED", "FORMER", "JOINT", "TELLING", "Facts", "holds"]  # with what is defined below
NOT_FILED = "未提出"
GROUPS = {
    "可答复": ("待签收", "部门核实中", "待提出方配合"),
    "已答复": ("部门修正中", "待提出方配合", "待同意特例", "待告知结果"),
    "办理中": ("平台核查中", "平台修复中", "待转交", "待签收", "部门核实中", "部门修正中", "待裁定", "市平台处理中"),
}
# The party that must act, and is charged for the day, in each state.
PARTY: Mapping[str, str] = {
    "待预审": "centre", "待补正": "proposer", "逾期待认定": "centre", "平台核查中": "centre", "平台修复中": "centre",
    "待转交": "centre", "待签收": "department", "部门核实中": "department", "待提出方配合": "proposer",
    "待同意特例": "proposer", "部门修正中": "department", "待裁定": "centre", "市平台处理中": "city",
    "待告知结果": "centre", "待提出方确认": "nobody", "待中心确认": "centre", CLOSED: "nobody",
}  # fmt: skip
STATES = tuple(PARTY)
OPEN = tuple(state for state in STATES if state != CLOSED)
GROUPS |= {"任何": STATES, "办结前": OPEN, "收办后": OPEN[3:]}
REPLIES = {"答复需修正", "答复核实无误", "答复需配合", "答复申请特例", "答复系平台环节"}
MEANT = {"答复": REPLIES, "补正": {"补正完毕"}}  # button labels that differ from the act's name
FILED_ANEW = frozenset({"不予收办", "视为放弃", "已撤回"})  # outcomes that allow 重新提出
IN_PLACE_OF = {"待告知结果": "待中心确认"}  # ex officio the result comes to the centre, not to the proposer (P9)


class Step(NamedTuple):
    """One row of the table: an act from these states to one state (`=`: unchanged)."""

    action: str
    sources: Sequence[str]
    target: str
    roles: frozenset[str]
    stops: Sequence[str]
    starts: str

    def fits(self, state: str) -> bool:
        return state in self.sources

    def to(self, case: Facts) -> str:
        if self.target == FORMER:
            return case.ended_in
        if self.target == "=":
            return case.state
        moved = case.ex_officio and self.action != "恢复办理"
        return IN_PLACE_OF.get(self.target, self.target) if moved else self.target


def _parsed(line: str) -> Step:
    action, sources, target, roles, stops, starts = (part.split() for part in line.split("/"))
    states = [state for source in sources for state in GROUPS.get(source, (source,))]
    return Step(action[0], states, target[0], frozenset(roles), stops, "".join(starts))


STEPS = tuple(_parsed(line) for line in TABLE.strip().splitlines())
OPENING = {step.action: step.target for step in STEPS if NOT_FILED in step.sources}


def known(action: str, state: str) -> list[Step]:
    """The steps of this act from this state, regardless of conditions."""
    return [step for step in STEPS if step.action == action and step.fits(state)]


def possible(action: str, case: Facts) -> list[Step]:
    """The steps whose conditions hold; more than one only where the inputs decide."""
    return [step for step in known(action, case.state) if holds(action, step.target, case)]


def rights(action: str, case: Facts, to: str) -> frozenset[str]:
    """The roles that may take an act to this state; none where the law has no such step."""
    steps = [step for step in known(action, case.state) if step.to(case) == to]
    return frozenset(role for step in steps for role in _roles(step, case))


def _roles(step: Step, case: Facts) -> frozenset[str]:
    if (
        step.action == "要求补正" and case.supplement_asked
    ):  # one supplement; a second only as the director's deviation (P3)
        return frozenset({"负责人"})
    if (
        step.action in ("批准延期", "不批准延期") and case.pending == "平台修复"
    ):  # nobody approves their own request (P4)
        return frozenset({"负责人", "督办"})
    if (
        "提出方" in step.roles and not case.on_behalf and step.action != "催办"
    ):  # the supervising office, for a proposer without an account (P9)
        return step.roles - {"督办"}
    return step.roles


def able(word: str, state: str) -> frozenset[str]:
    """The roles that may do a command's act in a state, whatever state it leads to and whatever the conditions."""
    return frozenset(role for action in MEANT.get(word, {word}) for step in known(action, state) for role in step.roles)


def may(word: str, case: Facts) -> frozenset[str]:
    """The roles for which this command has an effect on the case now."""
    if word == "重新提出":
        return frozenset({"提出方"} if case.outcome in FILED_ANEW else ())
    steps = [step for action in MEANT.get(word, {word}) for step in possible(action, case)]
    return frozenset(role for step in steps for role in _roles(step, case))


def happened(action: str, case: Facts, to: str) -> bool:
    """Whether the law has this step to this state, and its condition holds."""
    return any(step.to(case) == to for step in possible(action, case))


def marked(action: str, outcome: str | None, result: str | None) -> bool | None:
    """Whether the data is flagged after this step (P9, G7); None where the step does not affect the flag."""
    if action in ("平台原因", "答复需修正", "同意特例", "不同意特例", "特例逾期未答"):
        return True
    if action in ("确认", "清除标注") or outcome in ("市级工单办结", "依职权办结", "已撤回"):
        return None if result == "特例" else False
    return None
