"""Sentences as people send them, each in the state in which it is said: as meant, and none of the others acts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, groupby
from pathlib import Path

import pytest

from tests.bot.spoken.outcome import Spoken, forget
from tests.bot.spoken.scenarios import scene

HERE = Path(__file__).parent
LISTS = ("utterances", "written_before", "written_after", "written_last", "written_fourth")
REFUSES = ("must_not_act", "must_not_act_after", "must_not_act_last")
LEAST = 0.95  # of the sentences that others would word differently; those of the issue: all


def rows(name: str) -> list[list[str]]:
    lines = (HERE / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]


def outcomes(found: list[list[str]], folder: Path) -> Iterator[tuple[list[str], str]]:
    """Each row with what came of it; a database in which a step was taken is thrown away."""
    names = count()
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


@pytest.mark.parametrize("name", REFUSES)
def test_questions_negations_and_reports_do_nothing(name: str, tmp_path: Path) -> None:
    """No step, no preview, no draft begun: the ticket is shown, or the sentence asked back."""
    found = list(outcomes(rows(name), tmp_path))
    acted = [f"{row[0]} {row[1]}: {got[:80]}" for row, got in found if got.startswith(("act ", "file"))]
    assert [line for line in acted if ": act 答复 " not in line] == []  # that card asks which reply it is


def test_the_lists_are_long_enough() -> None:
    assert sum(len(rows(name)) for name in LISTS) >= 300
    assert sum(len(rows(name)) for name in REFUSES) >= 100
