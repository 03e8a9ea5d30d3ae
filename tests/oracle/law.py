"""The regulation once more, by hand and in its own words: who may do what, where, and where to it leads.

Written from `docs/law.md` and the regulation, and sharing no line with the program it judges.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Row = Mapping[str, Any]

# 行为 / 从 / 到 (“=”为不变) / 谁
TABLE = """
收办 / 待预审 / 平台核查中 / 中心
不予收办 / 待预审 / 已办结 / 中心
要求补正 / 待预审 / 待补正 / 中心
补正完毕 / 待补正 / 待预审 逾期待认定 / 提出方
补正完毕 / 逾期待认定 / = / 提出方
补正逾期 / 待补正 / 逾期待认定 / 系统
认定正当理由 / 待补正 / = / 中心
认定正当理由 / 逾期待认定 / 待预审 待补正 / 中心
视为放弃 / 逾期待认定 / 已办结 / 中心
平台核查无误 / 平台核查中 / 待转交 / 中心
平台原因 / 平台核查中 / 平台修复中 / 中心
申请延期 / 平台修复中 / = / 中心
批准延期 / 平台修复中 / = / 负责人
不批准延期 / 平台修复中 / = / 负责人
平台修复完成 / 平台修复中 / 待告知结果 待转交 / 中心
转市平台 / 平台核查中 待转交 / 市平台处理中 / 中心
市平台反馈 / 市平台处理中 / 待告知结果 / 中心
转交 / 待转交 / 待签收 / 中心
裁定 / 待裁定 / 待签收 / 中心
签收 / 待签收 / 部门核实中 / 专员 经办
转派 / 待签收 部门核实中 部门修正中 / = / 专员
收回转派 / 待签收 部门核实中 部门修正中 / = / 专员 经办
退回 / 待签收 部门核实中 / 待转交 待裁定 / 专员
答复需修正 / 待签收 部门核实中 待提出方配合 待同意特例 / 部门修正中 / 专员 经办
答复核实无误 / 待签收 部门核实中 待提出方配合 / 待告知结果 / 专员 经办
答复需配合 / 待签收 部门核实中 / 待提出方配合 / 专员 经办
答复申请特例 / 待签收 部门核实中 待提出方配合 部门修正中 / 待同意特例 / 专员 经办
配合 / 待提出方配合 / 部门核实中 / 提出方
同意特例 / 待同意特例 / 待告知结果 / 提出方
不同意特例 / 待同意特例 / 部门修正中 / 提出方
申请协同 / 部门核实中 部门修正中 / = / 专员
同意协同 / 部门核实中 部门修正中 / = / 中心
不同意协同 / 部门核实中 部门修正中 / = / 中心
协同完成 / 部门核实中 部门修正中 / = / 关联专员
申请延期 / 部门修正中 / = / 专员
批准延期 / 部门修正中 / = / 中心
不批准延期 / 部门修正中 / = / 中心
完成修正 / 部门修正中 / 待告知结果 / 专员 经办
告知结果 / 待告知结果 / 待提出方确认 已办结 / 中心 系统
确认 / 待提出方确认 / 已办结 / 提出方
不认可 / 待提出方确认 / 待签收 平台核查中 市平台处理中 / 提出方
逾期未确认 / 待提出方确认 / 已办结 / 系统
撤回 / 办结前 / 已办结 / 提出方
催办 / 办结前 / = / 中心 督办 分管领导 提出方
关联 / 办结前 / = / 中心 系统
重算期限 / 办结前 / = / 系统
更正认定 / 任何 / = / 督办
电话告知 / 任何 / = / 中心
评价 / 已办结 / = / 提出方
重新受理 / 已办结 / 待补正 待预审 / 中心
重新受理 / 已办结 / 待提出方确认 / 中心 提出方
"""
STATES = (
    "待预审", "待补正", "逾期待认定", "平台核查中", "平台修复中", "待转交", "待签收", "部门核实中", "待提出方配合",
    "待同意特例", "部门修正中", "待裁定", "市平台处理中", "待告知结果", "待提出方确认", "已办结",
)  # fmt: skip
OPEN = tuple(state for state in STATES if state != "已办结")
OPENING = {"提出异议": "待预审", "录入市级工单": "待转交"}
AGES_NOTHING = frozenset(
    {"催办", "评价", "更正认定", "电话告知", "关联", "重算期限"}
)  # leave the handling where it was
MARKS = {
    "set": {"平台原因", "答复需修正", "同意特例", "不同意特例", "重新受理"},
    "cleared": {"告知结果", "确认", "逾期未确认", "撤回"},
    "special": {"告知结果"},
}
REPLIES = {"答复需修正", "答复核实无误", "答复需配合", "答复申请特例"}
MEANT = {"答复": REPLIES, "补正": {"补正完毕"}}  # what a button says, where that is not the act's own word
OWNING = {"转交", "裁定", "退回"}
SHOWS_OWNER = REPLIES | {"转交", "裁定"}  # may show the catalogue to be wrong about whose data it is (M11)
EXTENDED = {"申请延期", "批准延期", "不批准延期", "完成修正", "平台修复完成", "答复申请特例", "撤回"}  # or made moot
ENDING = {"不予收办", "视为放弃", "告知结果", "确认", "逾期未确认", "撤回"}
# Which facts of a case a step may touch; `state`, `party`, `seq` and the like follow from the step itself.
TOUCHES: Mapping[str, set[str]] = {
    "department_id": OWNING,
    "handler_id": OWNING | {"转派", "收回转派"},
    "received_at": OWNING | REPLIES | {"签收", "不认可"},
    "outcome": ENDING | {"重新受理"},
    "closed_at": ENDING | {"重新受理"},
    "result": {"平台修复完成", "市平台反馈", "答复核实无误", "同意特例", "完成修正", "不认可"},
    "round": {"不认可"},
    "supplement_asked": {"要求补正"},
    "returns": {"退回"},
    "owner_locked": {"裁定"},
    "flagged": MARKS["set"] | MARKS["cleared"],
    "promised_on": {"平台原因", "平台修复完成", "答复需修正", "不认可"},  # the platform binds no department (P4)
    "joint": {"申请协同", "同意协同", "不同意协同", "退回"},
    "related_ids": {"申请协同", "不同意协同", "退回"},
    "pending": EXTENDED,
    "pending_days": EXTENDED,
    "pending_reason": EXTENDED,
    "evaluated": {"评价"},
    "score": {"评价"},
    "root_id": {"关联"},
    "city_order": {"转市平台"},
}
FOLLOWS = frozenset({"state", "party", "seq", "version", "history_head"})  # nothing else of a case ever changes


@dataclass(frozen=True)
class Before:
    """A case as it stood when somebody acted: its row, its running limits by kind, and the day of the act."""

    row: Row
    running: Mapping[str, Sequence[Row]]
    today: date

    def passed(self, kind: str) -> bool:
        """A limit ends with its last day (M14, P2-P7)."""
        return any(date.fromisoformat(f"{clock['due_on']}") < self.today for clock in self.running.get(kind, ()))

    def is_(self, **fields: object) -> bool:
        return all(self.row[name] == value for name, value in fields.items())


Holds = Callable[[Before], bool]
RESULT = {"待签收": ("责任部门已修正", "核实无误"), "平台核查中": ("平台已修复",), "市平台处理中": ("市平台已反馈",)}
ENDED = {"待补正": "视为放弃", "待提出方确认": "逾期未确认", "待预审": "不予收办"}


def _resulted(results: tuple[str, ...]) -> Holds:
    return lambda b: b.row["result"] in results


def _ended(outcome: str) -> Holds:
    return lambda b: b.is_(outcome=outcome)


CONDITIONS: Mapping[tuple[str, str], Holds] = {
    ("补正完毕", "待预审"): lambda b: not b.passed("补正"),
    ("补正完毕", "逾期待认定"): lambda b: (
        not b.running.get("收办意见") if b.is_(state="逾期待认定") else b.passed("补正")
    ),
    ("补正逾期", "逾期待认定"): lambda b: b.passed("补正"),
    ("认定正当理由", "待预审"): lambda b: bool(b.running.get("收办意见")),
    ("退回", "待转交"): lambda b: b.is_(returns=0, owner_locked=False),
    ("退回", "待裁定"): lambda b: b.row["returns"] >= 1 and not b.row["owner_locked"],
    ("告知结果", "待提出方确认"): lambda b: b.is_(track="区级") and b.row["result"] != "特例",
    ("告知结果", "已办结"): lambda b: b.is_(track="市级下发") or b.is_(result="特例"),
    ("逾期未确认", "已办结"): lambda b: b.passed("提出方确认"),
    **{("不认可", to): _resulted(results) for to, results in RESULT.items()},
    **{("重新受理", to): _ended(outcome) for to, outcome in ENDED.items()},
}
ALWAYS: Mapping[str, Holds] = {
    "收回转派": lambda b: b.row["handler_id"] is not None,
    "申请协同": lambda b: bool(b.row["fusion"]) and not b.row["joint"],
    "同意协同": lambda b: b.is_(joint="requested"),
    "不同意协同": lambda b: b.is_(joint="requested"),
    "协同完成": lambda b: b.is_(joint="approved") and bool(b.running.get("协同办理")),
    "申请延期": lambda b: not b.passed("部门修正") and not b.passed("平台修复") and not b.row["pending"],
    "批准延期": lambda b: bool(b.row["pending"]),
    "不批准延期": lambda b: bool(b.row["pending"]),
    "评价": lambda b: not b.row["evaluated"] and b.row["outcome"] not in ("已撤回", "视为放弃"),
    "更正认定": lambda b: b.row["seq"] > 1,
}


def marked(action: str, outcome: str | None, result: str | None) -> bool | None:
    """Whether the data carries the case's mark after this step (P9, G7); None where the step says nothing of it."""
    if action in ("平台原因", "答复需修正", "同意特例", "不同意特例"):
        return True
    if action in ("确认", "逾期未确认", "撤回") or outcome == "市级工单办结":
        return None if result == "特例" else False
    return None


