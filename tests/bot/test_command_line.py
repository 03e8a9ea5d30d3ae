"""Command parser: command words at the head, numbers in any spelling, full width or half width."""

from __future__ import annotations

import pytest

from bot.command_line import read_in_form, read_line, words_of
from bot.commands import COMMANDS
from bot.context import Command, Context
from bot.language.ticket_reference import read_item, read_reference
from bot.ports import Card, CardKind


def _run(ctx: Context, args: str) -> Card:
    return Card(CardKind.TEXT)


WORDS = words_of(
    (
        Command("收办", "", "", _run, ("受理",)),
        Command("不同意", "", "", _run),
        Command("不同意特例", "", "", _run),
        Command("查询", "", "", _run, seeks=True),
        Command("修改", "", "", _run),
    )
)


@pytest.mark.parametrize(
    ("text", "word", "args"),
    [
        ("收办", "收办", ""),
        ("  收办。", "收办", ""),
        ("受理 CN-20260917-0007", "收办", "CN-20260917-0007"),
        ("收办CN-20260917-0007 g3", "收办", "CN-20260917-0007 g3"),
        ("收办：20260917-7", "收办", "20260917-7"),
        ("不同意特例 CN-20260917-1 理由", "不同意特例", "CN-20260917-1 理由"),
        ("不同意", "不同意", ""),
        ("查询 企业，登记", "查询", "企业，登记"),
        ("修改第3项", "修改", "第3项"),
        ("/查询 x", "查询", "x"),
    ],
)
def test_a_command_at_the_head(text: str, word: str, args: str) -> None:
    line = read_line(text, WORDS)
    assert line is not None
    assert (line.command.word, line.args) == (word, args)


@pytest.mark.parametrize("text", ["", "收办一下", "不同意特例办法", "请收办", "修改意见见附件", "🙂", "。"])
def test_no_command(text: str) -> None:
    assert read_line(text, WORDS) is None


@pytest.mark.parametrize(
    ("text", "is_command"),
    [
        ("收办", True),
        ("收办 CN-20260917-0007", True),
        ("修改第3项", True),
        ("查询 企业", True),
        ("收办 这是我的回答", False),
        ("查询 结果 与实际不符", False),
        ("修改 日期应为2020年", False),
    ],
)
def test_commands_while_a_question_is_open(text: str, is_command: bool) -> None:
    assert (read_in_form(text, WORDS) is not None) is is_command


@pytest.mark.parametrize(
    ("text", "number", "generation", "rest"),
    [
        ("CN-20260917-0007", "CN-20260917-0007", None, ""),
        ("cn20260917-7 g12", "CN-20260917-0007", 12, ""),
        ("CN—20260917—0007，属实", "CN-20260917-0007", None, "属实"),
        ("cn 20260917 7 g3 核实无误", "CN-20260917-0007", 3, "核实无误"),
        ("#20260917-12345", "CN-20260917-12345", None, ""),
        ("CN-20260917-0007 good", "CN-20260917-0007", None, "good"),
        ("CN-20260917-0007 G60沪昆高速数据无误", "CN-20260917-0007", None, "G60沪昆高速数据无误"),
        ("CN-20260917-0007 G2 高速数据无误", "CN-20260917-0007", None, "G2 高速数据无误"),
        ("- CN-20260917-0007 核实无误", "CN-20260917-0007", None, "核实无误"),
        ("CN-20260917-0007 g5基站", "CN-20260917-0007", None, "g5基站"),
        ("CN-20260917-0007 g5，基站", "CN-20260917-0007", 5, "基站"),
    ],
)
def test_ticket_numbers(text: str, number: str, generation: int | None, rest: str) -> None:
    found = read_reference(text)
    assert found is not None
    assert (found.number, found.generation, found.rest) == (number, generation, rest)


@pytest.mark.parametrize("text", ["", "企业", "2026-09-17", "CN-2026-1", "20260917", "CN-20260917-1234567"])
def test_no_ticket_number(text: str) -> None:
    assert read_reference(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第3项", 3),
        ("3", 3),
        ("三", 3),
        ("第十二项", 12),
        ("二十", 20),
        ("第３条", 3),
        ("x", None),
        ("十十", None),
        ("一二", None),
    ],
)
def test_item_numbers(text: str, number: int | None) -> None:
    assert read_item(text) == number


def test_every_command_word_is_found_exactly() -> None:
    words = words_of(COMMANDS)
    for word, command in words.items():
        line = read_line(word, words)
        assert line is not None
        assert line.command is command


def test_a_duplicate_word_is_an_error() -> None:
    with pytest.raises(ValueError, match="taken twice"):
        words_of((*COMMANDS, COMMANDS[0]))
