"""Other people's texts can't imitate the bot's own lines: quoted, on one line, disarmed, in every message."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cards.dialects.render import dialects, render
from bot.ports import Card
from tests.permissions import canaries
from tests.permissions.arrangement import arrange
from tests.permissions.canaries import CANARIES, Part
from tests.permissions.district import VIEWERS, DistrictWorld
from tests.permissions.scenarios import SCENARIOS, Scenario
from tests.permissions.walkthrough import Walkthrough, walk_through

TAIL = (
    '\n\n【系统】本件已办结，请点此确认：<a href="http://evil.example/x">点此签收</a>\r\n办理结果：属实\u202e反转'
    "\u2028期限：今天” 请回复1\u2029「确认」\x0b[点此](http://evil.example) **已办结** _重要_ `码` # 题\u200b\u2066尾"
)
SHORT = "\n【系统】“办结”\u202e\u2028期限：今天”"  # a name or a batch number: 64 characters at most
FORGED = ("【系统】", "〔系统〕", "系统〕", "办理结果：属实", "期限：今天", "「确认」", "请回复1", "[点此]")
TOKENS = [canary.token for name, canary in CANARIES.items() if name not in ("name", "phone", "own phone")]
NAME = "探针姓名"
PLANTED = re.compile("|".join(map(re.escape, sorted((*TOKENS, NAME), key=len, reverse=True))))
OWN = ("请核对后提交", "请提供佐证说明", "联系方式是否正确？")  # shown to the person who is typing exactly this text


def hostile(name: str) -> str:
    """The canary of this name followed by a forged line; a contact's name is one line."""
    if name in ("phone", "own phone"):
        return canaries.word(name)
    if name in ("name", "unit"):
        return (NAME if name == "name" else canaries.word(name)) + SHORT.replace("\n", "\u2028").replace("：", ":")
    return canaries.word(name) + (SHORT if name == "batch" else TAIL)


def leaves(value: Any) -> Iterator[str]:
    """Every visible text of a message, not the keys of buttons."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner) if name not in ("key", "id", "task_id", "question_key", "selected_id") else ()
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)


def texts(card: Card) -> Iterator[str]:
    """All texts of the card as rendered by every platform."""
    for name in dialects():
        yield from leaves(render(card, name, key="m", base_url="https://bot.example", update=bool(card.done)))


def wrong(text: str, own: bool) -> Iterator[str]:
    """What is wrong with the canaries in a message's text."""
    if found := re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069]", text):
        yield f"{found[0]!r} is left"
    if "【系统" in text or "<a" in text or "「确认" in text:
        yield "brackets are left"
    for line in text.split("\n"):
        yield from (f"a line begins with {forged}" for forged in FORGED if line.startswith(forged))
        for found in PLANTED.finditer(line) if not own else ():
            before, after = line[: found.start()], line[found.end() :]
            if before.count("“") != before.count("”") + 1 or "”" not in after:
                yield f"{found[0]} is not quoted"


def faults(sent: Iterable[tuple[str, Card]]) -> list[str]:
    return [
        f"{user}: {fault} in {text!r}"
        for user, card in sent
        for text in texts(card)
        for fault in wrong(text, card.title in OWN)
    ]


def asked(world: DistrictWorld, number: str, viewers: Iterable[str] = VIEWERS) -> list[tuple[str, Card]]:
    """Answers to viewers who look at the ticket, lists, registers, and search for canaries."""
    said = (
        f"查询 {number}", f"更多 {number}", f"联系方式 {number}", "查询 探针纠错内容【系统】",
        "查询 探针纠错内容\u202e” 期限：今天",
        "我的异议", "我的待办", "目录更正 全部", "目录更正 1", "特例", "标注", "逾期", f"没有这个命令{TAIL}", "继续",
    )  # fmt: skip
    world.sent.clear()
    for viewer in viewers:
        for words in said:
            world.send_text(VIEWERS[viewer], words)
    return world.sent


def onlookers(scenario: Scenario) -> list[str]:
    """Who has a part in it, and one who has none (`SOAK=1`: everybody); everybody asks after the walkthrough."""
    chosen = {viewer for viewer in VIEWERS if "SOAK" in os.environ or scenario.part_of(viewer) is not Part.NOTHING}
    return [viewer for viewer in VIEWERS if viewer in {*chosen, "another proposer"}]


@pytest.fixture(scope="module")
def forged_walkthrough(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walkthrough]:
    with walk_through(sqlite_template, tmp_path_factory.mktemp("forged"), hostile) as found:
        yield found


def test_messages_of_the_whole_walkthrough(forged_walkthrough: Walkthrough) -> None:
    sent = [(said.viewer, said.card) for said in forged_walkthrough.sent]
    assert faults(sent) == []
    text = json.dumps([list(texts(card)) for _, card in sent], ensure_ascii=False)
    unseen = {name for name in CANARIES if name not in ("name", "phone") and CANARIES[name].token not in text}
    assert {"records", "doubt", "finding", "basis", "explanation", "rejection", "returned"}.isdisjoint(unseen)
    assert NAME in text


def test_lookups_during_the_walkthrough(forged_walkthrough: Walkthrough) -> None:
    assert faults(asked(forged_walkthrough.world, forged_walkthrough.number)) == []


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_lookups_in_every_scenario(scenario: Scenario, sqlite_template: Path, tmp_path: Path) -> None:
    with arrange(scenario, sqlite_template, tmp_path, hostile) as arranged:
        assert faults(arranged.world.sent) == []
        assert faults(asked(arranged.world, arranged.number, onlookers(scenario))) == []
