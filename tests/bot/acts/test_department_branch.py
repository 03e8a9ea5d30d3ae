"""M7, M11, M12, G4, G7, P5–P7: every act of a department."""

from __future__ import annotations

import pytest

from regulation.states import ClockKind, Outcome, State
from store.tables import TicketClock
from tests.bot.acts.last_message import last_message, redrawn_cards
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World


def test_dispatch_to_a_colleague_who_replies(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    world.press_button("wang.fang", "转派")
    world.choose_option("wang.fang", "孙丽")
    assert "转派您办理" in last_message(world, "sun.li").body
    world.send_text("sun.li", f"答复核实无误 {number} 经核对登记档案，状态与档案一致")
    world.send_text("sun.li", "档案编号 2025-1187")
    assert world.ticket(number).state is State.NOTIFYING
    world.press_button("li.na", "告知结果")
    assert "档案编号 2025-1187" in last_message(world, "zhang.wei").body


def test_dispatch_and_take_back_by_typed_name(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    world.send_text("wang.fang", f"转派 {number} 孙丽")
    assert world.ticket(number).handler_id == world.person_id("sun.li")
    world.send_text("wang.fang", f"收回转派 {number}")
    assert world.ticket(number).handler_id is None
    assert redrawn_cards(world, "sun.li")


def test_return_and_ruling(world: World) -> None:
    number = MainPath(world).until(MainPath.transfer)
    world.press_button("wang.fang", "退回")
    world.send_text("wang.fang", "权责清单第12项，登记由民政部门负责")
    world.choose_option("wang.fang", "区民政局")
    assert world.ticket(number).state is State.TRANSFERRING
    card = last_message(world, "li.na")
    assert "权责清单第12项" in card.body
    assert [button.text for button in card.buttons][:2] == ["转交区民政局", "转交其他部门"]
    world.press_button("li.na", "转交区民政局")
    assert "区市场监管局退回时建议的部门" in world.last_card("liu.yang").body
    assert last_message(world, "liu.yang").ticket == number
    world.send_text("liu.yang", f"退回 {number} MKT 目录登记为市场监管局")
    assert world.ticket(number).state is State.RULING
    world.press_button("li.na", "裁定其他部门")
    world.choose_option("li.na", "区市场监管局")
    world.send_text("li.na", "目录登记为准")
    assert world.ticket(number).owner_locked
    assert "不再退回" in last_message(world, "wang.fang").body
    again = world.send_text("wang.fang", f"退回 {number} 民政 仍不属于")[-1]
    assert "不得再次退回" in again.body


def test_ruling_on_the_suggested_department_takes_one_press(world: World) -> None:
    number = MainPath(world).until(MainPath.transfer)
    world.send_text("wang.fang", f"退回 {number} 民政 权责清单第12项")
    world.press_button("li.na", "转交区民政局")
    world.send_text("liu.yang", f"退回 {number} MKT 目录登记为市场监管局")
    assert "裁定后不得再次退回" in last_message(world, "li.na").body
    world.press_button("li.na", "裁定区市场监管局")
    assert world.ticket(number).owner_locked
    assert world.ticket(number).state is State.DISPATCHED


@pytest.mark.parametrize("empty", ["正在核实", "收到，我们会尽快处理", "好的"])
def test_under_verification_is_no_definite_reply(world: World, empty: str) -> None:
    number = MainPath(world).until(MainPath.receive)
    world.send_text("wang.fang", f"答复需修正 {number}")
    assert "不是明确答复" in world.send_text("wang.fang", empty)[-1].body
    assert world.ticket(number).state is State.VERIFYING


def test_cooperation_restarts_the_reply_limit(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    world.send_text("wang.fang", f"答复需配合 {number} 档案缺少注销材料")
    world.send_text("wang.fang", "携带注销通知书原件")
    world.send_text("wang.fang", "到政务服务中心三楼窗口提交")
    notice = last_message(world, "zhang.wei")
    assert "携带注销通知书原件" in notice.body
    assert notice.buttons[0].text == "配合"
    world.press_button("zhang.wei", "配合")
    world.send_text("zhang.wei", "已于今日提交")
    assert world.ticket(number).state is State.VERIFYING
    assert "已于今日提交" in last_message(world, "wang.fang").body


def special(world: World) -> str:
    number = MainPath(world).until(MainPath.receive)
    world.press_button("wang.fang", "答复")
    world.press_button("wang.fang", "下一步", reply="申请特例")
    world.choose_option("wang.fang", "灭失")
    world.send_text("wang.fang", "2003年档案因水灾灭失，无从核对")
    return number


def test_special_case_with_the_proposers_consent(world: World) -> None:
    number = special(world)
    notice = last_message(world, "zhang.wei")
    assert "水灾灭失" in notice.body
    assert [button.text for button in notice.buttons] == ["同意特例", "不同意特例"]
    world.press_button("zhang.wei", "同意特例")
    world.press_button("li.na", "告知结果")
    assert world.ticket(number).outcome is Outcome.SPECIAL


def test_refused_special_case_goes_back_to_repair(world: World) -> None:
    number = special(world)
    world.press_button("zhang.wei", "不同意特例")
    world.send_text("zhang.wei", "街道存有副本，可据以更正")
    assert world.ticket(number).state is State.REPAIRING
    assert "街道存有副本" in last_message(world, "wang.fang").body


def test_joint_handling_of_fusion_data(world: World) -> None:
    """M12: for fusion data only, on the department's application, approved by the centre."""
    world.send_text("zhang.wei", "提出异议")
    world.send_text("zhang.wei", "企业信用综合")
    world.choose_option("zhang.wei", "不一致")
    for words in ("信用等级两处不同", "两个系统结果不同，应一致", "业务比对发现"):
        world.send_text("zhang.wei", words)
    world.press_button("zhang.wei", "完成")
    number = world.press_button("zhang.wei", "提交")[-1].ticket
    for user, button in (
        ("li.na", "收办"),
        ("li.na", "平台核查无误"),
        ("li.na", "转交区市场监管局"),
        ("wang.fang", "签收"),
    ):
        world.press_button(user, button)
    world.send_text("wang.fang", f"申请协同 {number} 源数据来自民政")
    world.choose_option("wang.fang", "区民政局")
    assert last_message(world, "li.na").buttons[0].text == "同意协同"
    world.press_button("li.na", "同意协同")
    assert last_message(world, "liu.yang").ticket == number
    world.send_text("liu.yang", f"协同完成 {number} 已更正本部门源数据并重新报送")
    assert world.ticket(number).state is State.VERIFYING


def repair_limit(world: World, number: str) -> TicketClock:
    return next(clock for clock in reversed(world.ticket(number).clocks) if clock.kind is ClockKind.REPAIR)


def test_repair_extension_within_and_beyond_the_cap(world: World) -> None:
    number = MainPath(world).until(MainPath.reply)
    world.send_text("wang.fang", f"延期 {number} 10 需要街道重新采集")
    world.choose_option("wang.fang", "基层数据")
    world.send_text("wang.fang", "9月28日")  # an extension asks for a new expected date (own rule)
    assert world.ticket(number).clocks[-1].total_days == 10
    assert "延长至" in last_message(world, "zhang.wei").body
    world.send_text("wang.fang", f"申请延期 {number} 20 采集范围扩大")
    world.choose_option("wang.fang", "基层数据")
    world.send_text("wang.fang", "10月12日")
    assert world.ticket(number).pending_days == 20
    assert repair_limit(world, number).total_days == 10
    world.send_text("li.na", f"不批准延期 {number} 理由不充分")
    assert world.ticket(number).pending == ""
    assert "未批准" in last_message(world, "wang.fang").body
