"""代录: the centre and liaison officers enter an objection received by phone, letter or visit (G2, M6)."""

from __future__ import annotations

from bot.acts.duties import duties_of
from bot.context import Command, Context
from bot.filing.on_behalf import ON_BEHALF
from bot.filing.submit import RECORDERS
from bot.forms.engine import start
from bot.notify.readers import in_right
from bot.ports import Card
from regulation.refusals import NotYours


def run(ctx: Context, args: str) -> Card:  # noqa: ARG001 - everything is asked for
    if in_right(ctx.session, ctx.person, RECORDERS, ctx.now) is None:
        raise NotYours("只有区大数据中心和联络专员可以代他人录入异议。您本人的异议请发送“提出异议”。", clause="G2")
    return start(ctx, ON_BEHALF)


COMMAND = Command("代录", "代录", "录入电话、来函等提出的异议", run, for_roles=duties_of(RECORDERS), forms=(ON_BEHALF,))
