"""Sentences as people send them, each in the state in which it is said: as meant, and none of the others acts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, groupby
from pathlib import Path

import pytest

from tests.bot.spoken.open_at import came_to
from tests.bot.spoken.outcome import Spoken, forget
from tests.bot.spoken.scenarios import scene

HERE = Path(__file__).parent
LISTS = ("utterances", "written_before", "written_after", "written_last", "written_fourth")
EACH = (
    "written_fifth",
    "written_sixth",
    "written_seventh",
    "written_eighth",
)  # every sentence is required; NONE is that nothing is done
NONE = "none"
ASKED_BACK = {  # meant as acts, asked back with the act on a button
    "搞错了吧 0004归民政局",
    "请市场监管局办0004",
    "0004搞错了不用改了 撤了吧",
    "不对啊还是老地址",
    "0004不符合收办条件 不予收办",
}
REFUSES = ("must_not_act", "must_not_act_after", "must_not_act_last", "must_not_act_fourth")
LEAST = 0.95  # of the sentences that others would word differently; those of the issue: all


def rows(name: str) -> list[list[str]]:
    lines = (HERE / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]


def outcomes(found: list[list[str]], folder: Path) -> Iterator[tuple[list[str], str]]:
    """Each row with what came of it; a database in which a step was taken is thrown away."""
    names = count()
    for row in (row for row in found if ":" in row[0]):
        who, question = row[0].split(":")
        with scene(who, folder, f"{who}-form-{next(names)}") as (world, account):
            yield row, came_to(world, account, question, row[1], row[2])
    found = [row for row in found if ":" not in row[0]]
    for who, group in groupby(sorted(found, key=lambda row: row[0]), key=lambda row: row[0]):
        left = list(group)
        while left:
            with scene(who, folder, f"{who}-{next(names)}") as (world, account):
                for at, row in enumerate(left):
                    spoken = Spoken(world, account)
                    yield row, spoken.say(row[1])
                    done = at + 1
                    if spoken.changed:
                        break
                    forget(world, account)
            left = left[done:]


def is_meant(wanted: str, got: str) -> bool:
    if "|" in wanted:
        return any(is_meant(each, got) for each in wanted.split("|"))
    if wanted == NONE:
        return not got.startswith(("act ", "file"))
    if wanted.startswith(("answer ", "open ", "parked", "filed")):
        return got == wanted
    if wanted.startswith("file "):
        return got.startswith("file") and wanted.removeprefix("file ") in got
    if wanted == "ask":
        asked = ("您是想" in got) or ("本次没有办理" in got) or (" asks " in got) or ("哪一件" in got)
        return asked or got.startswith(("ask", "told"))
    if wanted == "act 统计":
        return "质量报告" in got or "统计" in got
    if not wanted.startswith("act "):
        return got.startswith(wanted)
    _, word, number, *rest = wanted.split(" ", 3)
    done, *others = got.split(" ")
    is_word = others[:1] == [word] or (word in ("答复", "批示") and others[:1] != [] and word in got)
    return done == "act" and is_word and others[1] == number and all(words in got for words in rest)


@pytest.mark.parametrize("name", LISTS)
def test_sentences_come_to_what_is_meant(name: str, tmp_path: Path) -> None:
    found = list(outcomes(rows(name), tmp_path))
    wrong = [f"{row[0]} {row[1]}: {row[2]}, not {got[:80]}" for row, got in found if not is_meant(row[2], got)]
    most = 0 if name == "utterances" else round(len(found) * (1 - LEAST))
    assert len(wrong) <= most, "\n".join(wrong)


@pytest.mark.parametrize("name", EACH)
def test_each_sentence_comes_to_what_is_meant(name: str, tmp_path: Path) -> None:
    found = list(outcomes(rows(name), tmp_path))
    asked = {row[1]: got for row, got in found if row[1] in ASKED_BACK}
    wrong = [f"{row[0]} {row[1]}: {row[2]}, not {got[:80]}" for row, got in found if not is_meant(row[2], got)]
    assert [line for line in wrong if not any(f" {said}: " in line for said in asked)] == []
    assert {said: got for said, got in asked.items() if got.startswith(("act ", "file"))} == {}


@pytest.mark.parametrize("name", REFUSES)
def test_questions_negations_and_reports_do_nothing(name: str, tmp_path: Path) -> None:
    """No step, no preview, no draft begun: the ticket is shown, or the sentence asked back."""
    found = list(outcomes(rows(name), tmp_path))
    acted = [f"{row[0]} {row[1]}: {got[:80]}" for row, got in found if got.startswith(("act ", "file"))]
    assert [line for line in acted if ": act 答复 " not in line] == []  # that card asks which reply it is


def test_the_lists_are_long_enough() -> None:
    assert sum(len(rows(name)) for name in LISTS) >= 300
    assert sum(len(rows(name)) for name in REFUSES) >= 100
