"""The centre's daily list: what is late anywhere, and what waits and would otherwise rest in silence (M5, M15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.cards.digest_cards import Overdue, overdue_line
from bot.cards.list_card import Heading, Line, listing
from bot.cards.short_numbers import short_numbers
from bot.language import date_text
from bot.language.text import harmless
from bot.ports import Button, Card
from store.lists.centre_tasks import CentreItem, Waiting

WORDS = {
    Waiting.UNTOLD: "尚未告知到提出方，请电话或函告并登记",
    Waiting.LAPSED: "补正逾期，请认定是否有正当理由",
    Waiting.PENDING: "有申请待批准",
    Waiting.INDEFINITE: "答复不明确（本系统约定），没有写明核实结果的，请今日退回补充",
    Waiting.UNREACHED: "责任部门无人能收到消息，请今日电话通知，并发送“致电登记 工单号 受话人”",
    Waiting.UNCOOPERATIVE: "提出方逾期未配合或未答复",
    Waiting.CENTRE_CONFIRMING: "依职权办理，请两人核查确认",
    Waiting.CITY: "请向市平台跟进",
    Waiting.FLAG: "修正未经确认，请核查后清除标注",
}


def centre_list(items: Sequence[CentreItem], *, now: datetime, late: Sequence[Overdue] = ()) -> tuple[Card, ...]:
    """What is late first, with who holds it and since when; then a line a ticket and reason. Empty for neither."""
    behind = sorted(late, key=lambda each: (-each.days, each.number))
    count = len({each.number for each in behind})
    title = f"今日待处理：{len(items)}件{f'，全区逾期：{count}件' if count else ''}"
    heading = Heading(
        title if items else f"全区逾期提示：{count}件",
        f"{date_text.stamp(now)} 每个工作日提示，直至办结",
        pick="选一件查看" if behind else "选一件办理",
        submit=Button("查看" if behind else "办理", "查询", "primary"),
        buttons=(Button("我的待办", "我的待办"), *([Button("逾期清单", "逾期")] if behind else [])),
        urgent=bool(behind),
    )
    cards = listing(heading, [*map(overdue_line, behind), *map(_line, items)])
    since = ""  # pages of text hold it line by line
    if len(cards) == 1:
        called = short_numbers([*(item.number for item in behind), *(item.number for item in items)])
        since = "\n".join(_since(item, called[item.number]) for item in behind)
    return (*cards[:-1], replace(cards[-1], body=since)) if since else cards


def _since(item: Overdue, called: str) -> str:
    """`0001 王芳，应于9月20日周日前`: who holds it, and since when it is late."""
    who = harmless(item.person or item.holder)
    return f"{called} {who}，应于{date_text.short_day(item.due_on, item.provisional)}"


def _line(item: CentreItem) -> Line:
    limit = f"，期限{date_text.day(item.due_on, item.provisional)}" if item.due_on else ""
    return Line(
        item.number,
        item.why,
        item.state,
        f"{item.why} {item.state}",
        f"{WORDS[item.why]}{limit}",
    )
