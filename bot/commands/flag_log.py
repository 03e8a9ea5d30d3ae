"""标注 [工单号]: the log of data flags set and cleared, counted per record; numbers and titles, no values (P9)."""

from __future__ import annotations

from bot.cards.list_card import Heading, Line, page_card
from bot.context import Command, Context
from bot.language import date_text
from bot.language.text import harmless
from bot.language.ticket_reference import read_reference
from bot.notify.readers import in_right
from bot.ports import Button, Card, CardKind
from bot.tickets.access import find
from bot.tickets.paging import page_of, read_turn
from regulation.refusals import NotYours
from regulation.states import Role
from store.cases import flags
from store.cases.flags import FlagLogLine

READERS = frozenset({Role.OPERATOR, Role.DIRECTOR, Role.SUPERVISOR})
SAID = {flags.SET: "标注", flags.CLEARED: "清除标注", flags.SPECIAL: "登记特例"}
MOST = 500  # lines shown; for older ones the ticket has to be named


def run(ctx: Context, args: str) -> Card:
    """The newest lines of all tickets, or those of one."""
    if in_right(ctx.session, ctx.person, READERS, ctx.now) is None:
        raise NotYours("标注记录供区大数据中心和督办查看。", clause="P9")
    asked, turn = read_turn(args)
    reference = read_reference(asked)
    ticket = find(ctx, reference.number) if reference else None
    found = flags.flag_log(ctx.session, ticket_id=ticket.id if ticket else None, limit=MOST)
    title = f"{ticket.number} 标注记录" if ticket else f"标注记录：现有{flags.open_marks(ctx.session)}条记录被标注"
    if not found:
        return Card(CardKind.TEXT, title=title, body="没有标注记录。")
    heading = Heading(title, "最近的在前", "选一件查看", Button("查看", "查询", "primary"))
    page = page_of(found, lambda line: (-line.id,), turn)
    command = f"{COMMAND.word} {ticket.number}" if ticket else COMMAND.word
    return page_card(heading, [_line(ctx, line) for line in page.items], page.place(command))


def _line(ctx: Context, line: FlagLogLine) -> Line:
    left = f"仍有{line.flagged}件标注" if line.flagged else "已无工单标注"
    special, title = "，有特例标记" if line.special else "", harmless(line.title)
    return Line(
        line.number,
        SAID[line.event],
        f"{title}（{left}{special}）",
        title,
        f"{date_text.at(line.at, ctx.now)} {SAID[line.event]}，{left}{special}",
    )


COMMAND = Command(
    "标注", "标注 [工单号]", "问题数据的标注记录", run, ("标注记录",), frozenset({"operator", "director", "supervisor"})
)
