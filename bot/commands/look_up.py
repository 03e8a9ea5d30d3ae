"""查询: searches the tickets the caller has a part in, within their visibility, however old they are (M4)."""

from __future__ import annotations

from bot.cards.list_card import Heading
from bot.context import Command, Context
from bot.language.list_choice import NOTHING, left_alone, picked
from bot.language.search_query import SearchQuery, parse_query
from bot.language.text import folded, one_line, quoted
from bot.language.ticket_reference import read_reference
from bot.notify.readers import actors_of
from bot.ports import Button, Card
from bot.tickets.access import find, show
from bot.tickets.noted_reading import note_reading
from bot.tickets.paging import Page, page_of, read_turn
from bot.tickets.select import PICK, task_page
from regulation.refusals import Refusal
from regulation.shanghai import local_date
from store.cases import tickets
from store.lists import search
from store.lists.search import Found
from store.lists.waiting import Task
from store.readings.reading_lines import ReadingKind

LONGEST = 100  # longest query; the command behind a paging button is limited
HOW = (
    "编号末几位（查询 0007）、日期（查询 昨天、查询 9月17日）、部门或单位（查询 民政局）、"
    "环节（查询 待答复、查询 逾期）、数据名称或工单里的字查，中心还可以按提出人姓名、电话查；"
    "也可以合用：查询 民政局 待答复"
)


def run(ctx: Context, args: str) -> Card:
    """One hit is shown, several are listed; a number of others' tickets gets the same answer as an unknown one."""
    asked, turn = read_turn(args)
    reference = read_reference(asked if args.strip() else picked(ctx.call, "ticket"))
    if reference is not None:
        return show(ctx, find(ctx, reference.number))
    asked = one_line(asked, LONGEST)
    if not folded(asked) and left_alone(ctx.call, "ticket"):
        raise Refusal(f"{NOTHING}也可发送“{COMMAND.usage}”。")
    if not folded(asked):
        raise Refusal(f"请写明工单号或关键词：{COMMAND.usage}。可以按{HOW}。")
    today = local_date(ctx.now)
    inquiry = parse_query(ctx.session, ctx.laws.on(today).rulebook, asked, today)
    found = _found(ctx, inquiry)
    note_reading(ctx, ReadingKind.SEARCH, what=asked)
    if not found.ids:
        raise Refusal(_nothing(asked, inquiry, found))
    if len(found.ids) == 1 and (only := tickets.by_id(ctx.session, found.ids[0])) is not None:
        return show(ctx, only)
    page = page_of(found.ids, lambda ticket_id: (-ticket_id,), turn)
    tasks = [Task(ticket_id, None, city=False) for ticket_id in page.items]
    shown = Page(tasks, page.total, page.number, page.count, page.first, page.last)
    return task_page(ctx, _heading(asked, inquiry, found), shown, f"{COMMAND.word} {asked}")


def _found(ctx: Context, inquiry: SearchQuery) -> Found:
    """Tickets that the caller, or a colleague they stand in for, has a part in."""
    if not inquiry.said:
        return Found()
    today, every = local_date(ctx.now), Found()
    for actor in actors_of(ctx.session, ctx.person, ctx.now):
        found = search.search(ctx.session, ctx.vault, actor, inquiry.query, ctx.now, today)
        ids = sorted({*every.ids, *found.ids}, reverse=True) if every.ids else found.ids
        every = Found(ids, every.unread or found.unread)
        if actor.roles & search.READ_ALL:
            break  # nobody sees more
    return every


def _heading(asked: str, inquiry: SearchQuery, found: Found) -> Heading:
    return Heading(
        f"查询{quoted(asked, 12)}：{len(found.ids)}件", inquiry.understood, PICK, Button("查看", "查询", "primary")
    )


def _nothing(asked: str, inquiry: SearchQuery, found: Found) -> str:
    meant = f"（{inquiry.understood}）" if inquiry.said else ""
    bound = "升级以前的工单正在整理，稍后可再查一次。" if found.unread else ""
    return f"没有找到与{quoted(asked, 30)}{meant}有关、您可以查看的工单。{bound}可以按{HOW}。"


COMMAND = Command("查询", "查询 <工单号、部门、环节或关键词>", "查看工单", run, ("查看", "查"), seeks=True)
