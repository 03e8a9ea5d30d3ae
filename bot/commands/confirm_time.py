"""时间确认: after a leap of the clock an operator vouches for the time, and what was held goes on (own rule)."""

from __future__ import annotations

from bot.cards.clock_cards import SURE, WORD, ask_card
from bot.context import Command, Context
from bot.language.punctuation import bare
from bot.language.text import folded
from bot.notify.readers import in_right
from bot.ports import Card, CardKind
from regulation.refusals import NotYours
from regulation.states import Role
from store.upkeep import clock_hold

MAY = frozenset({Role.OPERATOR, Role.DIRECTOR, Role.ADMINISTRATOR})


def run(ctx: Context, args: str) -> Card:
    """First the time is shown; 时间确认 无误 confirms it, and is on record as a deed."""
    if in_right(ctx.session, ctx.person, MAY, ctx.now) is None:
        raise NotYours("系统时间由区大数据中心运营人员或管理员确认。")
    if bare(folded(args)) != SURE:
        return ask_card(clock_hold.held(ctx.session), now=ctx.now)
    was = clock_hold.confirm(ctx.session, ctx.now, by=ctx.person.id)
    more = "到期自动办理已恢复。" if was else "到期自动办理没有暂停。"
    return Card(CardKind.TEXT, body=f"已记录时间确认。{more}")


COMMAND = Command(
    WORD, WORD, "系统时间跳变后确认时间", run, ("确认时间",), frozenset({"operator", "director", "administrator"})
)
