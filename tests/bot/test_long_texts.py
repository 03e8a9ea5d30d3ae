"""A11: a text that is too long is refused with the number that was sent; nothing is stored in part."""

from __future__ import annotations

from bot.tickets.select import KEY_BYTES, carried, too_long
from platforms.wecom.cards import KEY_BYTES as MOST
from tests.bot.acts.main_path import MainPath
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


def test_a_list_carries_all_or_nothing(world: World) -> None:
    """Two cases wait: what was written goes with the one that is picked, or is asked for again."""
    for _ in range(2):
        MainPath(world).until(MainPath.receive)
    short, long = "经核实，登记状态与档案一致", "经核实，登记状态与档案一致，" * 40
    listed = world.send_text(OFFICER, f"答复核实无误 {short}")[-1]
    assert listed.submit is not None
    assert listed.submit.command.endswith(short)
    listed = world.send_text(OFFICER, f"答复核实无误 {long}")[-1]
    assert listed.submit is not None
    assert "经核实" not in listed.submit.command
    assert f"共{len(long)}字，没有带上" in listed.subtitle


def test_a_key_has_room_for_what_it_carries() -> None:
    most = "字" * (KEY_BYTES // 3)
    assert carried(most) == most
    assert too_long(most) == ""
    assert carried(most + "字") == ""
    assert len(f"不同意再次申请特例 CN-20260917-0007 {most}".encode()) <= MOST
