"""The clerks' guide: it has every command, and its examples are understood by the bot."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.command_line import read_line, words_of
from bot.commands import COMMANDS

GUIDE = (Path(__file__).parent.parent / "docs" / "guide.md").read_text(encoding="utf-8")
INTERNAL = {"选定"}  # only pressed, never typed
SENT = [
    said
    for row in re.findall(r"^\|[^|]*\|[^|]*\|([^|]*)\|$", GUIDE, re.MULTILINE)
    for said in re.findall(r"“([^”]+)”", row)
]


@pytest.mark.parametrize("word", [command.word for command in COMMANDS if command.word not in INTERNAL])
def test_every_command_is_in_the_guide(word: str) -> None:
    assert re.search(rf"“{word}[ ”第]", GUIDE), f"docs/guide.md does not tell of {word}"


@pytest.mark.parametrize("said", sorted({said for said in SENT if said != "也可发送"}))
def test_examples_of_the_guide_are_understood(said: str) -> None:
    line = read_line(
        said.replace("首件工单号", "CN-20261123-0001").replace("工单号", "CN-20261123-0007"), words_of(COMMANDS)
    )
    assert line is not None, f"docs/guide.md: nobody understands {said}"
