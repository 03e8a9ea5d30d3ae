"""G4, G7, P5, P6: the proposer's time to cooperate and to consent, returned and corrected replies, expected dates."""

from __future__ import annotations

import pytest

from regulation.case import SYSTEM
from regulation.states import Action, ClockKind, Outcome, State
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import MainPath
from tests.bot.acts.test_result_branch import system
from tests.bot.world import World

CENTRE, DIRECTOR, PROPOSER, OFFICER = "li.na", "zhou.jie", "zhang.wei", "wang.fang"
AFTER = "2026-09-24T09:00"  # the five days from 2026-09-17 周四 end on 2026-09-23 周三: 2026-09-20 is a workday


def asked_to_cooperate(world: World) -> str:
    number = MainPath(world).until(MainPath.receive)
    world.send_text(OFFICER, f"答复需配合 {number} 登记档案缺注销通知书")
    world.send_text(OFFICER, "携带注销通知书原件")
    world.send_text(OFFICER, "到政务服务中心三楼窗口提交")
    assert world.ticket(number).state is State.COOPERATING
    return number


def asked_to_consent(world: World, number: str = "") -> str:
    number = number or MainPath(world).until(MainPath.reply)
    world.send_text(OFFICER, f"答复申请特例 {number} 2003年档案因水灾灭失无法核实")
    world.choose_option(OFFICER, "原始资料已灭失")
    return number


def running(world: World, number: str) -> dict[ClockKind, str]:
    return {c.kind: c.due_on.isoformat() for c in world.ticket(number).clocks if c.stopped_at is None}


def test_the_request_names_the_day_and_that_it_is_our_own_rule(world: World) -> None:
    number = asked_to_cooperate(world)
    card = last_message(world, PROPOSER)
    assert "请于2026-09-23 周三（含当日）前配合（本系统约定的期限）" in card.body
    assert card.buttons[0].text == "配合"
    assert running(world, number) == {ClockKind.COOPERATE: "2026-09-23"}
    assert number in str(world.send_text(PROPOSER, "我的待办")[-1])


def test_silence_brings_it_back_and_the_proposer_may_still_cooperate(world: World) -> None:
    number = asked_to_cooperate(world)
    world.at(AFTER)
    system(world, number, Action.LAPSE_COOPERATION)
    assert last_message(world, PROPOSER).title == "配合期限已过"
    assert "答复期限接续计算（本系统约定）" in last_message(world, OFFICER).body
    assert "配合" in [b.text for b in (*last_message(world, PROPOSER).buttons, *last_message(world, PROPOSER).more)]
    world.send_text(PROPOSER, f"配合 {number} 已到三楼窗口提交原件")
    assert world.ticket(number).asked_to_cooperate is False
    assert "已到三楼窗口提交原件" in last_message(world, OFFICER).body


def test_the_centre_ends_what_nobody_cooperated_in(world: World) -> None:
    number = asked_to_cooperate(world)
    early = world.send_text(CENTRE, f"未配合终止 {number} 两次联系均未提供材料")[-1]
    assert world.ticket(number).state is State.COOPERATING, early.body
    world.at(AFTER)
    system(world, number, Action.LAPSE_COOPERATION)
    world.send_text(OFFICER, f"未配合终止 {number} 两次联系均未提供材料")
    assert world.ticket(number).state is State.VERIFYING
    world.send_text(CENTRE, f"未配合终止 {number} 两次联系均未提供材料")
    assert world.ticket(number).outcome is Outcome.UNCOOPERATIVE
    told = last_message(world, PROPOSER)
    assert told.title == "异议已终止（未配合）"
    assert "两次联系均未提供材料" in told.body
    assert "重新受理" in told.body
    twice = world.send_text(CENTRE, f"未配合终止 {number} 两次联系均未提供材料")[-1]
    assert "未配合终止" in twice.body
    world.send_text(CENTRE, f"重新受理 {number} 提出方已补交材料")
    assert world.ticket(number).state is State.VERIFYING


def test_silence_is_no_consent(world: World) -> None:
    number = asked_to_consent(world)
    card = last_message(world, PROPOSER)
    assert "请于2026-09-23 周三（含当日）前答复（本系统约定的期限），逾期不视为同意" in card.body
    world.at(AFTER)
    system(world, number, Action.LAPSE_CONSENT)
    assert world.ticket(number).state is State.REPAIRING
    assert "不视为同意特例" in last_message(world, PROPOSER).body
    assert "不视为同意特例" in last_message(world, OFFICER).body


