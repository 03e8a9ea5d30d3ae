"""P4, P10: the platform repairs its own fault within its limit; the city's data is transferred."""

from __future__ import annotations

from regulation.states import ClockKind, Result, State
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World


def test_platform_repair_extended_finished_and_confirmed(world: World) -> None:
    number = MainPath(world).until(MainPath.accept)
    world.send_text("li.na", f"平台核查 {number} 平台原因 归集任务漏跑一个批次")
    world.choose_option("li.na", "归集")
    world.send_text("li.na", "跳过")
    ticket = world.ticket(number)
    assert ticket.state is State.PLATFORM_REPAIR
    assert ticket.flagged
    assert last_message(world, "zhang.wei").title == "已查明平台原因"
    world.send_text("li.na", f"申请延期 {number} 12 需要重新加工全部历史数据")
    world.choose_option("li.na", "重新归集或者重新加工")
    card = world.send_text("li.na", "9月28日")[-1]  # an extension asks for a new expected date (own rule)
    assert "期限已延长至" in card.body
    world.send_text("li.na", f"平台修复完成 {number} 已补跑批次并核对")
    world.choose_option("li.na", "是")
    world.send_text("li.na", "批次 0925")
    world.choose_option("li.na", "否")
    assert world.ticket(number).result is Result.PLATFORM_REPAIRED
    world.press_button("li.na", "告知结果")
    assert "平台已修复" in last_message(world, "zhang.wei").body


def test_extension_beyond_the_soft_cap_needs_the_director(world: World) -> None:
    number = MainPath(world).until(MainPath.accept)
    world.send_text("li.na", f"平台原因 {number} 涉及系统改造")
    world.choose_option("li.na", "存储")
    world.send_text("li.na", "跳过")
    world.send_text("li.na", f"申请延期 {number} 30 系统改造周期较长")
    world.choose_option("li.na", "系统改造")
    world.send_text("li.na", "10月20日")
    assert world.ticket(number).pending
    request = last_message(world, "zhou.jie")
    assert [button.text for button in request.buttons][:2] == ["批准延期", "不批准延期"]
    world.press_button("zhou.jie", "批准延期")
    world.send_text("zhou.jie", "确属必要，已报告分管领导")
    repair = next(clock for clock in world.ticket(number).clocks if clock.kind is ClockKind.PLATFORM_REPAIR)
    assert repair.total_days == 30
    assert not world.ticket(number).pending


def test_the_proposer_reads_the_reason_of_an_extension_once_it_is_granted(world: World) -> None:
    """P4, own rule: a longer limit is told with its reason; an application is not told."""
    number = MainPath(world).until(MainPath.accept)
    world.send_text("li.na", f"平台原因 {number} 涉及系统改造")
    world.choose_option("li.na", "存储")
    world.send_text("li.na", "跳过")
    for days, reason in ((12, "历史数据重新加工"), (30, "系统改造周期较长"), (35, "改造范围扩大")):
        world.send_text("li.na", f"申请延期 {number} {days} {reason}")
        world.choose_option("li.na", "系统改造")
        world.send_text("li.na", "9月28日")
        shown = world.send_text("zhang.wei", f"查询 {number}")[-1].body
        assert (reason in shown) == (days <= 15), reason
        if days > 15:
            world.send_text("zhou.jie", f"{'批准延期' if days == 30 else '不批准延期'} {number} 改造方案须经专家评审")
            shown = world.send_text("zhang.wei", f"查询 {number}")[-1].body
            assert "系统改造周期较长" in shown
            assert "改造范围扩大" not in shown


def test_transfer_to_the_city_and_back(world: World) -> None:
    number = MainPath(world).until(MainPath.clear)
    world.send_text("li.na", f"转市平台 {number} SH-2026-00817")
    assert world.ticket(number).state is State.CITY
    assert last_message(world, "zhang.wei").title == "已转市平台办理"
    world.send_text("li.na", f"市平台反馈 {number} 市平台已更正源数据")
    world.press_button("li.na", "告知结果")
    assert "市平台已更正源数据" in last_message(world, "zhang.wei").body
    assert world.ticket(number).state is State.CONFIRMING
