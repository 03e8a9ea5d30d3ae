"""录入市级工单: enters an order issued by the city platform, which goes to the competent department (M8)."""

from __future__ import annotations

from bot.acts.duties import duties_for
from bot.context import Command, Context
from bot.filing.city_order_entry import CENTRE, CITY_ORDER
from bot.forms.engine import start
from bot.language.punctuation import bare
from bot.language.text import clean, folded
from bot.notify.readers import in_right
from bot.ports import Card
from regulation.refusals import NotYours
from regulation.states import Action

WHO = duties_for(Action.ENTER_CITY_ORDER)


def run(ctx: Context, args: str) -> Card:
    """A city order number typed behind the word is not asked for again."""
    if in_right(ctx.session, ctx.person, CENTRE, ctx.now) is None:
        raise NotYours("市级工单由区大数据中心录入。", clause="M8")
    number = bare(clean(args))
    return start(ctx, CITY_ORDER, answers={"order": number} if 2 <= len(folded(number)) <= len(number) <= 64 else None)


COMMAND = Command(
    "录入市级工单",
    "录入市级工单 [市平台工单号]",
    "录入市平台下发的工单",
    run,
    ("市级工单",),
    WHO,
    (CITY_ORDER,),
)
