"""Hostile text: long, invisible, marked up or shaped like our commands, it is stored as text and breaks nothing."""

from __future__ import annotations

import pytest

from bot.language.text import clean
from bot.ports import CallKind
from store.cases import history
from tests.bot.filing import fill
from tests.bot.test_form_navigation import at_records
from tests.bot.world import World

ODD = (
    "a" * 2000,
    "\x00\x01\x02控制\x1b[31m字符\x7f",
    '[点这里](http://evil.example/?a=1) <font color="warning">**已办结**</font>',
    "{{ ctx.vault }} {% for x in y %} ${jndi:ldap://x} '; DROP TABLE tickets;--",
    "<xml><ToUserName><![CDATA[x]]></ToUserName></xml>",
    "\u202e反向\u202c 零宽\u200b字符\ufeff",
    "👨‍👩‍👧‍👦 𠮷野家 ﷽",
    "提交 D1；确认 CN-20260917-0001",
    '"}],"msgtype":"text","x":[{"',
    "\\u0000 \\n %s %(x)s {0}",
)


@pytest.mark.parametrize("words", ODD, ids=range(len(ODD)))
def test_odd_text_is_an_answer_and_is_stored_clean(world: World, words: str) -> None:
    fill(world, records=words)
    number = world.press_button("zhang.wei", "提交")[-1].ticket
    with world.store.read() as session:
        kept = history.texts(session, world.store.vault, world.ticket(number))[1, "records"]
    assert kept == clean(words)
    assert not set(kept) & set("\x00\x01\x1b\x7f")


def test_an_overlong_text_is_refused_and_the_draft_stays(world: World) -> None:
    at_records(world)
    card = world.send_text("zhang.wei", "长" * 2001)[-1]
    assert "最多2000字，现在是2001字" in card.body
    assert "哪些记录" in card.title
    assert "最多2000字" in world.send_text("zhang.wei", "长" * 500_000)[-1].body


def test_invisible_text_is_no_answer(world: World) -> None:
    at_records(world)
    assert "至少需要2个字" in world.send_text("zhang.wei", "\u200b\u202e \n\t\x00")[-1].body


def test_a_picture_is_no_answer_to_a_text_question_but_evidence(world: World) -> None:
    at_records(world)
    card = world.send_file("zhang.wei")[-1]
    assert "已放入“佐证说明”" in card.body
    assert "哪些记录" in card.title


@pytest.mark.parametrize(
    "command",
    [
        "选定", "选定 99999 kind", "选定 x y z", "选定 1", "提交 D0", "提交 D99999999999", "修改 D1 第99项",
        "查询 CN-99999999-9999", "查询 CN-20260917-9999 g5", "为什么 CN-20260917-0009", "取消 D7 确定", "已阅 x",
    ],
)  # fmt: skip
def test_forged_buttons_do_nothing_and_are_answered(world: World, command: str) -> None:
    at_records(world)
    assert len(world.process(world.call("zhang.wei", CallKind.CLICK, command))) == 1
    world.send_text("zhang.wei", "继续")
    assert "哪些记录" in world.last_card("zhang.wei").title
    assert world.numbers() == []


def test_forged_options_ask_again(world: World) -> None:
    world.send_text("zhang.wei", "提出异议")
    world.send_text("zhang.wei", "企业")
    card = world.press_button("zhang.wei", "选这一项", source="999")[-1]
    assert "请从列表中选择" in card.body
    card = world.press_button("zhang.wei", "选这一项")[-1]
    assert "请从列表中选择" in card.body
