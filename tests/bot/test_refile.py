"""T15, P3: 放弃 covers 本次 alone; the proposer files anew without typing everything again."""

from __future__ import annotations

from tests.bot.filing import filed
from tests.bot.world import World


def test_a_withdrawn_filing_is_filled_in_again(world: World) -> None:
    old = filed(world)
    world.says("zhang.wei", f"撤回 {old} 填错了")
    world.says("zhang.wei", f"重新提出 {old}")
    review = world.clicks("zhang.wei", "无误")[-1]
    assert "企业登记基本信息" in f"{review.fields}"
    assert "某某有限公司登记状态为存续" in f"{review.fields}"
    world.clicks("zhang.wei", "提交")
    new = world.numbers()[-1]
    assert new != old
    assert f"原工单：{old}" in world.says("li.na", f"查询 {new}")[-1].body


def test_neither_anothers_nor_one_that_goes_on(world: World) -> None:
    number = filed(world)
    assert "不能重新提出" in world.says("zhang.wei", f"重新提出 {number}")[-1].body
    world.says("zhang.wei", f"撤回 {number}")
    assert "您本人" in world.says("li.na", f"重新提出 {number}")[-1].body
    assert "没有" in world.says("he.ping", "重新提出")[-1].body
