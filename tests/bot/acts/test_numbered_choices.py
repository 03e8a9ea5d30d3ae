"""Without template cards each step is plain text with numbered choices, and every number is unambiguous."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.cards.dialects.render import render
from bot.cards.numbered_menu import offers
from regulation.states import Outcome, State
from store.cases import stored_drafts
from tests.bot.acts.last_message import last_message
from tests.bot.filing import NUMBER
from tests.bot.world import World


@pytest.fixture
def words(sqlite_url: str) -> Iterator[World]:
    world = World.create(sqlite_url, dialect="wecom_text")
    yield world
    world.close()


def number_of(world: World, user: str, choice: str) -> str:
    """The number of this choice in the newest message to this person."""
    with world.store.read() as session:
        menu = stored_drafts.offered(session, world.person_id(user))
    for card in reversed(world.received[user]):
        for offer in offers(card):
            if offer.text == choice and offer.command:
                return next(number for number, command in reversed(menu.items()) if command == offer.command)
    raise AssertionError(f"{user} is offered no {choice!r}")


def file(world: World) -> str:
    world.send_text("zhang.wei", "提出异议")
    world.send_text("zhang.wei", "企业登记")
    world.send_text("zhang.wei", "1")
    for words in ("某某有限公司登记状态为存续", "已注销，应为注销", "补贴发放时发现"):
        world.send_text("zhang.wei", words)
    world.send_text("zhang.wei", "完成")
    found = NUMBER.search(world.send_text("zhang.wei", "1")[-1].title)
    assert found is not None
    return found[0]


def test_main_path_by_numbers(words: World) -> None:
    number = file(words)
    for user, choice in (
        ("li.na", "收办"),
        ("li.na", "平台核查无误"),
        ("li.na", "转交区市场监管局"),
        ("wang.fang", "签收"),
    ):
        words.send_text(user, number_of(words, user, choice))
    assert words.ticket(number).state is State.VERIFYING
    words.send_text("wang.fang", number_of(words, "wang.fang", "答复"))
    words.send_text("wang.fang", number_of(words, "wang.fang", "属实，需要修正"))
    words.send_text("wang.fang", "经核实，登记状态未更新")
    words.send_text("wang.fang", "9月25日")
    words.send_text("wang.fang", number_of(words, "wang.fang", "完成修正"))
    words.send_text("wang.fang", "已更正为注销")
    words.send_text("wang.fang", "1")
    words.send_text("wang.fang", "批次 0712")
    words.send_text("li.na", number_of(words, "li.na", "告知结果"))
    words.send_text("zhang.wei", number_of(words, "zhang.wei", "数据已正确，确认办结"))
    words.send_text("zhang.wei", number_of(words, "zhang.wei", "5 很满意"))
    ticket = words.ticket(number)
    assert (ticket.outcome, ticket.score) == (Outcome.CONFIRMED, 5)


def test_a_notice_does_not_reuse_numbers_of_the_latest_answer(words: World) -> None:
    """A task that arrives while somebody reads a list must not change the meaning of 1."""
    first = file(words)
    words.send_text("li.na", f"查询 {first}")
    second = file(words)
    assert last_message(words, "li.na").ticket == second
    words.send_text("li.na", "1")
    assert words.ticket(first).state is State.CHECKING
    assert words.ticket(second).state is State.PRESCREEN


def test_numbers_of_notices_continue(words: World) -> None:
    tickets = [file(words) for _ in range(3)]
    with words.store.read() as session:
        menu = stored_drafts.offered(session, words.person_id("li.na"))
    accepts = {number: command for number, command in menu.items() if command.startswith("收办")}
    assert len(accepts) == 3
    assert all(int(number) > 20 for number in accepts)
    words.send_text("li.na", next(number for number, command in accepts.items() if tickets[1] in command))
    assert [words.ticket(number).state for number in tickets] == [State.PRESCREEN, State.CHECKING, State.PRESCREEN]


def test_every_numbered_choice_can_be_typed(words: World) -> None:
    number = file(words)
    words.send_text("li.na", f"受理 {number}")
    assert words.ticket(number).state is State.CHECKING


def test_numbers_are_shown_in_the_message(words: World) -> None:
    file(words)
    card = last_message(words, "li.na")
    text = render(card, "wecom_text", key="m", base_url="https://x.example", first=21)["text"]["content"]
    assert "\n21. 收办\n" in text
    assert "请回复序号" in text
