"""One name for one thing: terms that were replaced (docs/decisions, issue 11 B9) are in no text that users read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_punctuation import ROOT, SOURCES, told

SUPERSEDED = {  # the term: what it is called now
    "存草稿": "暂存",
    "没有看懂": "抱歉，没有理解",
    "看不懂": "抱歉，不能识别",
    "哪一件？": "请选择要……的工单",
    "预计修复日期": "预计修正日期",
    "预计修复时间": "预计修正日期",
    "预计完成日期": "预计修正日期",
    "预计哪一天": "预计修正日期",
    "总工作日数": "工作日总数",
    "中位数0": "不足1个工作日",
    "尚未公布，不排名": "本期不排名",
    "不排名或": "本期不排名",
    "件不计": "计入N件",
    "已超期": "已逾期",
    "一次补正": "一次性补齐以下材料",
    "非核实所必需": "如与核实无关，请删去后提交",
    "没有请“跳过”": "如无，请点“跳过”",
    "来信": "未处理的消息",
    "请提供依据": "请提供佐证说明",
    "正在等待您": "等您",
}
PATTERNS = [re.compile(r"超\{[^}]*\}天"), re.compile(r"超\d+天"), re.compile("已超[{…]")]
READ = {  # where people's own words are understood, or the report's verdict and the law's text are quoted
    "bot/commands/form_navigation.py": {"存草稿"},  # typed words stay understood
    "bot/cards/report_card.py": {"件不计"},  # said where there are any
    "bot/filing/on_behalf.py": {"来信"},  # typed as a channel
}
REPORT = {"已超期"}  # a limit's verdict in the report is 超期 (M15)
TEXTS = ("web/templates", "docs/guide.md", "README.zh-CN.md")


def texts() -> Iterator[tuple[str, str, int]]:
    for path in SOURCES:
        for line, text in told(path.read_text(encoding="utf-8")):
            yield path.relative_to(ROOT).as_posix(), text, line
    for name in TEXTS:
        place = ROOT / name
        for path in sorted(place.rglob("*.html")) if place.is_dir() else [place]:
            for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                yield path.relative_to(ROOT).as_posix(), text, line


def allowed(name: str, term: str) -> bool:
    of_report = term in REPORT and (name.startswith("quality/") or "report" in name)
    understood = name.startswith(("bot/language/spoken", "bot/language/state_synonyms", "store/catalogue"))
    return of_report or understood or term in READ.get(name, ())


@pytest.mark.parametrize("term", SUPERSEDED)
def test_a_superseded_term_is_in_no_text(term: str) -> None:
    found = [f"{name}:{line} {text[:60]}" for name, text, line in texts() if term in text and not allowed(name, term)]
    assert not found, f"now: {SUPERSEDED[term]}"


def test_overdue_is_counted_in_working_days() -> None:
    assert [f"{n}:{i}" for n, text, i in texts() for pattern in PATTERNS if pattern.search(text)] == []


def test_typed_words_that_people_know_stay_understood() -> None:
    from bot.command_line import words_of
    from bot.commands import COMMANDS

    known = words_of(COMMANDS)
    assert known["存草稿"].word == "暂存"
    assert {"确认", "认可", "暂存"} <= set(known)


def test_the_first_editions_law_keeps_its_words() -> None:
    """Cases filed under it, and what was archived, read as ever."""
    rulebook = (ROOT / "regulation/rulebooks/changning-2022.toml").read_text(encoding="utf-8")
    assert "预计修复时间" in rulebook


def test_this_test_reads_all_texts() -> None:
    assert isinstance(ast.parse("'x'"), ast.Module)
    assert len(list(texts())) > 5000
    assert Path(ROOT / "web/templates").is_dir()
