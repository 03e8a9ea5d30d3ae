"""我的异议 and 我的待办: tickets the caller filed, newest first, and tasks waiting for them, by due date."""

from __future__ import annotations

from bot.cards.list_card import Heading
from bot.context import Command, Context
from bot.notify.readers import actors_of
from bot.ports import Button, Card, CardKind
from bot.tickets.paging import page_of, read_turn
from bot.tickets.select import PICK, task_page
from store.lists import ticket_lists
from store.lists.waiting import Task, waiting

LOOK = Button("查看", "查询", "primary")


def filed(ctx: Context, args: str) -> Card:
    """Newest first, closed tickets included."""
    found = [Task(ticket_id, None, city=False) for ticket_id in ticket_lists.filed_by(ctx.session, ctx.person.id)]
    if not found:
        return _nothing("您还没有提出过异议。", Button("提出异议", "提出异议", "primary"))
    _, turn = read_turn(args)
    heading = Heading(f"我的异议：{len(found)}件", "最近提出的在前", PICK, LOOK)
    return task_page(ctx, heading, page_of(found, lambda task: (-task.ticket_id,), turn), FILED.word)


def due(ctx: Context, args: str) -> Card:
    """Longest overdue first, then by due date, then tickets without a limit."""
    found = _waiting(ctx)
    if not found:
        return _nothing("现在没有需要您办理的工单。", Button("我的异议", "我的异议"))
    _, turn = read_turn(args)
    late = sum(task.late_at is not None and task.late_at <= ctx.now for task in found)
    subtitle = (f"{late}件已逾期，" if late else "") + "按期限先后排列"
    heading = Heading(f"我的待办：{len(found)}件", subtitle, PICK, LOOK, urgent=late > 0)
    return task_page(ctx, heading, page_of(found, lambda task: task.key, turn), WAITING.word)


def _waiting(ctx: Context) -> list[Task]:
    """The caller's tasks and those of absent colleagues they stand in for, each once, by its earliest limit."""
    found: dict[int, Task] = {}
    for actor in actors_of(ctx.session, ctx.person, ctx.now):
        for task in waiting(ctx.session, actor):
            known = found.get(task.ticket_id)
            found[task.ticket_id] = min(known, task, key=lambda one: one.key) if known else task
    return sorted(found.values(), key=lambda task: task.key)


def _nothing(text: str, button: Button) -> Card:
    return Card(CardKind.TASK, title=text, buttons=(button,))


FILED = Command("我的异议", "我的异议", "我提出的异议及其进展", filed, ("我提出的", "我的工单"))
WAITING = Command("我的待办", "我的待办", "等我办理的工单", due, ("待办",))
