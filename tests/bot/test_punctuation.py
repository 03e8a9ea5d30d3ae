"""Separators: blanks and punctuation between two parts of a line belong to neither; inside a number they do."""

from __future__ import annotations

import unicodedata
from itertools import product

import pytest

from bot.language.punctuation import PAUSES, bare, behind, cut, ends_at, parts
from bot.language.text import half_width

MARKS = (
    " ", "\t", "\n", "　", ",", "，", "､", ";", "；", ":", "：", "、", "。", "｡", ".", "．", "!", "！", "?", "？",
    "﹐", "﹔", "﹕", "﹑", "﹖", "﹗", "\u2005", "\u2028", "\u205f",
    "~", "～", "—", "–", "——", "， ", " ，", "：\n", "。！", "，，", "、 — ", "。 \t；", ". ", "！！！", "？！",
)  # fmt: skip
WORDS = (
    "经核实与证照一致",
    "经核实，与证照一致。",
    "“存续”应为“注销”",
    "（见附件）已核对",
    "《权责清单》第12项",
    "【更正】地址",
    "-3.5改为3.5",
    "−3.5改为3.5",
    "2026-09-18已更正",
    "3.5倍",
    "10:30来电说明",
    "1,000条均已更正。",
    "区教育局、区民政局共同负责！",
    "……以证照为准",
    "·张三",
    "#12",
)
HEADS = ("5", "5分", "10个工作日", "9月25日", "2026-09-25", "2026.9.25", "市场监管局", "MKT", "已告知", "核实无误")


def test_every_mark_exists_in_half_and_full_width() -> None:
    """A constant that lost its full-width twin holds the ASCII mark twice."""
    assert len(set(PAUSES)) == len(PAUSES)
    for mark in ",;:.!?~":
        assert mark in PAUSES
        assert chr(ord(mark) + 0xFEE0) in PAUSES
        assert unicodedata.name(chr(ord(mark) + 0xFEE0)).startswith("FULLWIDTH")


def is_one_figure(head: str, mark: str, words: str) -> bool:
    """5.3, 5:30, 5~3, and a code: A.01."""
    return words[0].isdigit() and (mark in ".．:：~～—–" if head[-1].isdigit() else mark == "." and head.isascii())


@pytest.mark.parametrize("head", HEADS)
def test_part_separator_text(head: str) -> None:
    for mark, words in product(MARKS, WORDS):
        if not is_one_figure(head, mark, words):
            assert cut(f"{head}{mark}{words}") == (head, words)
        assert behind(f"{mark}{words}") == words


@pytest.mark.parametrize("head", HEADS)
def test_part_without_text_behind_it(head: str) -> None:
    for mark in MARKS:
        assert cut(f"{head}{mark}") == (head, "")
        assert bare(f"{mark}{head}{mark}") == head


@pytest.mark.parametrize(
    "text",
    [
        "3.5",
        "3．5倍",
        "10:30",
        "10：30来电",
        "1,000条",
        "12,000,000条",
        "3~5天",
        "3—5天",
        "2024—2026年",
        "A.01",
        "a.xlsx",
        "-1",
    ],
)
def test_marks_inside_a_number_are_kept(text: str) -> None:
    assert cut(text) == (text, "")
    assert cut(f"依据 {text}") == ("依据", text)
    assert cut(f"依据，{text}") == ("依据", text)


def test_marks_that_open_a_number_are_kept() -> None:
    assert behind(" .5%的记录") == ".5%的记录"
    assert behind("， ~5条") == "~5条"
    assert behind(".5分") == "5分"  # the mark ends the part before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("王芳，9月17日至20日；9月30日。", ["王芳", "9月17日至20日", "9月30日"]),
        ("王芳 2026.9.17~2026.9.30", ["王芳", "2026.9.17~2026.9.30"]),
        ("1、3", ["1", "3"]),
        ("1,3。", ["1", "3"]),
        ("，，。", []),
        ("", []),
    ],
)
def test_all_parts(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


def test_end_of_text_ends_a_part() -> None:
    assert ends_at("5分", 2)
    assert not ends_at("5分钟", 2)
    assert ends_at(half_width("５分，"), 2)