def test_a_second_application_needs_the_centre(world: World) -> None:
    """The judge sees the time to decide, the department its own limit; the proposer is not asked yet."""
    number = asked_to_consent(world)
    world.send_text(PROPOSER, f"不同意特例 {number} 街道存有副本")
    heard = len(world.received[PROPOSER])
    asked_to_consent(world, number)
    assert world.ticket(number).special_pending
    assert len([c for c in world.received[PROPOSER][heard:] if not c.done]) == 0
    judge, own = last_message(world, CENTRE), last_message(world, OFFICER)
    assert [b.text for b in judge.buttons[:2]] == ["同意再次申请特例", "不同意再次申请特例"]
    assert {f.label: f.value for f in judge.fields}["办理期限"].startswith("审批")
    assert {f.label: f.value for f in own.fields}["办理期限"].startswith("部门修正")
    assert "须经区大数据中心批准（本系统约定）" in own.body
    assert number in str(world.send_text(CENTRE, "我的待办")[-1])
    world.send_text(CENTRE, f"不同意再次申请特例 {number} 街道存有副本，可以核实")
    assert world.ticket(number).special_pending is False
    assert "街道存有副本，可以核实" in last_message(world, OFFICER).body
    twice = world.send_text(CENTRE, f"同意再次申请特例 {number} 情况属实")[-1]
    assert world.ticket(number).state is State.REPAIRING, twice.body


def test_the_centre_agrees_and_the_proposer_decides(world: World) -> None:
    number = asked_to_consent(world)
    world.send_text(PROPOSER, f"不同意特例 {number} 街道存有副本")
    asked_to_consent(world, number)
    world.send_text(OFFICER, f"同意再次申请特例 {number} 情况属实")
    assert world.ticket(number).state is State.REPAIRING
    world.send_text(CENTRE, f"同意再次申请特例 {number} 副本确已销毁")
    assert world.ticket(number).state is State.CONSENTING
    assert last_message(world, PROPOSER).title == "请决定是否同意特例"


