"""The tour's data: the twelve steps are those of README.md, and every move says what to do in one sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sandbox.tour.record_look import KINDS
from sandbox.tour.tour_file import Move, Step, read_tour, sentence

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+) \|([^|]*)\|([^|]*)\|", re.MULTILINE)
ROWS = {int(number): (phone.strip(), what) for number, phone, what in ROW.findall(README)}
VERB = re.compile(r"\b(press|choose|send) (?:`([^`]+)`|([^,;|]+))")
STEPS = read_tour().steps


def told(what: str) -> list[tuple[str, str]]:
    """The verbs of a row with their words; a text that the reader makes up has none."""
    return [(verb, quoted or ("" if verb == "send" else plain)) for verb, quoted, plain in VERB.findall(what)]


def wanted(step: Step) -> list[tuple[str, str]]:
    each: list[tuple[str, str]] = []
    for move in step.moves:
        given = (("send", move.send), ("choose", move.choose), ("press", move.press))
        each += [(verb, word) for verb, word in given if word]
    return each


def test_there_are_twelve() -> None:
    assert sorted(ROWS) == list(range(1, 13))
    assert len(STEPS) == 12


@pytest.mark.parametrize("number", range(1, 13))
def test_a_step_is_the_readme_s(number: int) -> None:
    row, step = told(ROWS[number][1]), wanted(STEPS[number - 1])
    assert [verb for verb, _ in row] == [verb for verb, _ in step]
    for (_, read), (_, word) in zip(row, step, strict=True):
        assert not read or read.startswith(word)


@pytest.mark.parametrize("number", range(1, 12))
def test_it_is_on_the_readme_s_phone(number: int) -> None:
    phones = {"陈予安": "提出方", "方知远": "中心运营", "林晓棠": "联络专员 A 角"}
    named = next(ROWS[earlier][0] for earlier in range(number, 0, -1) if ROWS[earlier][0])
    if named != "any":
        assert {move.who for move in STEPS[number - 1].moves} == {phones[named.split()[0]]}


@pytest.mark.parametrize("move", [move for step in STEPS for move in step.moves], ids=str)
def test_every_move_is_one_sentence_and_can_be_judged(move: Move) -> None:
    said = sentence(move, "陈予安")
    assert said.count("。") == 1
    assert (move.send or move.press) in said
    assert move.done.partition(" ")[0] in KINDS


def test_every_form_s_questions_are_in_order() -> None:
    tour = read_tour()
    for move in (move for step in tour.steps for move in step.moves):
        kind, _, rest = move.done.partition(" ")
        name, _, question = rest.partition(" ")
        if kind == "draft":
            assert not question or question in tour.orders[name]
