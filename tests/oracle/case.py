"""Where a case stands by the simulator's own reading: its state, its limits, who has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from tests.oracle.limits import Act, Limit
from tests.oracle.workdays import Workdays

DAYS = {
    "收办意见": 1, "补正": 3, "平台核查": 2, "平台修复": 5, "转交": 1, "部门答复": 3, "部门修正": 7, "结果告知": 1,
    "提出方确认": 5,
}  # fmt: skip
CAPS = {"平台修复": 15, "部门修正": 10}  # 原则上
OF_DEPARTMENT = ("部门答复", "部门修正")
CLOSED, JOINT = "已办结", "协同办理"
PARTY = {
    "待预审": "centre", "逾期待认定": "centre", "平台核查中": "centre", "平台修复中": "centre", "待转交": "centre",
    "待裁定": "centre", "待告知结果": "centre", "待补正": "proposer", "待提出方配合": "proposer",
    "待同意特例": "proposer", "待签收": "department", "部门核实中": "department", "部门修正中": "department",
    "市平台处理中": "city", "待提出方确认": "nobody", CLOSED: "nobody",
}  # fmt: skip


@dataclass(slots=True)
class Standing:
    """Where a case stands after the acts so far. `received`: when the centre had it, for a 代录 before it was typed."""

    workdays: Workdays
    city_order: bool = False
    received: datetime | None = None
    acts: list[Act] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    state: str = ""
    outcome: str = ""
    result: str = ""
    department: str = ""
    returns: int = 0
    asked: int = 0
    joint: str = ""
    related: tuple[str, ...] = ()
    handler: str = ""
    promised: date | None = None
    pending: tuple[str, int] | None = None
    closed: datetime | None = None

    @property
    def stage(self) -> str:
        """What the card's title says."""
        return self.outcome if self.state == CLOSED else self.state

    def running(self, *names: str) -> list[Limit]:
        return [limit for limit in self.limits if limit.runs and (not names or limit.name in names)]

    def stop(self, at: datetime, names: Iterable[str]) -> None:
        for limit in self.running(*names) if names else ():
            limit.stopped, limit.late = at, limit.passed(at)
            self.pending = None if self.pending and self.pending[0] == limit.name else self.pending
        if set(names) & set(OF_DEPARTMENT):
            self.release(at, JOINT)

    def release(self, at: datetime, *names: str) -> None:
        """Ended by nobody's doing: counted only where it had passed."""
        for limit in self.running(*names):
            limit.stopped, limit.late = at, limit.passed(at) or None

    def start(self, act: Act, name: str) -> None:
        if self.city_order:
            return
        at = self.received if act.word == "提出异议" and self.received else act.at
        days = int(act.data.get("days", DAYS[name])) if name == "补正" else DAYS[name]
        holder = self.department if name in OF_DEPARTMENT else ""
        self.begin(name, holder, at, days)
        if name in OF_DEPARTMENT and self.joint == "approved":
            self.begin_parts(act.at, days)

    def begin_parts(self, at: datetime, days: int) -> None:
        """Related departments end one working day before the lead (own rule, M6)."""
        for code in self.related:
            self.begin(JOINT, code, at, max(1, days - 1))

    def begin(self, name: str, holder: str, at: datetime, days: int) -> None:
        self.limits.append(Limit(name, holder, at, days, self.workdays.after(at.date(), days), len(self.acts)))

    def lengthen(self, limit: Limit, days: int, at: datetime) -> None:
        """The longer total replaces the shorter from the same start; what had passed stays missed."""
        limit.missed = limit.passed(at)
        limit.days, limit.due = days, self.workdays.after(limit.since.date(), days)
        for part in self.running(JOINT) if limit.name in OF_DEPARTMENT else ():
            inside = self.workdays.count(part.since.date(), limit.due) - 1
            if inside > part.days:
                self.lengthen(part, inside, at)
