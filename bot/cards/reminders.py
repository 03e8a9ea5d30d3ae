"""One person, one message a run: everything they must do, most urgent first; no names, no values of records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.cards import words
from bot.cards.listing import Heading, Line, listing
from bot.ports import Button, Card
from regulation.states import ClockKind, State


class Rung(StrEnum):
    """Why somebody is reminded now; the most pressing errand names the message."""

    BEFORE = "下一工作日到期"
    DUE = "今天到期"
    OVERDUE = "已超期"
    UNRECEIVED = "尚未签收"


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing one person must do; `left` counts working days, negative once the limit has passed."""

    number: str
    state: State
    kind: ClockKind
    due_on: date
    provisional: bool
    left: int
    overdue: bool
    rung: Rung


def reminder_cards(errands: Sequence[Errand], *, now: datetime) -> tuple[Card, ...]:
    """All of one person's errands; the title carries the moment, for platforms that swallow a repeated text."""
    if not errands:
        return ()
    ordered = sorted(errands, key=lambda errand: (not errand.overdue, errand.due_on, errand.number))
    late = sum(errand.overdue for errand in ordered)
    title = f"期限提醒：{len(ordered)}件待办" + (f"，{late}件已超期" if late else "")
    heading = Heading(
        title,
        f"{words.stamp(now)} {_reasons(ordered)}",
        pick="选一件办理",
        submit=Button("办理", "查询", "primary"),
        buttons=(Button("我的待办", "我的待办"),),
        urgent=late > 0,
    )
    return listing(heading, [_line(errand) for errand in ordered])


def _reasons(errands: Sequence[Errand]) -> str:
    rungs = {errand.rung for errand in errands}
    return "、".join(rung for rung in Rung if rung in rungs)


def _line(errand: Errand) -> Line:
    mark = words.short_left(errand.left, errand.overdue)
    when = words.day(errand.due_on, errand.provisional)
    return Line(
        errand.number,
        mark,
        f"{errand.kind}",
        short=f"{errand.number[-4:]} {mark} {errand.kind}",
        detail=f"{errand.state}，期限{when}",
    )
