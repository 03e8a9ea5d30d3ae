"""Sample cards of paged lists and catalogue corrections, for the preview and the platform limits tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.cards.clock_cards import ask_card, clock_held_card
from bot.cards.correction_cards import correction_card, correction_page, weekly_cards
from bot.cards.digest_cards import Overdue, overdue_page
from bot.cards.directory_cards import Unreached, comparison_card
from bot.cards.list_card import ON_CARD, Heading, Place, page_card
from bot.cards.ticket_lines import ticket_line
from bot.ports import Button, Card
from bot.view import View
from store.catalogue.corrections import CorrectionAct, CorrectionState
from store.lists.correction_list import CorrectionEvent, Item
from store.upkeep.clock_hold import Leap

LOOK = Button("查看", "查询", "primary")
LONG = "区人力资源和社会保障局劳动保障监察和调解仲裁综合事务中心"


def list_samples(view: View, late: Sequence[Overdue], now: datetime) -> Iterator[tuple[str, Card]]:
    """Names and cards; `view` is any ticket, `late` limits that have passed."""
    views = [replace(view, number=f"{view.number[:-4]}{i:04d}") for i in range(1, ON_CARD + 1)]
    tasks = Heading("我的待办：15件", "2件已逾期，按期限先后排列", "选择工单", LOOK, urgent=True)
    lines = [ticket_line(one, one.limit) for one in views]
    yield "我的待办 第2页", page_card(tasks, lines, _place("我的待办", 2, 3))
    yield "我的待办 一件", page_card(replace(tasks, title="我的待办：1件"), lines[:1], _place("我的待办", 1, 1))
    found = Heading("查询“民政局 待答复”：15件", "部门：区民政局；环节：待答复", "选择工单", LOOK)
    yield "查询 第1页", page_card(found, lines, _place("查询 民政局 待答复", 1, 3))
    shown = late[:ON_CARD]
    yield "逾期清单 第3页", overdue_page(shown, late, _place("逾期", 3, 3), reader="区市场监管局", now=now)
    yield "目录更正 待更正", correction_card(_item(1, now), now)
    yield "目录更正 已更正", correction_card(_settled(_item(2, now), now), now, note="目录已更正。")
    items = [_item(i, now) for i in range(1, ON_CARD + 1)]
    yield "目录更正 清单", correction_page(items, 15, _place("目录更正", 1, 3), every=False)
    yield "目录更正 全部", correction_page(items, 12, _place("目录更正 全部", 2, 2), every=True)
    for page, card in enumerate(weekly_cards([_item(i, now) for i in range(1, 21)], 25, now), 1):
        yield f"目录更正 每周 第{page}张", card
    yield from _system_samples(now)


def _system_samples(now: datetime) -> Iterator[tuple[str, Card]]:
    """What operators read of the clock and of the directory."""
    leap = Leap(now - timedelta(minutes=40), now, "本机单调时钟")
    yield "系统时间跳变", clock_held_card(leap, now=now)
    yield "时间确认", ask_card(leap, now=now)
    yield "名册与平台通讯录", comparison_card([Unreached(LONG, "王芳", "wang.fang", "unknown", on_duty=True)], now=now)


def _place(command: str, number: int, count: int) -> Place:
    back = f"{command} 上页 1790000000.0.7" if number > 1 else ""
    return Place(number, count, back, f"{command} 下页 1790000000.0.12" if number < count else "")


def _item(number: int, now: datetime) -> Item:
    tickets = ("CN-20260917-0007", "CN-20260917-0009")
    said = CorrectionEvent(CorrectionAct.OPENED, now - timedelta(days=1), "李娜", "转交", tickets[0], "", "")
    joined = replace(said, act=CorrectionAct.JOINED, at=now, number=tickets[1])
    return Item(
        number, "MKT-0001", "企业登记基本信息", "区市场监管局", "区市场监管局", LONG, CorrectionState.OPEN,
        now - timedelta(days=1), tickets, (said, joined),
    )  # fmt: skip


def _settled(item: Item, now: datetime) -> Item:
    last = CorrectionEvent(CorrectionAct.CORRECTED, now, "周杰代李娜", "编办批复明确", "", item.listed, item.suggested)
    return replace(item, state=CorrectionState.CORRECTED, present=LONG, lines=(*item.lines, last))
