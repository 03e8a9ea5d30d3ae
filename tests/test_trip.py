"""Length of a trip: functions and files that a press enters stay within the counts reached plus a fifth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.commands import COMMANDS
from tools.demo_steps import STEPS
from tools.trip import HELD, Key, Leg, Printed, Reached, lengths, main, messages, sentence_of, trips

SLACK = 1.2
# Functions and files entered by each message of a command: `python -m tools.trip --table`, 2026-11-30.
REACHED: Mapping[Key, Reached] = {
    ("提出异议", 1): (223, 80),  # 提出异议
    ("提出异议", 2): (293, 96),  # 法人登记信息
    ("提出异议", 3): (219, 74),  # 错误
    ("提出异议", 4): (226, 79),  # 某某有限公司登记状态为存续
    ("提出异议", 5): (232, 82),  # 该公司已于2025年注销，应为注销
    ("提出异议", 6): (233, 83),  # 办理补贴发放时发现
    ("提出异议", 7): (243, 84),  # 完成
    ("提出异议", 8): (456, 138),  # 提交
    ("收办", 1): (419, 123),  # 收办
    ("签收", 1): (413, 125),  # 签收
    ("答复", 1): (316, 108),  # 答复
    ("答复", 2): (351, 122),  # 需要修正
    ("答复", 3): (267, 99),  # 属实，登记状态未更新
    ("答复", 4): (577, 171),  # 5个工作日后
    ("答复", 5): (507, 144),  # 确定
    ("确认", 1): (498, 148),  # 确认
    ("确认", 2): (449, 129),  # 确定
}  # fmt: skip

Walked = Mapping[str, Sequence[Leg]]


@pytest.fixture(scope="module")
def walked() -> Walked:
    """In a thread of its own, because a browser test leaves an event loop running in this one."""
    with ThreadPoolExecutor(1) as own:
        return own.submit(trips, *HELD).result()


@pytest.mark.parametrize("word", HELD)
def test_a_press_enters_no_more_than_it_did_and_a_fifth(walked: Walked, word: str) -> None:
    found = {key: reached for key, reached, _ in lengths(word, walked[word])}
    assert list(found) == [key for key in REACHED if key[0] == word]
    longer = {
        key: (reached, REACHED[key])
        for key, reached in found.items()
        if any(now > SLACK * then for now, then in zip(reached, REACHED[key], strict=True))
    }
    assert longer == {}, "functions and files now, and as they were"


def test_a_trip_reads_from_the_callback_to_the_commit(walked: Walked) -> None:
    (legs,) = messages(walked["收办"])
    lines = [line for leg in legs for line in Printed(full=False).lines(leg.top.made)]
    read = "\n".join(lines)
    places = [read.find(name) for name in ("CallbackEndpoint.__call__", "InboxWriter.keep", "Dispatcher.run_once")]
    assert -1 not in places
    assert places == sorted(places)
    assert f"# bot/dispatch.py: {sentence_of('bot/dispatch.py')}" in (line.strip() for line in lines)


def test_what_was_shown_is_not_shown_again_unless_everything_is_wanted(walked: Walked) -> None:
    _, commit, _ = walked["收办"]
    short, full = (list(Printed(full=full).lines(commit.top.made)) for full in (False, True))
    names = [name for line in full if not line.lstrip().startswith("#") for name in line.split(", ")]
    assert len(names) == len(list(commit.top.all()))
    assert len(short) < 0.7 * len(full)  # the shorter the way, the less there is to leave out


def test_every_command_has_its_path() -> None:
    assert {command.word for command in COMMANDS} - set(STEPS) == set()
    assert {before for step in STEPS.values() for before in step.after} - set(STEPS) == set()


def test_an_unknown_command_is_told_what_there_is() -> None:
    with pytest.raises(SystemExit, match=r"no command '吃饭'; there are: .* 收办 .* 帮助"):
        main(["吃饭"])
