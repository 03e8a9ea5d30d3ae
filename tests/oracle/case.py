"""Oracle of one case: its state, its limits and its holder after a list of acts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from tests.oracle.law import CLOSED, JOINT, NOT_FILED, Facts
from tests.oracle.limits import DAYS, OF_DEPARTMENT, Act, Limit
from tests.oracle.workdays import Workdays


@dataclass(slots=True)
class CaseModel:
    """`received` is when the centre had it, for a 代录 before its entry; `tests.oracle.steps.take` applies acts."""

    workdays: Workdays
    city_order: bool = False
    received: datetime | None = None
    fusion: bool = False
    acts: list[Act] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    state: str = NOT_FILED
    outcome: str = ""
    result: str = ""
    department: str = ""
    returns: int = 0
    ruled: bool = False
    asked: int = 0
    joint: str = ""
    related: tuple[str, ...] = ()
    handler: str = ""
    promised: date | None = None
    pending: tuple[str, int] | None = None
    evaluated: bool = False
    closed: datetime | None = None

    @property
    def stage(self) -> str:
        """The stage in the card's title."""
        return self.outcome if self.state == CLOSED else self.state

    def facts(self, at: datetime) -> Facts:
        """The case as the oracle of the law takes it at an instant."""
        running: dict[str, set[object]] = {}
        for limit in self.running():
            running.setdefault(limit.name, set()).add(limit.holder)
        return Facts(
            state=self.state, city_order=self.city_order, department=self.department or None,
            handler=self.handler or None, fusion=self.fusion, joint=self.joint, related=self.related,
            pending=self.pending is not None, returns=self.returns, ruled=self.ruled,
            supplement_asked=bool(self.asked), result=self.result, outcome=self.outcome, evaluated=self.evaluated,
            judged=any(not limit.runs for limit in self.limits), running=running,
            passed={limit.name for limit in self.running() if limit.over(at)},
        )  # fmt: skip

    def running(self, *names: str) -> list[Limit]:
        return [limit for limit in self.limits if limit.runs and (not names or limit.name in names)]

    def stop(self, at: datetime, names: Iterable[str]) -> None:
        for limit in self.running(*names) if names else ():
            limit.stopped, limit.late = at, limit.passed(at)
            self.pending = None if self.pending and self.pending[0] == limit.name else self.pending
        if set(names) & set(OF_DEPARTMENT):
            self.release(at, JOINT)

    def release(self, at: datetime, *names: str) -> None:
        """End a limit without charging anybody: counted only where it was overdue."""
        for limit in self.running(*names):
            limit.stopped, limit.late = at, limit.passed(at) or None

    def start(self, act: Act, name: str) -> None:
        if self.city_order:
            return
        at = self.received if act.word == "提出异议" and self.received else act.at
        days = self._given(act) if name == "补正" else DAYS[name]
        holder = self.department if name in OF_DEPARTMENT else ""
        self.begin(name, holder, at, days)
        if name in OF_DEPARTMENT and self.joint == "approved":
            self.begin_parts(act.at, days)

    def _given(self, act: Act) -> int:
        """The days of a supplement: given as a number or a last day, else the ordinary ones (P3)."""
        until = act.data.get("until")
        return int(act.data.get("days", DAYS["补正"])) if until is None else max(1, self.workdays.count(act.day, until))

    def begin_parts(self, at: datetime, days: int) -> None:
        """Related departments' limits end one working day before the lead's (own rule, M6)."""
        for code in self.related:
            self.begin(JOINT, code, at, max(1, days - 1))

    def begin(self, name: str, holder: str, at: datetime, days: int) -> None:
        self.limits.append(Limit(name, holder, at, days, self.workdays.after(at.date(), days), len(self.acts)))

    def lengthen(self, limit: Limit, days: int, at: datetime) -> None:
        """The longer total replaces the shorter from the same start; a missed limit stays missed."""
        limit.missed = limit.passed(at)
        limit.days, limit.due = days, self.workdays.after(limit.since.date(), days)
        for part in self.running(JOINT) if limit.name in OF_DEPARTMENT else ():
            inside = self.workdays.count(part.since.date(), limit.due) - 1
            if inside > part.days:
                self.lengthen(part, inside, at)