def test_a_reply_without_content_is_returned_once(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    for _ in range(2):  # asked for again once, then sent as it is
        world.send_text(OFFICER, f"答复需修正 {number} 9月25日 正在核实")
    world.send_text(OFFICER, f"退回补充答复 {number} 没有写明结果")
    assert world.ticket(number).state is State.REPAIRING
    world.send_text(CENTRE, f"退回补充答复 {number} 没有写明核实的结果")
    assert world.ticket(number).state is State.VERIFYING
    assert "没有写明核实的结果" in last_message(world, OFFICER).body
    assert "责任部门正在补充答复" in last_message(world, PROPOSER).body
    world.send_text(OFFICER, f"答复需修正 {number} 9月25日 登记机关2025年3月已准予注销")
    again = world.send_text(CENTRE, f"退回补充答复 {number} 没有写明核实的结果")[-1]
    assert "已退回补充过一次" in again.body


def test_a_reply_is_corrected_and_the_proposer_reads_both(world: World) -> None:
    number = MainPath(world).until(MainPath.reply)
    due = running(world, number)
    world.send_text(OFFICER, f"更正答复 {number} 注销日期应为2021年3月9日")
    world.send_text(OFFICER, "原答复日期有误")
    told = last_message(world, PROPOSER)
    assert told.title == "责任部门更正答复"
    assert "注销日期应为2021年3月9日" in told.body
    assert "原答复日期有误" in told.body
    assert "更正2026-09-17 周四的答复" in last_message(world, CENTRE).body
    assert running(world, number) == due
    assert "原答复：“经核实属实，登记状态未更新”。更正为：“注销日期应为2021年3月9日”" in told.body
    assert "自2026-09-17 周四起以更正后的内容为准，期限不变（本系统约定）" in told.body
    page = world.send_text(PROPOSER, f"查询 {number}")[-1].body
    assert "经核实属实，登记状态未更新" in page, "the old text stays"
    refused = world.send_text("liu.yang", f"更正答复 {number} 别的内容")[-1]
    assert "查无此工单" in refused.body


def test_a_new_expected_date_within_the_limit(world: World) -> None:
    """P5: told to the proposer with its reason; beyond the limit it is refused at once."""
    number = MainPath(world).until(MainPath.reply)
    card = world.send_text(OFFICER, f"更新预计日期 {number} 10月20日 材料未收齐")[-1]
    assert "申请延期" in card.body
    world.send_text(OFFICER, "9月24日")
    ticket = world.ticket(number)
    assert ticket.promised_on is not None
    assert ticket.promised_on.isoformat() == "2026-09-24"
    told = last_message(world, PROPOSER)
    assert told.title == "预计修正日期已更新"
    assert "2026-09-24 周四" in told.body
    assert "材料未收齐" in told.body


def test_an_extension_brings_its_reason_and_date_to_the_proposer(world: World) -> None:
    number = MainPath(world).until(MainPath.reply)
    world.send_text(OFFICER, f"申请延期 {number} 10 9月28日 需要街道重新采集")
    world.choose_option(OFFICER, "基层数据")
    told = last_message(world, PROPOSER)
    assert told.title == "修正期限已延长"
    assert "理由：“需要街道重新采集”" in told.body
    assert "预计修正日期为2026-09-28 周一" in told.body


def test_the_judge_of_an_extension_sees_the_time_to_decide(world: World) -> None:
    number = MainPath(world).until(MainPath.reply)
    world.send_text(OFFICER, f"申请延期 {number} 20 10月12日 采集范围扩大")
    world.choose_option(OFFICER, "基层数据")
    judge = last_message(world, CENTRE)
    assert [b.text for b in judge.buttons[:2]] == ["批准延期", "不批准延期"]
    assert "审批期限2026-09-18 周五（本系统约定）" in judge.body
    own = {f.label: f.value for f in world.send_text(OFFICER, f"查询 {number}")[-1].fields}
    assert own["办理期限"].startswith("部门修正")


@pytest.mark.parametrize("user", [OFFICER, PROPOSER, "chen.mo"])
def test_only_the_centre_ends_what_the_regulation_does_not_cover(world: World, user: str) -> None:
    number = MainPath(world).until(MainPath.receive)
    world.send_text(user, f"终止办理 {number} 行政复议法 登记状态由处罚决定导致")
    assert world.ticket(number).state is State.VERIFYING


def test_after_acceptance_the_centre_may_find_the_regulation_not_to_apply(world: World) -> None:
    """M2: both ticks, the rule's name, the reason; told to proposer and department, reopenable."""
    number = MainPath(world).until(MainPath.receive)
    world.send_text(CENTRE, f"终止办理 {number} 行政复议法 登记状态由行政处罚决定导致")
    world.choose_option(CENTRE, "是")
    world.choose_option(CENTRE, "是")
    assert world.ticket(number).outcome is Outcome.TERMINATED
    told = last_message(world, PROPOSER)
    assert told.title == "您的异议终止办理"
    assert "办法第二条" in told.body
    assert "行政复议法" in told.body
    assert "登记状态由行政处罚决定导致" in told.body
    department = last_message(world, OFFICER)
    assert "终止办理" in department.body
    assert "行政处罚决定" not in department.body, "the centre's reason is for the proposer"


def test_a_found_fault_is_not_ended_as_not_covered(world: World) -> None:
    number = MainPath(world).until(MainPath.reply)
    card = world.send_text(CENTRE, f"终止办理 {number} 行政复议法 登记状态由行政处罚决定导致")[-1]
    assert world.ticket(number).state is State.REPAIRING, card.body


def test_the_supervising_office_ends_after_the_third_round(world: World) -> None:
    """M15: with reasons, shown as 未获认可; nobody of the centre does it."""
    case = MainPath(world)
    number = case.until(MainPath.notify)
    early = world.send_text("chen.mo", f"未获认可 {number} 多轮核实结果一致")[-1]
    assert "方可由区政府办公室以未获认可结束" in early.body
    for _ in range(3):
        world.send_text(PROPOSER, f"不认可 {number} 查询系统里仍显示存续")
        world.send_text(OFFICER, f"答复核实无误 {number} 登记机关2025年3月已准予注销")
        world.send_text(OFFICER, "注销通知书")
        world.send_text(CENTRE, f"告知结果 {number}")
    world.send_text(CENTRE, f"未获认可 {number} 多轮核实结果一致")
    assert world.ticket(number).outcome is None
    world.send_text("chen.mo", f"未获认可 {number} 四轮核实结果一致")
    assert world.ticket(number).outcome is Outcome.UNACCEPTED
    assert last_message(world, PROPOSER).title == "异议已结束（未获认可）"
    assert "四轮核实结果一致" in last_message(world, PROPOSER).body


def test_the_systems_acts_are_nobodys_to_type(world: World) -> None:
    number = asked_to_cooperate(world)
    for word in (Action.LAPSE_COOPERATION, Action.LAPSE_CONSENT, Action.TOLD):
        world.send_text(CENTRE, f"{word} {number}")
    assert world.ticket(number).state is State.COOPERATING
    assert SYSTEM.person_id == 0
