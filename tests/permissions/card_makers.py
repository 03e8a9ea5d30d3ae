"""Every function that makes a card, found in the code, and phrases by which the walkthrough recognises its cards."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Mapping

import bot.cards

CARD_MAKERS: Mapping[str, str] = {
    "corrections.correction_card": "目录更正第1项",
    "corrections.correction_page": "由退回、裁定和答复自动开立",
    "corrections.weekly_cards": "更正前仍按原登记推荐转交",
    "desk.call_list": "件结果未读",
    "desk.to_telephone": "",  # for a proposer without an account: in the scenario 代录
    "desk.to_feed_back": "",  # for a city order: in the scenario 市级下发
    "desk.contact_card": "仅用于就本工单联系提出方",
    "desk.findings_card": "项需要处理",
    "desk.notice_missing_card": "年放假安排",
    "desk.gaps_card": "本周名册缺口",
    "digests.overdue_digest": "全区逾期提示",
    "digests.overdue_page": "，应于",
    "listing.listing": "件待办",
    "listing.page_card": "，应于",
    "quality.report_card": "公共数据异议质量报告",
    "quality.running_card": "",  # beyond a hundred cases, and built from a month alone
    "reminders.handover_cards": "请接手办理",
    "reminders.reminder_cards": "期限提醒",
    "ticket.task_card": "由谁办理",
    "ticket.done_card": "已由李娜于",
    "ticket.gone_card": "已由郑禾于",
    "ticket.parted_card": "已完成「收回转派」",
    "ticket.stale_card": "这张卡片已过期",
    "ticket.evaluation_card": "满意度",
}  # "" with the reason why it does not occur in the walkthrough


def card_makers() -> set[str]:
    """`module.function` of every public function in bot/cards that returns cards."""
    found = set()
    for entry in pkgutil.iter_modules(bot.cards.__path__):
        if entry.name.endswith("samples"):
            continue
        module = importlib.import_module(f"bot.cards.{entry.name}")
        for name, value in inspect.getmembers(module, inspect.isfunction):
            returns = str(value.__annotations__.get("return", ""))
            if value.__module__ == module.__name__ and not name.startswith("_") and returns in CARDS:
                found.add(f"{entry.name}.{name}")
    return found


CARDS = {"Card", "tuple[Card, ...]"}
