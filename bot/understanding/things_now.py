"""What somebody may want to do now, at most five things, each with the command that does it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from bot.cards.short_numbers import short_numbers
from bot.forms import drafts
from bot.forms.engine import title_of
from bot.ports import Button
from bot.tickets.select import waiting_for
from regulation.state_groups import WITH_PROPOSER
from regulation.states import State
from store.lists import ticket_lists

if TYPE_CHECKING:
    from bot.context import Context
    from store.tables import Ticket

MOST, BUTTONS = 5, 3
OVERSEERS = frozenset({"leader", "supervisor", "director", "operator"})


class Thing(NamedTuple):
    """`text` says what it is, `label` stands on the button."""

    text: str
    label: str
    command: str


def things_now(ctx: Context) -> Sequence[Thing]:
    return list(_things(ctx))[:MOST]


def buttons_now(things: Sequence[Thing]) -> tuple[Button, ...]:
    """The first of them as buttons; the last button leads to all commands."""
    shown = things[: BUTTONS - 1] if len(things) >= BUTTONS else things
    found = [Button(each.label, each.command, "plain" if at else "primary") for at, each in enumerate(shown)]
    return (*found, Button("全部命令", "帮助"))


def _things(ctx: Context) -> Iterator[Thing]:
    draft = next(iter(drafts.parked(ctx)), None)
    own = [t for t in ticket_lists.of_proposer(ctx.session, ctx.person.id) if t.state is not State.CLOSED]
    tasks = [ticket for ticket in waiting_for(ctx) if ticket.proposer_id != ctx.person.id]
    if draft is not None:
        yield Thing(f"接着填写暂存的“{title_of(ctx, draft)}”", "继续填写", "继续")
    called = short_numbers(ticket.number for ticket in (*own, *tasks))
    yield from (
        _mine(ticket, called[ticket.number])
        for ticket in own[:2]
        if ticket.state in WITH_PROPOSER or ticket.state is State.CONFIRMING
    )
    if len(tasks) == 1:
        yield Thing(
            f"办理 {tasks[0].number}（{tasks[0].state}）",
            f"办理 {called[tasks[0].number]}",
            f"查询 {tasks[0].number}",
        )
    elif tasks:
        yield Thing(f"查看等您办理的{len(tasks)}件工单", "我的待办", "我的待办")
    roles = set(ctx.person.roles.split())
    if roles & OVERSEERS:
        yield Thing("查看逾期的工单", "逾期", "逾期")
    if len(own) == 1 and own[0].state not in WITH_PROPOSER:
        yield Thing(f"查看您的异议 {own[0].number} 办到哪一步", "查看进度", f"查询 {own[0].number}")
    elif own:
        yield Thing(f"查看您提出的{len(own)}件异议办到哪一步", "我的异议", "我的异议")
    yield Thing("对公共数据提出异议", "提出异议", "提出异议")
    yield Thing(f"联系{ctx.settings.centre_name}：发送“人工”", "人工", "人工")


def _mine(ticket: Ticket, called: str) -> Thing:
    """What waits for the proposer themselves."""
    does = {State.SUPPLEMENTING: "补正", State.LAPSED: "补正", State.COOPERATING: "配合"}.get(ticket.state, "")
    label = f"{does or '查看'} {called}"
    return Thing(
        f"{does or '查看并答复'} {ticket.number}（{ticket.state}）", label, f"{does or '查询'} {ticket.number}"
    )
