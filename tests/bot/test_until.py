"""请于X前 leaves X itself open: a request names the day as included, or the close of business (own rule)."""

from __future__ import annotations

import re
from datetime import datetime, time
from pathlib import Path

from bot.cards.operator_cards import ToCall, call_list
from bot.cards.reminder_card import ReminderReason, ReminderTask, reminder_cards
from bot.language.date_text import ends, until
from regulation.shanghai import SHANGHAI
from regulation.states import ClockKind, State
from tests.days import day

ROOT = Path(__file__).parents[2]
FOLDERS = ("bot", "scheduler", "quality", "web", "archive", "sandbox", "platforms", "objection", "documents")
OPEN = re.compile(r"\{(due|due\(view\)|[^{}]*due_on[^{}]*|[^{}]*publish_on[^{}]*)\}\s*前")


def test_the_due_day_is_included() -> None:
    assert until(day("2026-09-21 周一")) == "2026-09-21 周一（含当日）前"


def test_a_close_of_business_is_said_instead() -> None:
    assert until(day("2026-09-21 周一"), time(17, 30)) == "2026-09-21 周一 17:30前"


def test_a_provisional_day_says_so_in_both_forms() -> None:
    assert until(day("2027-01-04 周一"), provisional=True) == "2027-01-04 周一（暂定，含当日）前"
    assert until(day("2027-01-04 周一"), time(17, 30), provisional=True) == "2027-01-04 周一（暂定） 17:30前"


def test_the_end_of_a_limit_has_the_hour_where_a_district_sets_one() -> None:
    assert ends(day("2026-09-21 周一")) == "2026-09-21 周一"
    assert ends(day("2027-01-04 周一"), time(17, 30), provisional=True) == "2027-01-04 周一（暂定） 17:30"


def test_lists_and_reminders_say_the_hour_and_what_is_provisional() -> None:
    due = day("2027-01-04 周一")
    at = datetime.combine(due, time(17, 30), SHANGHAI)
    called = call_list([ToCall(f"CN-20261231-{n:04}", "未读", due, True, at) for n in range(1, 8)], now=at)
    assert "应于2027-01-04 周一（暂定） 17:30前告知" in called[0].body
    before = ReminderReason.BEFORE
    tasks = [
        ReminderTask(f"CN-20261231-{n:04}", State.VERIFYING, ClockKind.REPLY, due, True, 1, False, before, due_at=at)
        for n in range(1, 8)
    ]
    assert "期限2027-01-04 周一（暂定） 17:30" in reminder_cards(tasks, now=at)[0].body


def test_nothing_asks_for_an_act_before_a_day_without_saying_so() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".j2", ".html")
        for match in OPEN.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
    assert OPEN.search("请于{due}前办理")
