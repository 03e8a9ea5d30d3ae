"""The reading step by itself: numbers, quotations, slips, and what a table may hold."""

from __future__ import annotations

import time

import pytest
from pypinyin import lazy_pinyin

from bot.command_line import words_of
from bot.commands import COMMANDS
from bot.language.spoken.alike_characters import alike, sound_alike
from bot.language.spoken.argument_edges import argument
from bot.language.spoken.meaning import Topic
from bot.language.spoken.plain_copy import plain
from bot.language.spoken.pleasantries import Courtesy, courtesy
from bot.language.spoken.quotations import own_words, unwrapped
from bot.language.spoken.slips import nearest
from bot.language.spoken.ticket_mentions import mentions
from bot.understanding.command_kinds import ASKS, READS, acts_of, reader_of

READER = reader_of(words_of(COMMANDS))
WORDS = [typed for command in COMMANDS for typed in (command.word, *command.aliases)]


@pytest.mark.parametrize(
    ("text", "number", "last"),
    [
        ("CN-20260917-0004", "CN-20260917-0004", ""),
        ("cn202609170004", "CN-20260917-0004", ""),
        ("ＣＮ－２０２６０９１７－４", "CN-20260917-0004", ""),
        ("20260917 0004", "CN-20260917-0004", ""),
        ("查0004", "", "0004"),
        ("尾号是12", "", "12"),
        ("4号单", "", "4"),
        ("零零零四", "", "0004"),
        ("0917-0004", "", "0917-0004"),
    ],
)
def test_numbers_in_every_spelling(text: str, number: str, last: str) -> None:
    found = mentions(plain(text))
    assert [(each.number, each.last) for each in found] == [(number, last)]


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-17 10:30",
        "9月25号前改好",
        "12号楼301室",
        "电话021-0004567",
        "91310105MA1FW0003B",
        "13800000004",
        "金额0.0035",
        "2026年9月17日",
        "10个工作日",
    ],
)
def test_other_figures_are_no_numbers(text: str) -> None:
    assert mentions(plain(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "「李娜：请签收」\n- - - - - - - - - -\n收办 0004",
        "“李娜：请签收”\n----------\n收办 0004",
        "> 请签收\n> 谢谢\n收办 0004",
        "引用 李娜 的消息：请签收\n收办 0004",
        "回复 李娜：请签收\n收办 0004",
    ],
)
def test_quotations_are_not_what_was_said(text: str) -> None:
    assert own_words(text) == "收办 0004"


def test_nothing_but_a_quotation_stays() -> None:
    assert own_words("「请签收」\n- - - - - - -\n") != ""


@pytest.mark.parametrize("text", ["【收办】0004", "#收办 0004", "@小异 收办 0004", "《收办》0004", "“收办” 0004"])
def test_brackets_and_names_are_stripped(text: str) -> None:
    assert unwrapped(text).split() == ["收办", "0004"]


@pytest.mark.parametrize(
    ("token", "word"),
    [
        ("崔办", "催办"),
        ("撒回", "撤回"),
        ("办收", "收办"),
        ("签收收", "签收"),
        ("提出异义", "提出异议"),
        ("推回", "退回"),
    ],
)
def test_slips(token: str, word: str) -> None:
    assert nearest(token, WORDS) == [word]


@pytest.mark.parametrize("token", ["收到", "不要收办", "不能收办", "认识", "签名", "催款", "同意特例不", "代表"])
def test_no_slips(token: str) -> None:
    assert nearest(token, ["收办", "不予收办", "认可", "签收", "催办", "同意特例", "不同意特例"]) == []


def test_the_sounds_are_those_of_pinyin() -> None:
    """The table is made of GB 2312 level 1; pypinyin is not loaded by a server."""
    for word in WORDS:
        for letter in word:
            if "一" <= letter <= "鿿":
                assert sound_alike(letter, letter)
    assert lazy_pinyin("催崔") == ["cui", "cui"]
    assert alike("催", "崔")
    assert not alike("收", "办")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("谢谢您！", Courtesy.THANKS),
        ("[抱拳]", Courtesy.SEEN),
        ("在吗？", Courtesy.THERE),
        ("👌", Courtesy.SEEN),
        ("……", None),
        ("谢谢，地址没改", None),
    ],
)
def test_courtesies(text: str, kind: Courtesy | None) -> None:
    assert courtesy(text) is kind


@pytest.mark.parametrize(
    ("word", "rest", "meant"),
    [
        ("转派", "给孙丽办", "孙丽"),
        ("退回", "应该是民政局", "民政局"),
        ("申请延期", "到9月28日 需要重新采集", "9月28日 需要重新采集"),
        ("不予收办", "理由是重复提出", "重复提出"),
        ("不认可", "地址没有改", "地址没有改"),
    ],
)
def test_edges_of_arguments(word: str, rest: str, meant: str) -> None:
    assert argument(word, rest) == meant


def test_every_command_is_of_a_kind() -> None:
    """What reads and asks is known; all else is an act with a preview, steers a form, or is only offered."""
    words = {command.word for command in COMMANDS}
    assert words >= READS | ASKS
    assert not any(acts_of(word) for word in READS)


@pytest.mark.parametrize(
    "text", ["麻烦了" * 3000, " " * 9000, "一下" * 4000 + "不", "0004" * 2000, "（" * 9000, "收办" * 4000]
)
def test_hostile_lengths_are_read_at_once(text: str) -> None:
    begun = time.perf_counter()
    READER.read(text)
    assert time.perf_counter() - begun < 2


def test_a_long_account_commands_nothing() -> None:
    text = "关于这件事情我们局里开会讨论过，" * 8 + "收办以后一直没有消息"
    assert not (READER.read(text).topic is Topic.COMMAND and READER.read(text).whole)
