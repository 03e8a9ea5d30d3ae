"""An untouched list selects nothing, and a list only affects its own submit button; so do lists of older cards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.cards.dialects.render import render
from bot.language.list_choice import really_chosen
from bot.ports import UNCHOSEN, Button, Call, CallKind, Card, CardKind, Choice, Option
from regulation.states import State
from sandbox.wecom.phone import preselected
from store.catalogue import entries
from store.people import persons
from tests.bot.acts.main_path import MainPath
from tests.bot.filing import filed
from tests.bot.test_corrections import returned_ticket
from tests.bot.test_lists import several
from tests.bot.world import MORNING, World

OLD = "m" + "0123456789abc" * 3  # names of cards sent before lists had 请选择


def wire(card: Card) -> dict[str, Any]:
    message = render(card, "wecom", key="m", base_url="https://bot.example")
    content: dict[str, Any] = message["template_card"]
    return content


def choosing(count: int, *chosen: int, **rest: Any) -> Card:
    options = tuple(Option(f"e{i}", f"第{i}项", i in chosen) for i in range(1, count + 1))
    choice = Choice("data", "哪一项", options)
    return Card(CardKind.CHOICE, "哪一项？", choices=(choice,), submit=Button("确定", "选定 1 data"), **rest)


def ids(card: Card) -> list[str]:
    return [option["id"] for option in wire(card)["button_selection"]["option_list"]]


@pytest.mark.parametrize("count", [1, 2, 9])
def test_a_list_opens_with_please_choose(count: int) -> None:
    assert ids(choosing(count)) == [UNCHOSEN, *(f"e{i}" for i in range(1, count + 1))]
    assert preselected(wire(choosing(count))) == {"data": [UNCHOSEN]}


@pytest.mark.parametrize("count", [1, 10])
def test_the_persons_own_answer_stays_selected(count: int) -> None:
    card = choosing(count, count)
    assert UNCHOSEN not in ids(card)
    assert preselected(wire(card)) == {"data": [f"e{count}"]}


def test_ten_options_use_a_vote_without_default() -> None:
    card = wire(choosing(10, body="先看说明。\n再选。"))
    assert card["card_type"] == "vote_interaction"
    assert len(card["checkbox"]["option_list"]) == 10
    assert card["main_title"]["desc"] == "先看说明。 再选。"  # a vote has no other place for it
    assert preselected(card) == {}


def test_every_list_of_a_form_of_three() -> None:
    one = choosing(10).choices[0]
    card = replace(choosing(1), kind=CardKind.FORM, choices=(one, replace(one, name="b"), choosing(3, 2).choices[0]))
    content = wire(replace(card, choices=(*card.choices[:2], replace(card.choices[2], name="c"))))
    assert preselected(content) == {"data": [UNCHOSEN], "b": [UNCHOSEN], "c": ["e2"]}
    assert [len(each["option_list"]) for each in content["select_list"]] == [10, 10, 3]


def test_a_list_without_options_is_left_out() -> None:
    assert "button_selection" not in wire(choosing(0))


def test_other_buttons_ignore_the_list(world: World) -> None:
    """A client submits the list with every button of its card."""
    world.send_text("zhang.wei", "提出异议")
    card = world.send_text("zhang.wei", "登记信息")[-1]
    first = card.choices[0].options[0].id
    assert "请用文字说明" in world.press_button("zhang.wei", "都不是", source=first)[-1].title


def test_paging_does_not_accept(world: World) -> None:
    numbers = several(world, 8)
    world.send_text("li.na", "收办")
    for chosen in (numbers[0], UNCHOSEN):
        world.press_button("li.na", "下一页", ticket=chosen)
    assert {world.ticket(number).state for number in numbers} == {State.PRESCREEN}


def test_urge_all_ignores_the_list(world: World) -> None:
    numbers = several(world, 3)
    world.at("2026-09-21T09:00")
    world.send_text("chen.mo", "逾期")
    assert "已催办3件" in world.press_button("chen.mo", "全部催办", ticket=numbers[1])[-1].body


def test_show_all_corrections_ignores_the_list(world: World) -> None:
    returned_ticket(world)
    world.send_text("li.na", "目录更正 全部")
    command = "目录更正 全部"
    card = world.process(world.call("li.na", CallKind.CLICK, command, values={"correction": ("1",)}))[-1]
    assert card.title.startswith("目录更正：共1项")


@pytest.mark.parametrize("chosen", [UNCHOSEN, ""])
def test_an_untouched_list_does_not_act_on_the_only_candidate(world: World, chosen: str) -> None:
    """Two tickets waited when the card was sent; one was done meanwhile."""
    first, second = several(world, 2)
    world.send_text("li.na", "收办")
    world.send_text("zhou.jie", f"收办 {first}")
    card = world.press_button("li.na", "收办", ticket=chosen or ())[-1]
    assert world.ticket(second).state is State.PRESCREEN
    assert card.body.startswith("您还没有选择，本次没有办理。")
    world.press_button("li.na", "收办")
    assert world.ticket(second).state is State.CHECKING


def test_an_own_answer_stands_out_among_the_buttons(world: World) -> None:
    world.send_text("zhang.wei", "提出异议")
    world.send_text("zhang.wei", "企业登记")
    world.choose_option("zhang.wei", "遗漏")
    card = world.send_text("zhang.wei", "上一步")[-1]
    assert [each["text"] for each in wire(card)["button_list"] if each["style"] == 1] == ["遗漏"]


def test_nine_hits_fill_a_page_and_the_rest_is_on_the_next(world: World) -> None:
    with world.store.write() as session:
        owner = persons.department(session, 3)
        assert owner is not None
        for i in range(12):
            entries.upsert_entry(session, code=f"T-{i}", name=f"测试目录{i}", department=owner, kind="基础数据")
    world.send_text("zhang.wei", "提出异议")
    card = world.send_text("zhang.wei", "测试目录")[-1]
    assert "找到12项，这是第1页，共2页，" in card.body
    content = wire(card)
    assert len(content["button_selection"]["option_list"]) == 10
    assert {"都不是", "下一页"} <= {button["text"] for button in content["button_list"]}
    card = world.press_button("zhang.wei", "下一页")[-1]
    assert len(card.choices[0].options) == 3
    assert [button.text for button in card.buttons] == ["都不是", "上一页", "上一步"]
    assert len(world.send_text("zhang.wei", "上一页")[-1].choices[0].options) == 9
    world.send_text("zhang.wei", "下一页")
    assert world.choose_option("zhang.wei", "测试目录9")[-1].title != card.title


@pytest.mark.parametrize("score", [("5", "1"), ("²",), ("9",), ("x",), ("",), ("unchosen", "9")])
def test_only_a_listed_score_counts(world: World, score: tuple[str, ...]) -> None:
    number = MainPath(world).until(MainPath.confirm)
    card = world.press_button("zhang.wei", "提交评价", score=score)[-1]
    assert world.ticket(number).score is None
    assert card.choices[0].name == "score"


@pytest.mark.parametrize("dialect", ["wecom", "wecom_text"])
@pytest.mark.parametrize("said", ["1", "2", "4", "5", "５"])
def test_the_replied_number_is_the_score(sqlite_url: str, dialect: str, said: str) -> None:
    """In plain text every option is numbered; 5 once stood for 1 很不满意."""
    world = World.create(sqlite_url, dialect=dialect)
    number = MainPath(world).until(MainPath.confirm)
    world.send_text("zhang.wei", f"评价 {number}")
    world.send_text("zhang.wei", said)
    assert world.ticket(number).score == int(said)
    world.close()


@pytest.mark.parametrize("said", ["1、2", "1 2", "2,1"])
def test_two_options_of_a_single_choice_are_refused(world: World, said: str) -> None:
    """Not resolved to the first of them."""
    number = filed(world)
    world.send_text("li.na", f"不予收办 {number} 属于行政处罚争议")
    asked = world.last_card("li.na")
    assert asked.submit is not None
    again = world.send_text("li.na", said)[-1]
    assert again.body.startswith("请从列表中选择")
    both = tuple(option.id for option in asked.choices[0].options[:2])
    again = world.process(world.call("li.na", CallKind.CLICK, asked.submit.command, values={"ground": both}))[-1]
    assert again.body.startswith("请从列表中选择")
    assert again.choices == asked.choices


def test_paging_does_not_act_on_the_only_candidate(world: World) -> None:
    numbers = [filed(world) for _ in range(8)]
    world.send_text("li.na", "收办")
    page = world.last_card("li.na")
    on = next(button for button in (*page.buttons, *page.more) if button.text == "下一页")
    for number in numbers[:-1]:
        world.send_text("li.na", f"收办 {number}")
    for command in (on.command, "收办 第2页"):
        world.process(world.call("li.na", CallKind.CLICK, command, values={"ticket": (UNCHOSEN,)}))
        assert world.ticket(numbers[-1]).state is State.PRESCREEN
        assert numbers[-1] in str(world.last_card("li.na"))


class TestCardsSentBefore:
    """Lists of older cards had no 请选择: a submitted first option may be a client's default."""

    def press(self, world: World, user: str, command: str, **values: str) -> Card:
        chosen = {name: (value,) for name, value in values.items()}
        return world.process(world.call(user, CallKind.CLICK, command, values=chosen, card=OLD))[-1]

    def test_a_question_is_asked_again(self, world: World) -> None:
        number = filed(world)
        world.send_text("li.na", f"不予收办 {number} 属于行政处罚争议")
        card = world.last_card("li.na")
        assert card.submit is not None
        again = self.press(world, "li.na", card.submit.command, ground=card.choices[0].options[0].id)
        assert again.body.startswith("请从列表中选择“不予收办的情形”")
        assert again.choices == card.choices

    def test_a_score_is_asked_for_again(self, world: World) -> None:
        number = MainPath(world).until(MainPath.confirm)
        again = self.press(world, "zhang.wei", f"评价 {number}", score="5")
        assert world.ticket(number).score is None
        assert again.choices[0].name == "score"

    def test_lists_that_only_display_still_work(self, world: World) -> None:
        number = filed(world)
        assert self.press(world, "li.na", "查询", ticket=number).ticket == number

    def test_arguments_of_a_button_are_no_default(self, world: World) -> None:
        world.send_text("zhang.wei", "提出异议")
        card = world.send_text("zhang.wei", "登记信息")[-1]
        none = next(button.command for button in card.buttons if button.text == "都不是")
        assert "请用文字说明" in self.press(world, "zhang.wei", none, source="1").title

    @pytest.mark.parametrize("key", ["", "t1", "m1", "c" + OLD[1:]])
    def test_other_cards_are_not_affected(self, key: str) -> None:
        call = Call("wecom", "1", "a", CallKind.CLICK, MORNING, "评价 CN", values={"score": ("5",)}, card=key)
        assert really_chosen(call) is call
