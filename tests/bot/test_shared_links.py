"""A shared page is evidence in words: its title and address (C12; wecom.md section 3.2)."""

from __future__ import annotations

import pytest

from bot.ports import CallKind, Card, RemoteFile
from tests.bot.world import World

SAID = "公示系统 https://example.org/p"


def shares(world: World) -> list[Card]:
    link = RemoteFile("link", "", "公示系统")
    return world.process(world.call("zhang.wei", CallKind.FILE, SAID, file=link))


@pytest.fixture
def asked(world: World) -> World:
    for text in ("提出异议", "企业登记基本信息", "错误"):
        world.send_text("zhang.wei", text)
    return world


def test_a_link_before_its_question_is_kept_and_the_question_stays(asked: World) -> None:
    card = shares(asked)[-1]
    assert "已收到链接" in card.body + card.subtitle
    for text in ("某公司的住所是错的", "应为长宁路9号"):
        card = asked.send_text("zhang.wei", text)[-1]
    assert "https://example.org/p" in card.body


def test_a_link_before_any_filing_is_offered_with_it(world: World) -> None:
    assert shares(world)[-1].title == "链接已收下"
    assert "https://example.org/p" not in world.send_text("zhang.wei", "我的待办")[-1].body
