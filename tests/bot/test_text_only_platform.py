"""Platforms without cards: the same steps as plain text, every choice with a working number."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from regulation.states import State
from tests.bot.world import World


@pytest.fixture
def plain(sqlite_url: str) -> Iterator[World]:
    world = World.create(sqlite_url, dialect="wecom_text")
    yield world
    world.close()


def screen(world: World) -> str:
    return str(world.screens[-1]["text"]["content"])


def number_of(screen: str, words: str) -> str:
    """The number in front of this text in the newest message."""
    line = next(line for line in screen.splitlines() if words in line and line[:1].isdigit())
    return "".join(character for character in line[:3] if character.isdigit())


def shown_to(world: World, user: str, text: str) -> str:
    before = len(world.screens)
    cards = world.send_text(user, text)
    assert len(cards) == 1
    assert all(message["msgtype"] == "text" for message in world.screens[before:])
    return str(next(m for m in world.screens[before:])["text"]["content"])


def test_filed_and_accepted_by_numbers(plain: World) -> None:
    shown_to(plain, "zhang.wei", "提出异议")
    listed = shown_to(plain, "zhang.wei", "企业")
    kinds = shown_to(plain, "zhang.wei", number_of(listed, "企业登记基本信息"))
    shown_to(plain, "zhang.wei", number_of(kinds, "错误"))
    shown_to(plain, "zhang.wei", "某公司登记状态为存续")
    evidence = shown_to(plain, "zhang.wei", "已注销，应为注销")
    assert "完成" in evidence
    gathered = shown_to(plain, "zhang.wei", "办理业务时发现")
    summary = shown_to(plain, "zhang.wei", number_of(gathered, "完成"))
    assert "企业登记基本信息" in summary
    plain.send_text("zhang.wei", number_of(summary, "提交"))
    number = plain.numbers()[0]
    task = next(str(m["text"]["content"]) for m in plain.screens if ". 收办" in str(m["text"]["content"]))
    plain.send_text("li.na", number_of(task, "收办"))
    assert plain.ticket(number).state is State.CHECKING


def test_a_number_can_answer_a_text_question(plain: World) -> None:
    shown_to(plain, "zhang.wei", "提出异议")
    listed = shown_to(plain, "zhang.wei", "企业")
    kinds = shown_to(plain, "zhang.wei", number_of(listed, "企业登记基本信息"))
    shown_to(plain, "zhang.wei", number_of(kinds, "遗漏"))
    assert "为什么有疑问" in shown_to(plain, "zhang.wei", "21")
