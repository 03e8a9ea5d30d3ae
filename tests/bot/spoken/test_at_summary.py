"""A preview or a summary is confirmed by the bare word alone; all else shows it again, changes it, or puts it away."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot import call_json
from bot.ports import CallKind
from tests.bot.spoken.open_at import FILING, as_text, left
from tests.bot.spoken.outcome import Spoken, forget, lines_of, said
from tests.bot.spoken.scenarios import scene
from tests.bot.spoken.test_sentences import rows
from tests.bot.world import World

OPENED: Mapping[str, tuple[str, tuple[str, ...]]] = {  # who, and what brings the person there
    "withdraw": ("P1", ("撤回 0004 填错了",)),
    "reply": ("DV", ("答复需修正 0004 9月25日 经核实属实，登记人员录入时写错",)),
    "return": ("D1", ("退回 0004 民政局 职责清单第12项明确由民政局负责",)),
    "reject": ("PC", ("不认可 0004 地址还是不对",)),
    "filing": ("P1", FILING),
    "leaving": ("P1", (*FILING[:2], "取消")),
    "evidence": ("P1", FILING[:6]),
}
ALL = rows("at_summary")
WAITS = ("尚未办理", "尚未提交")


def became(world: World, account: str, spoken: Spoken, wanted: str) -> str:
    """What is wanted, where it came to that."""
    text = said(spoken.card) if spoken.card is not None else ""
    state, step, answers = left(world, account)
    name, _, value = wanted.partition("=")
    if spoken.changed:
        return "did" if state != "active" else f"did {spoken.changed}"
    if wanted.startswith("open "):
        return f"open {step}"
    if value:
        return f"{name}={value}" if value in as_text(answers.get(name)) and any(map(text.__contains__, WAITS)) else text
    found = {
        "waits": state == "active" and not step and any(map(text.__contains__, WAITS)) and "哪一项" not in text,
        "left": state == "parked" and "没有办理" in text,
        "asks": state == "active" and "确定取消吗" in text,
        "placed": "放在哪一项" in text and any(map(text.__contains__, WAITS)),
        "gone": state == "none" and "已取消" in text,
    }
    return wanted if found.get(wanted) else f"{state} at {step!r}: {text[:80]}"


@pytest.mark.parametrize("where", OPENED)
def test_what_is_said_to_a_summary(where: str, tmp_path: Path) -> None:
    who, opening = OPENED[where]
    wrong, todo, names = [], [row for row in ALL if row[0] == where], iter(range(999))
    while todo:
        with scene(who, tmp_path, f"{where}-{next(names)}") as (world, account):
            for at, row in enumerate(todo):
                forget_all(world, account)
                for text in opening:
                    world.send_text(account, text)
                spoken = Spoken(world, account)
                spoken.say(row[1])
                got = became(world, account, spoken, row[2])
                wrong += [f"{row[1]}: {row[2]}, not {got}"] if got != row[2] else []
                done = at + 1
                if spoken.changed:
                    break
        todo = todo[done:]
    assert not wrong, "\n".join(wrong)


def forget_all(world: World, account: str) -> None:
    """Parked drafts too: the next opening begins anew."""
    while left(world, account)[0] != "none":
        if left(world, account)[0] == "parked":
            world.send_text(account, "继续")
        forget(world, account)


@pytest.mark.parametrize("answer", ["确定", "好的，确定", "确定。", "提交"])
def test_a_word_sent_before_the_preview_could_be_read_confirms_nothing(tmp_path: Path, answer: str) -> None:
    with scene("P1", tmp_path, "one") as (world, account):
        before = lines_of(world)
        for text in ("撤回0004", answer):
            call = world.call(account, CallKind.TEXT, text)
            world.inbox.put(call.platform, call.message_id, call.user, call_json.encode(call), world.now)
        cards = world.handle()[account]
        assert lines_of(world) == before
        assert "还没有看到" in said(cards[-1])
        world.wait(minutes=1)
        world.send_text(account, "确定")
        assert lines_of(world) == [*before, ("0004", "撤回")]


def test_words_without_a_place_are_added_where_the_person_says(tmp_path: Path) -> None:
    with scene("DV", tmp_path, "one") as (world, account):
        world.send_text(account, OPENED["reply"][1][0])
        world.send_text(account, "再加一句 已通知登记窗口核对档案")
        card = world.press_button(account, "补充到第1项")[-1]
        finding = left(world, account)[2]["finding"]
        assert "录入时写错" in finding
        assert "已通知登记窗口核对档案" in finding
        assert "请核对后确定" in card.title


@pytest.mark.parametrize(("which", "item"), [("2", "expected_on"), ("日期", "expected_on"), ("第1项", "finding")])
def test_which_item_to_change_may_be_typed(tmp_path: Path, which: str, item: str) -> None:
    with scene("DV", tmp_path, "one") as (world, account):
        world.send_text(account, OPENED["reply"][1][0])
        world.press_button(account, "修改")
        world.send_text(account, which)
        assert left(world, account)[1] == item


def test_the_new_value_may_be_typed_at_once_after_the_question_which_item(tmp_path: Path) -> None:
    with scene("DV", tmp_path, "one") as (world, account):
        world.send_text(account, OPENED["reply"][1][0])
        world.press_button(account, "修改")
        world.send_text(account, "9月24日")
        assert left(world, account)[2]["expected_on"] == "2026-09-24"
        world.send_text(account, "确定")
        assert ("0004", "答复需修正") in lines_of(world)
