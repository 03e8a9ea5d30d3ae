"""Dates and durations as they are spoken, where the acts ask for them (P6, P7)."""

from __future__ import annotations

import pytest

from tests.bot.acts.main_path import MainPath
from tests.bot.test_open_question import kept
from tests.bot.world import World

OFFICER = "wang.fang"


def repairing(world: World) -> str:
    path = MainPath(world)
    for step in (path.file, path.accept, path.clear, path.transfer, path.receive, path.reply):
        step()
    return path.number


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("二十天", 20),
        ("２０天", 20),
        ("延到10月16日（含当日）", "2026-10-16"),
        ("下个月底", "2026-10-31"),
    ],
)
def test_the_length_of_a_limit_as_it_is_spoken(world: World, said: str, understood: int | str) -> None:
    world.confirms = False
    number = repairing_with_preview(world)
    world.send_text(OFFICER, f"申请延期 {number}")
    world.choose_option(OFFICER, "基层数据")
    world.send_text(OFFICER, said)
    assert kept(world, OFFICER)["days"] == understood


def repairing_with_preview(world: World) -> str:
    world.confirms = True
    number = repairing(world)
    world.confirms = False
    return number


def test_a_promise_that_could_mean_several_days_is_asked_again(world: World) -> None:
    path = MainPath(world)
    for step in (path.file, path.accept, path.clear, path.transfer, path.receive):
        step()
    world.confirms = False
    world.send_text(OFFICER, f"答复需修正 {path.number} 属实，登记状态未更新")
    assert "没有说明是哪一天" in world.send_text(OFFICER, "下周")[-1].body
    assert "没有“2月30日”这一天" in world.send_text(OFFICER, "2月30日")[-1].body
    assert "已经过去" in world.send_text(OFFICER, "上周五")[-1].body
    assert "2026-09-25 周五" in str(world.send_text(OFFICER, "下周五前改好")[-1])
