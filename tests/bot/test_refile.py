"""T15, P3: abandonment ends 本次 alone; a new filing is prefilled with the earlier answers."""

from __future__ import annotations

from tests.bot.filing import filed
from tests.bot.world import World


def test_a_withdrawn_filing_is_prefilled(world: World) -> None:
    old = filed(world)
    world.send_text("zhang.wei", f"撤回 {old} 填错了")
    review = world.send_text("zhang.wei", f"重新提出 {old}")[-1]
    assert "企业登记基本信息" in f"{review.fields}"
    assert "某某有限公司登记状态为存续" in f"{review.fields}"
    world.press_button("zhang.wei", "提交")
    new = world.numbers()[-1]
    assert new != old
    assert f"原工单：{old}" in world.send_text("li.na", f"查询 {new}")[-1].body


def test_others_and_open_filings_are_refused(world: World) -> None:
    number = filed(world)
    assert "不能重新提出" in world.send_text("zhang.wei", f"重新提出 {number}")[-1].body
    world.send_text("zhang.wei", f"撤回 {number}")
    assert "您本人" in world.send_text("li.na", f"重新提出 {number}")[-1].body
    assert "没有" in world.send_text("he.ping", "重新提出")[-1].body
