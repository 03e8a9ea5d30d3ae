"""请于X前 leaves X itself open: a request names the day as included, or the close of business (own rule)."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path

from bot.language.date_text import until
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
