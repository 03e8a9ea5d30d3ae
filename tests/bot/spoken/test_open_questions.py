"""While a question is open: options and values are answers; what may be a command is asked about, nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from store.cases import stored_drafts as stored
from store.people import persons
from tests.bot.spoken.outcome import lines_of, said
from tests.bot.spoken.scenarios import scene
from tests.bot.world import World


def answers(world: World, account: str) -> dict[str, Any]:
    with world.store.read() as session:
        person = persons.by_account(session, "wecom", account)
        row = stored.active(session, person.id) if person else None
        return dict(stored.answers(world.store.vault, row)) if row is not None else {}


def at_records(world: World, account: str) -> None:
    for text in ("提出异议 新建", "企业登记基本信息"):
        world.send_text(account, text)
    world.send_text(account, "错误")


@pytest.mark.parametrize("text", ["谢谢", "好的", "👌", "在吗"])
def test_polite_words_are_no_answer(tmp_path: Path, text: str) -> None:
    with scene("P1", tmp_path, "one") as (world, account):
        at_records(world, account)
        card = world.send_text(account, text)[-1]
        assert "哪些记录" in card.title
        assert "records" not in answers(world, account)


def test_what_may_be_a_command_is_asked_and_kept(tmp_path: Path) -> None:
    with scene("P1", tmp_path, "one") as (world, account):
        at_records(world, account)
        before = lines_of(world)
        card = world.send_text(account, "麻烦催一下0004")[-1]
        assert "还是别的事" in card.title
        assert "麻烦催一下0004" in said(card)
        assert lines_of(world) == before
        shown = world.press_button(account, "是别的事")[-1]
        assert "催办" in shown.title  # its preview, with the draft parked
        assert lines_of(world) == before


def test_it_may_be_the_answer_all_the_same(tmp_path: Path) -> None:
    with scene("P1", tmp_path, "one") as (world, account):
        at_records(world, account)
        world.send_text(account, "麻烦催一下0004")
        world.press_button(account, "填入“纠错内容”")
        assert answers(world, account)["records"] == "麻烦催一下0004"


def test_a_quoted_question_is_no_part_of_the_answer(tmp_path: Path) -> None:
    with scene("P1", tmp_path, "one") as (world, account):
        at_records(world, account)
        world.send_text(account, "「哪些记录有疑问？」\n- - - - - - - - -\n某公司登记状态为存续")
        assert answers(world, account)["records"] == "某公司登记状态为存续"


def test_a_long_sentence_with_a_command_in_it_is_the_answer(tmp_path: Path) -> None:
    sentence = "该公司的异议已由贵中心收办，之后又撤回过一次，登记状态至今仍写成存续"
    with scene("P1", tmp_path, "one") as (world, account):
        at_records(world, account)
        world.send_text(account, sentence)
        assert answers(world, account)["records"] == sentence


def test_a_person_is_reached_from_within_a_form(tmp_path: Path) -> None:
    with scene("P1", tmp_path, "one") as (world, account):
        at_records(world, account)
        assert "请联系区大数据中心" in world.send_text(account, "人工")[-1].title
        assert "records" not in answers(world, account)


def test_an_option_is_the_answer_whatever_else_it_means(tmp_path: Path) -> None:
    with scene("O1", tmp_path, "one") as (world, account):
        world.send_text(account, "代录")
        card = world.send_text(account, "电话")[-1]
        assert "什么时候收到" in card.title


@pytest.mark.parametrize("text", ["好的", "可以", "谢谢", "收到"])
def test_polite_words_confirm_no_preview(tmp_path: Path, text: str) -> None:
    with scene("PC", tmp_path, "one") as (world, account):
        assert "请核对后确定" in world.send_text(account, "没问题了")[-1].title
        before = lines_of(world)
        world.send_text(account, text)
        assert lines_of(world) == before


def test_the_reason_goes_with_the_ticket_that_is_chosen(tmp_path: Path) -> None:
    with scene("PC2", tmp_path, "one") as (world, account):
        card = world.send_text(account, "还是错的，门牌号没有改")[-1]
        assert "您是想“不认可”吗" in card.title
        world.press_button(account, "不认可 0005")
        assert answers(world, account)["reason"] == "门牌号没有改"


def test_an_urging_that_was_understood_is_shown_first_and_once_a_day(tmp_path: Path) -> None:
    with scene("P1", tmp_path, "one") as (world, account):
        world.send_text(account, "麻烦快一点 0004")
        world.press_button(account, "确定")
        assert lines_of(world)[-1] == ("0004", "催办")
        before = lines_of(world)
        world.send_text(account, "催催0004")
        world.press_button(account, "确定")
        assert "今天您已经催办过" in said(world.last_card(account))
        assert lines_of(world) == before
