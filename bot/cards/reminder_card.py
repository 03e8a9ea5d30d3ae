"""Reminder cards: one message per person and run with all their tasks, most urgent first; no names, no data values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.cards.list_card import Heading, Line, listing
from bot.language import date_text
from bot.ports import Button, Card
from regulation.explain import named
from regulation.states import ClockKind, State


class ReminderReason(StrEnum):
    """Why a reminder is sent now; the most urgent task gives the message its title."""

    AHEAD = "期限未到"  # the proposer's own time is reminded of on its second day
    BEFORE = "下一工作日到期"
    DUE = "今天到期"
    OVERDUE = "已逾期"
    UNRECEIVED = "尚未签收"
    CALL = "请电话提醒提出方"


@dataclass(frozen=True, slots=True)
class ReminderTask:
    """One task in a reminder; `left` counts working days, negative once overdue."""

    number: str
    state: State
    kind: ClockKind
    due_on: date
    provisional: bool
    left: int
    overdue: bool
    reason: ReminderReason
    acts: bool = True  # otherwise the reader supervises it (分管领导) and can urge, not act
    due_at: datetime | None = None  # with the close of business, where a district sets one
    held: bool = False  # it has passed, its extension awaits a decision: not overdue until then (own rule)


def reminder_cards(tasks: Sequence[ReminderTask], *, now: datetime) -> tuple[Card, ...]:
    """All tasks of one person; the title holds the time, because some platforms drop a message with a repeated text."""
    if not tasks:
        return ()
    if not any(task.acts for task in tasks):
        return _copies(tasks, now)
    ordered = _ordered(tasks)
    late, copies = sum(task.overdue for task in ordered), sum(not task.acts for task in ordered)
    heading = Heading(
        _title(len(ordered), late, copies),
        f"{date_text.stamp(now)} {_reasons(ordered)}",
        pick="选一件查看" if copies else "选一件办理",
        submit=Button("查看" if copies else "办理", "查询", "primary"),
        buttons=(Button("我的待办", "我的待办"),),
        urgent=late > 0,
    )
    return listing(heading, [_line(task) for task in ordered])


_CHANGED = "代理或联络专员有调整"
_UNMANNED = "请确定人选，由安全管理员授权"


@dataclass(frozen=True, slots=True)
class Taken:
    """One task taken over from a colleague; `due_on` is None where no limit runs."""

    number: str
    state: State
    due_on: date | None
    left: int
    provisional: bool = False
    held: bool = False  # as with a reminder's task


def handover_cards(tasks: Sequence[Taken], *, now: datetime, acts: bool = True) -> tuple[Card, ...]:
    """Handover of an absent or departed colleague's tasks; the limits keep running.

    A leader, or the centre, can't act for a department without a liaison officer: they see to it that there is one.
    """
    heading = Heading(
        f"请接手办理：{len(tasks)}件" if acts else f"没有联络专员：{len(tasks)}件无人可办",
        f"{date_text.stamp(now)} {_CHANGED if acts else _UNMANNED}，期限不变",
        pick="选一件办理" if acts else "选一件查看",
        submit=Button("办理" if acts else "查看", "查询", "primary"),
        buttons=(Button("我的待办", "我的待办"),) if acts else (),
        urgent=not acts,
    )
    return listing(heading, [_taken_line(task) for task in tasks])


def _taken_line(task: Taken) -> Line:
    mark = date_text.short_left(task.left, task.left < 0, task.held) if task.due_on else "不计时"
    detail = f"期限{date_text.day(task.due_on, task.provisional)}" if task.due_on else ""
    return Line(task.number, mark, task.state.value, f"{mark} {task.state}", detail)


def _title(every: int, late: int, copies: int) -> str:
    overdue = f"，{late}件已逾期" if late else ""
    return f"期限提醒：{every - copies}件待办{f'、{copies}件督促' if copies else ''}{overdue}"


def _copies(tasks: Sequence[ReminderTask], now: datetime) -> tuple[Card, ...]:
    """Copies to the leader in charge of a department's tasks: to urge and look at, not to act (M7)."""
    ordered = _ordered(tasks)
    several = len(ordered) > 1
    look = Button("查看", "查询" if several else f"查询 {ordered[0].number}")
    heading = Heading(
        f"请督促办理：{len(ordered)}件",
        f"{date_text.stamp(now)} {_reasons(ordered)}",
        pick="选一件催办或查看",
        submit=Button("催办", "催办", "primary"),
        buttons=(look, Button("逾期清单", "逾期")),
        urgent=any(task.overdue for task in ordered),
    )
    return listing(heading, [_line(task) for task in ordered])


def _ordered(tasks: Sequence[ReminderTask]) -> list[ReminderTask]:
    return sorted(tasks, key=lambda task: (not task.overdue, task.due_on, task.number))


def _reasons(tasks: Sequence[ReminderTask]) -> str:
    rungs = {task.reason for task in tasks}
    return "、".join(reason for reason in ReminderReason if reason in rungs)


def _line(task: ReminderTask) -> Line:
    mark = date_text.short_left(task.left, task.overdue, task.held)
    when = date_text.ends(task.due_on, date_text.close_of(task.due_at), task.provisional)
    return Line(
        task.number,
        mark,
        named(task.kind) + "".join(f"（{mark}）" for mark in _marks(task)),
        short=f"{mark} {task.kind}",
        detail=f"{task.state}，期限{when}",
    )


def _marks(task: ReminderTask) -> Iterator[str]:
    if task.provisional:
        yield "暂定"
    if not task.acts:
        yield "督促"
