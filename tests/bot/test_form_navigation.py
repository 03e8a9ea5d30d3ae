"""Form navigation: back, edit, park, resume, cancel at any point, without losing answers."""

from __future__ import annotations

import pytest

from tests.bot.filing import fill
from tests.bot.world import World


def at_records(world: World, user: str = "zhang.wei") -> None:
    world.send_text(user, "提出异议")
    world.send_text(user, "企业登记")
    world.choose_option(user, "错误")


def test_back_shows_the_previous_question_with_its_answer(world: World) -> None:
    at_records(world)
    card = world.send_text("zhang.wei", "上一步")[-1]
    assert "哪一类" in card.title
    assert "目前填写：错误" in card.body
    assert "第2项，共6项" in card.subtitle
    assert "哪些记录" in world.choose_option("zhang.wei", "遗漏")[-1].title


def test_back_at_the_first_question(world: World) -> None:
    world.send_text("zhang.wei", "提出异议")
    assert "已经是第一项" in world.send_text("zhang.wei", "上一步")[-1].body


@pytest.mark.parametrize("words", ["修改第3项", "修改 3", "修改第三项", "改3", "修改3项"])
def test_edit_any_item_from_the_summary(world: World, words: str) -> None:
    fill(world)
    card = world.send_text("zhang.wei", words)[-1]
    assert "哪些记录" in card.title
    summary = world.send_text("zhang.wei", "另一家公司登记状态为存续")[-1]
    assert summary.fields[2].value == "另一家公司登记状态为存续"
    assert summary.fields[3].value.startswith("该公司已于2025年注销")


@pytest.mark.parametrize("number", range(1, 7))
def test_an_edited_item_can_keep_its_answer(world: World, number: int) -> None:
    before = fill(world).fields
    world.send_text("zhang.wei", f"修改第{number}项")
    assert world.send_text("zhang.wei", "跳过")[-1].fields == before


def test_edit_button_lists_the_items(world: World) -> None:
    fill(world)
    world.press_button("zhang.wei", "修改")
    card = world.choose_option("zhang.wei", "纠错内容")[-1]
    assert "哪些记录" in card.title


def test_edit_of_an_unknown_item(world: World) -> None:
    fill(world)
    assert "没有第9项" in world.send_text("zhang.wei", "修改第9项")[-1].body


def test_park_and_resume(world: World) -> None:
    at_records(world)
    assert "已暂存" in world.send_text("zhang.wei", "暂存")[-1].body
    assert "哪些记录" in world.send_text("zhang.wei", "继续")[-1].title
    world.send_text("zhang.wei", "某公司状态为存续")
    assert "为什么有疑问" in world.last_card("zhang.wei").title


def test_park_from_the_summary(world: World) -> None:
    fill(world)
    world.press_button("zhang.wei", "暂存")
    assert world.numbers() == []
    world.send_text("zhang.wei", "继续")
    world.press_button("zhang.wei", "提交")
    assert len(world.numbers()) == 1


def test_another_command_parks_the_draft(world: World) -> None:
    at_records(world)
    card = world.send_text("zhang.wei", "我的异议")[-1]
    assert card.body.startswith("您的草稿“提出异议”已暂存，发送“继续”接着填。")
    assert "没有理解" in world.send_text("zhang.wei", "这是一句闲话")[-1].title
    assert "哪些记录" in world.send_text("zhang.wei", "继续")[-1].title


def test_a_second_filing_offers_the_first_draft(world: World) -> None:
    at_records(world)
    world.send_text("zhang.wei", "暂存")
    card = world.send_text("zhang.wei", "提出异议")[-1]
    assert "企业登记基本信息" in card.subtitle
    assert "哪项数据" in world.press_button("zhang.wei", "另写一份")[-1].title
    listed = world.send_text("zhang.wei", "暂存")
    assert "已暂存" in listed[-1].body
    world.send_text("zhang.wei", "继续")
    assert "哪些记录" in world.choose_option("zhang.wei", "企业登记基本信息")[-1].title


def test_cancel_asks_for_confirmation(world: World) -> None:
    at_records(world)
    assert "确定取消吗" in world.send_text("zhang.wei", "取消")[-1].title
    assert "已取消" in world.press_button("zhang.wei", "确定取消")[-1].body
    assert "没有未完成的草稿" in world.send_text("zhang.wei", "继续")[-1].body
    assert world.numbers() == []


@pytest.mark.parametrize("words", ["确定取消", "确认取消", "确定取消。"])
def test_the_words_of_the_button_can_be_typed(world: World, words: str) -> None:
    at_records(world)
    world.send_text("zhang.wei", "取消")
    assert "已取消" in world.send_text("zhang.wei", words)[-1].body
    assert "没有未完成的草稿" in world.send_text("zhang.wei", "继续")[-1].body


def test_typed_before_it_was_asked_they_ask(world: World) -> None:
    at_records(world)
    assert "确定取消吗" in world.send_text("zhang.wei", "确定取消")[-1].title


def test_cancel_can_be_declined(world: World) -> None:
    at_records(world)
    world.send_text("zhang.wei", "取消")
    assert "哪些记录" in world.press_button("zhang.wei", "继续填写")[-1].title


def test_help_repeats_the_open_question(world: World) -> None:
    at_records(world)
    card = world.send_text("zhang.wei", "帮助")[-1]
    assert "哪些记录" in card.title
    assert "上一步" in card.body


def test_navigation_without_a_draft(world: World) -> None:
    for words in ("上一步", "修改第2项", "跳过", "完成", "提交", "暂存", "取消"):
        assert "没有正在填写的草稿" in world.send_text("zhang.wei", words)[-1].body, words


def test_a_click_on_an_answered_list_changes_nothing(world: World) -> None:
    at_records(world)
    card = world.choose_option("zhang.wei", "遗漏")[-1]
    assert "修改第2项" in card.body
    assert "哪些记录" in card.title
    world.send_text("zhang.wei", "某公司状态为存续")
    assert "为什么有疑问" in world.last_card("zhang.wei").title


def test_submit_of_an_incomplete_draft_asks_what_is_missing(world: World) -> None:
    at_records(world)
    card = world.send_text("zhang.wei", "提交")[-1]
    assert "还有未填的项" in card.body
    assert "哪些记录" in card.title


def test_text_that_resembles_a_command_is_an_answer(world: World) -> None:
    at_records(world)
    for words in ("确认为空白，应有内容", "退回的件里写着存续", "查询结果显示为存续，与实际不符"):
        card = world.send_text("zhang.wei", words)[-1]
        assert "为什么有疑问" in card.title, words
        world.send_text("zhang.wei", "上一步")
