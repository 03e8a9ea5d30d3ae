"""A command with a question, a no, another's name or a second number behind it does nothing; honest words are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.spoken.outcome import Spoken, lines_of, said
from tests.bot.spoken.scenarios import scene
from tests.bot.spoken.test_sentences import outcomes, rows

ALL = rows("in_doubt")
WHO = sorted({row[0] for row in ALL})


def is_meant(wanted: str, got: str) -> bool:
    if wanted == "did":
        return got.startswith("act ") and " preview " not in got and " asks " not in got
    if wanted == "none":
        return not got.startswith(("act ", "file"))
    words = wanted.removeprefix("shown").strip()
    waits = " preview " in got or " asks " in got
    return got.startswith("act ") and waits and words in got


@pytest.mark.parametrize("who", WHO)
def test_a_command_in_doubt_is_not_done(who: str, tmp_path: Path) -> None:
    found = list(outcomes([row for row in ALL if row[0] == who], tmp_path))
    assert [f"{row[1]}: {row[2]}, not {got[:90]}" for row, got in found if not is_meant(row[2], got)] == []


@pytest.mark.parametrize(
    "text",
    [
        "督办一下市监局那件",
        "督促市监局",
        "催办市监局那件",
        "给孙丽开个督办权限",
        "授予孙丽督办",
        "盯一下市监局那件",
        "催一下民政局",
    ],
)
def test_words_of_urging_before_a_name_are_read_to_an_end(tmp_path: Path, text: str) -> None:
    with scene("D1", tmp_path, "one") as (world, account):
        before = lines_of(world)
        assert "系统处理这条消息时出了问题" not in said(world.send_text(account, text)[-1])
        assert lines_of(world) == before


def test_what_is_overdue_can_be_urged_by_whoever_oversees_it(tmp_path: Path) -> None:
    with scene("L1", tmp_path, "one") as (world, account):
        world.at("2026-09-24T10:00")
        assert Spoken(world, account).say("督办一下").startswith("act 催办 0004")


def test_the_ticket_that_is_put_off_has_no_button(tmp_path: Path) -> None:
    with scene("O2", tmp_path, "one") as (world, account):
        for text in ("0004收办 0005先放着", "0005先不收，0004收办"):
            card = world.send_text(account, text)[-1]
            assert [button.text for button in card.buttons if "0005" in button.text] == []
            assert any("0004" in button.text for button in card.buttons)


def test_a_card_without_buttons_names_what_to_send(tmp_path: Path) -> None:
    with scene("P1", tmp_path, "one") as (world, account):
        card = world.send_text(account, "0004要撤回吗")[-1]
        assert not card.buttons
        assert "下面的按钮" not in said(card)
        assert "发送“撤回 CN-20260917-0004”" in said(card)