def rights(action: str, source: str, to: str) -> frozenset[str]:
    """The roles that may do this from here to there; nobody where the regulation knows no such step."""
    found: set[str] = set()
    for rule, sources, targets, who in PARSED:
        if rule == action and _fits(source, sources) and to in (targets or (source,)):
            found |= set(who)
    return frozenset(found)


def able(word: str, source: str) -> frozenset[str]:
    """The roles that may do what a word stands for in a state, wherever it leads."""
    actions = MEANT.get(word, {word})
    return frozenset(
        role for act, sources, _, who in PARSED if act in actions and _fits(source, sources) for role in who
    )


def holds(action: str, to: str, before: Before) -> bool:
    """Whether what the regulation makes this step depend on was the case."""
    always, here = ALWAYS.get(action), CONDITIONS.get((action, to))
    return (always is None or always(before)) and (here is None or here(before))


def _fits(source: str, sources: Sequence[str]) -> bool:
    return source in sources or "任何" in sources or ("办结前" in sources and source in OPEN)


def _parsed() -> list[tuple[str, list[str], list[str], list[str]]]:
    rows = [[part.split() for part in line.split("/")] for line in TABLE.strip().splitlines()]
    return [(act[0], sources, [] if to == ["="] else to, who) for act, sources, to, who in rows]


PARSED = _parsed()
