"""A11: a text that is too long is refused with the number that was sent; nothing is stored in part."""

from __future__ import annotations

from tests.bot.filing import filed
from tests.bot.world import World

PROPOSER, CENTRE, OFFICER = "zhang.wei", "li.na", "wang.fang"


def test_the_real_count_is_said(world: World) -> None:
    card = world.send_text(PROPOSER, "字" * 20_000)[-1]
    assert "共20000字" in card.body
    assert "最多10000字" in card.body
    world.send_text(PROPOSER, "提出异议")
    world.send_text(PROPOSER, "企业登记")
    world.send_text(PROPOSER, "错误")
    assert "最多2000字，现在是20000字" in world.send_text(PROPOSER, "字" * 20_000)[-1].body


def test_a_reason_is_refused_with_its_count(world: World) -> None:
    number = filed(world)
    said = world.send_text(CENTRE, f"不予收办 {number} {'理由' * 1500}")[-1]
    assert "3000字" in str(said)
