"""特例: the register of special cases, what is left uncorrected and why; the explanation is for the centre (G7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.list_card import Heading, Line, page_card
from bot.context import Command, Context
from bot.language import date_text
from bot.language.text import harmless, quoted
from bot.notify.readers import actors_of
from bot.ports import Button, Card, CardKind
from bot.tickets.paging import page_of, read_turn
from regulation.refusals import NotYours
from regulation.shanghai import local_date
from regulation.states import Action, Role
from store.cases import flags, history
from store.people import persons

if TYPE_CHECKING:
    from store.tables import Flag, Ticket

CENTRE = frozenset({Role.OPERATOR, Role.DIRECTOR})
MOST = 500


def run(ctx: Context, args: str) -> Card:
    """Newest first, paged."""
    roles = {role for actor in actors_of(ctx.session, ctx.person, ctx.now) for role in actor.roles}
    if not roles & (CENTRE | {Role.SUPERVISOR}):
        raise NotYours("特例登记簿供区大数据中心和督办查看。", clause="G7")
    found = flags.special_register(ctx.session, MOST)
    if not found:
        return Card(CardKind.TEXT, body="特例登记簿：目前没有特例。")
    open_words = bool(roles & CENTRE)
    _, turn = read_turn(args)
    page = page_of(found, lambda pair: (-pair[0].id,), turn)
    heading = Heading(
        f"特例登记簿：{len(found)}件",
        "数据保留原样，永久标记",
        pick="选一件查看",
        submit=Button("查看", "查询", "primary"),
    )
    lines = [_line(ctx, flag, ticket, open_words) for flag, ticket in page.items]
    return page_card(heading, lines, page.place(COMMAND.word))


def _line(ctx: Context, flag: Flag, ticket: Ticket, open_words: bool) -> Line:
    owner = persons.department(ctx.session, ticket.department_id) if ticket.department_id else None
    title, name = harmless(ticket.title), harmless(owner.name) if owner else ""
    since = date_text.day(local_date(flag.set_at))
    detail = f"{since} 起" + (f"，说明：{_explained(ctx, ticket)}" if open_words else "")
    return Line(
        ticket.number,
        "特例",
        f"{title} {name}".strip(),
        title,
        detail,
    )


def _explained(ctx: Context, ticket: Ticket) -> str:
    """The department's explanation, where retention has not erased it."""
    seqs = {line.seq for line in history.lines(ctx.session, ticket) if line.action is Action.REPLY_SPECIAL}
    texts = history.texts(ctx.session, ctx.vault, ticket)
    found = [text for (seq, field), text in texts.items() if seq in seqs and field == "explanation"]
    return quoted(found[-1], 80) if found else "已按期限删除"


COMMAND = Command("特例", "特例", "特例登记簿", run, ("特例登记簿",), frozenset({"operator", "director", "supervisor"}))
