"""Every function that makes a card, found in the code, and phrases by which the walkthrough recognises its cards."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Mapping

import bot.cards

CARD_MAKERS: Mapping[str, str] = {
    "act_preview.preview_card": "请核对后确定",
    "clock_cards.ask_card": "",  # after a leap of the clock: counts of operators' matters, no case
    "clock_cards.clock_held_card": "",
    "directory_cards.comparison_card": "",  # accounts of the directory that a platform does not know
    "correction_cards.correction_card": "目录更正第1项",
    "correction_cards.correction_page": "由退回、裁定和答复自动开立",
    "correction_cards.weekly_cards": "更正前仍按原登记推荐转交",
    "operator_cards.call_list": "件结果未读",
    "operator_cards.to_telephone": "",  # for a proposer without an account: in the scenario 代录
    "operator_cards.to_feed_back": "",  # for a city order: in the scenario 市级下发
    "operator_cards.contact_card": "仅用于就本工单联系提出方",
    "operator_cards.findings_card": "项需要处理",
    "operator_cards.notice_missing_card": "年放假安排",
    "operator_cards.verdict_card": "期限认定",
    "operator_cards.turnable_card": "",  # needs a later notice that turns a frozen verdict
    "operator_cards.gaps_card": "本周名册缺口",
    "centre_cards.centre_list": "每个工作日提示，直至办结",
    "digest_cards.overdue_digest": "全区逾期提示",
    "digest_cards.overdue_page": "，应于",
    "list_card.listing": "件待办",
    "list_card.page_card": "，应于",
    "report_card.report_card": "公共数据异议质量报告",
    "report_card.public_card": "",  # once a month is published, in tests/quality/test_public_edition.py
    "report_card.running_card": "",  # beyond a hundred cases, and built from a month alone
    "reminder_card.handover_cards": "请接手办理",
    "reminder_card.reminder_cards": "期限提醒",
    "ticket_card.task_card": "由谁办理",
    "ticket_card.done_card": "已由李娜于",
    "ticket_card.gone_card": "已由郑禾于",
    "ticket_card.parted_card": "已完成“收回转派”",
    "ticket_card.stale_card": "这张卡片已过期",
    "ticket_card.evaluation_card": "满意度",
}  # "" with the reason why it does not occur in the walkthrough


def card_makers() -> set[str]:
    """`module.function` of every public function in bot/cards that returns cards."""
    found = set()
    for entry in pkgutil.iter_modules(bot.cards.__path__):
        module = importlib.import_module(f"bot.cards.{entry.name}")
        for name, value in inspect.getmembers(module, inspect.isfunction):
            returns = str(value.__annotations__.get("return", ""))
            if value.__module__ == module.__name__ and not name.startswith("_") and returns in CARDS:
                found.add(f"{entry.name}.{name}")
    return found


CARDS = {"Card", "tuple[Card, ...]"}
