"""Contradictions that one kind of check found, as findings: the first ones by name, and how many more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.ports import Finding
from store.cases.history_chain import Break

SHOWN = 20  # most findings of one kind that are listed


@dataclass(slots=True)
class CheckResult:
    """The contradictions that one kind of check found."""

    subject: str
    found: list[Break] = field(default_factory=list)
    count: int = 0

    def take(self, breaks: list[Break]) -> None:
        self.count += len(breaks)
        self.found += breaks[: SHOWN - len(self.found)]

    def findings(self, whole: str) -> Iterator[Finding]:
        """The first contradictions, or one line with the extent of the successful check."""
        for place in self.found:
            where = f"{place.number} 第 {place.seq} 步" if place.seq else place.number
            yield Finding(self.subject, False, f"{where}：{place.text}。请保全数据库并与备份比对")
        if self.count > len(self.found):
            yield Finding(self.subject, False, f"另有 {self.count - len(self.found)} 处")
        if not self.count:
            yield Finding(self.subject, True, whole)
