"""M5, M13, P9: withdrawal before and after a finding of fault, its undoing, and the centre in the proposer's place."""

from __future__ import annotations

from bot.ports import CallKind
from regulation.states import ClockKind, Outcome, State
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World, is_preview

CENTRE, DIRECTOR, PROPOSER, OFFICER = "li.na", "zhou.jie", "zhang.wei", "wang.fang"


def test_before_a_finding_it_asks_once_and_ends_the_case(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    world.confirms = False
    asked = world.send_text(PROPOSER, f"撤回 {number}")[-1]
    assert is_preview(asked)
    assert "无需继续办理" in asked.body
    assert world.ticket(number).state is State.VERIFYING
    world.press_button(PROPOSER, "确定")
    assert world.ticket(number).outcome is Outcome.WITHDRAWN


def test_after_a_finding_it_says_that_the_repair_goes_on(world: World) -> None:
    """The duty to correct does not hang on the proposer (M13); the flag stays until the repair is confirmed (P9)."""
    number = MainPath(world).until(MainPath.reply)
    world.confirms = False
    asked = world.send_text(PROPOSER, f"撤回 {number}")[-1]
    assert is_preview(asked)
    assert "依职权继续办理（本系统约定）" in asked.body
    card = world.press_button(PROPOSER, "确定")[-1]
    assert "依职权继续办理，不再请您确认" in card.body
    ticket = world.ticket(number)
    assert (ticket.state, ticket.ex_officio, ticket.flagged) == (State.REPAIRING, True, True)
    told = last_message(world, OFFICER)
    assert "提出方已撤回" in told.body
    assert "（含当日）前完成修正" in told.title
    twice = world.send_text(PROPOSER, f"撤回 {number}")[-1]
    assert "撤回" in twice.body
    assert [button.text for button in twice.buttons if button.text in ("数据已正确，确认办结", "撤回")] == []


def withdrawn_and_repaired(world: World) -> str:
    number = MainPath(world).until(MainPath.reply)
    world.send_text(PROPOSER, f"撤回 {number}")
    world.send_text(OFFICER, f"完成修正 {number} 已将登记状态更正为注销")
    world.choose_option(OFFICER, "是")
    world.send_text(OFFICER, "2026-09-24 批次 0712")
    assert world.ticket(number).state is State.CENTRE_CONFIRMING
    return number


def test_two_people_of_the_centre_confirm(world: World) -> None:
    number = withdrawn_and_repaired(world)
    card = last_message(world, CENTRE)
    assert [button.text for button in card.buttons] == ["中心确认", "复核未通过", "退回反馈"]
    assert number in str(world.send_text(CENTRE, "我的待办")[-1])
    world.send_text(CENTRE, f"中心确认 {number} 已核对平台数据，状态为注销")
    assert world.ticket(number).state is State.CENTRE_CONFIRMING
    own = world.send_text(CENTRE, f"中心确认 {number} 已核对平台数据，状态为注销")[-1]
    assert world.ticket(number).state is State.CENTRE_CONFIRMING, own.body
    world.send_text(DIRECTOR, f"中心确认 {number} 复核一致，状态为注销")
    ticket = world.ticket(number)
    assert (ticket.outcome, ticket.flagged) == (Outcome.EX_OFFICIO, False)
    end = last_message(world, PROPOSER)
    assert end.title == "您撤回的异议已办结"
    assert "已将登记状态更正为注销" not in end.body, "how it is handled is not told to who stepped out (P9)"
    assert "您不必再办理" in end.body
    assert "数据已正确，确认办结" not in [button.text for button in end.buttons]


def test_nobody_else_confirms_in_the_proposers_place(world: World) -> None:
    number = withdrawn_and_repaired(world)
    for user in (PROPOSER, OFFICER, "wu.gang"):
        world.send_text(user, f"中心确认 {number} 已核对平台数据一致")
        world.send_text(user, f"确认 {number}")
    assert world.ticket(number).state is State.CENTRE_CONFIRMING


def test_the_supervising_office_leaves_it_to_the_centre_while_anybody_there_may(world: World) -> None:
    """By the directory of the day: an operator and the director are two (own rule)."""
    number = withdrawn_and_repaired(world)
    refused = world.send_text("chen.mo", f"中心确认 {number} 已核对平台数据一致")[-1]
    assert "区大数据中心另有人员可以办理" in refused.body
    world.send_text(CENTRE, f"中心确认 {number} 已核对平台数据一致")
    assert "另有人员可以办理" in world.send_text("chen.mo", f"中心确认 {number} 已核对平台数据一致")[-1].body
    assert world.ticket(number).state is State.CENTRE_CONFIRMING


def test_data_that_cannot_be_repaired_is_decided_on_by_two(world: World) -> None:
    """G7, own rule: the proposer has left, the centre decides in their place."""
    number = MainPath(world).until(MainPath.reply)
    world.send_text(PROPOSER, f"撤回 {number}")
    world.send_text(OFFICER, f"答复申请特例 {number} 原始档案已于九十年代水灾中灭失")
    world.choose_option(OFFICER, "原始资料已灭失")
    assert world.ticket(number).state is State.CENTRE_CONFIRMING
    assert "依职权决定" in last_message(world, CENTRE).body
    for user in (CENTRE, DIRECTOR):
        world.send_text(user, f"中心确认 {number} 已向档案馆核实原件灭失")
    ticket = world.ticket(number)
    assert (ticket.outcome, ticket.flagged) == (Outcome.SPECIAL, True)


def test_a_repair_that_is_not_there_goes_back(world: World) -> None:
    number = withdrawn_and_repaired(world)
    world.send_text(CENTRE, f"复核未通过 {number} 平台数据仍为存续")
    ticket = world.ticket(number)
    assert (ticket.state, ticket.round) == (State.DISPATCHED, 2)
    assert "平台数据仍为存续" in last_message(world, OFFICER).body


def test_a_feedback_whose_batch_is_not_found_is_returned(world: World) -> None:
    """P8: the repair limit goes on; before the result was told."""
    number = MainPath(world).until(MainPath.finish)
    world.send_text(CENTRE, f"退回反馈 {number} 平台未见所报批次0712")
    ticket = world.ticket(number)
    assert ticket.state is State.REPAIRING
    assert [c.kind for c in ticket.clocks if c.stopped_at is None] == [ClockKind.REPAIR]
    assert "平台未见所报批次0712" in last_message(world, OFFICER).body
    assert "责任部门正在继续修正" in last_message(world, PROPOSER).body
    world.send_text(OFFICER, f"退回反馈 {number} 不是我")
    assert world.ticket(number).state is State.REPAIRING


def test_the_centre_undoes_a_withdrawal_within_five_days(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    world.send_text(PROPOSER, f"撤回 {number}")
    refused = world.send_text(OFFICER, f"恢复办理 {number} 来电要求")[-1]
    assert world.ticket(number).state is State.CLOSED, refused.body
    world.send_text(CENTRE, f"恢复办理 {number} 提出方来电要求恢复")
    assert world.ticket(number).state is State.VERIFYING
    assert last_message(world, PROPOSER).title == "异议已恢复办理"
    assert "期限接续计算" in last_message(world, OFFICER).body
    twice = world.send_text(CENTRE, f"恢复办理 {number} 提出方来电要求恢复")[-1]
    assert "恢复办理" in twice.body


def test_a_withdrawal_is_not_undone_after_that(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    world.send_text(PROPOSER, f"撤回 {number}")
    world.at("2026-09-28T10:00")
    card = world.send_text(CENTRE, f"恢复办理 {number} 提出方来电要求恢复")[-1]
    assert "撤回已超过5个工作日" in card.body


def test_a_card_from_before_the_withdrawal_is_stale(world: World) -> None:
    number = MainPath(world).until(MainPath.reply)
    command = next(b.command for b in last_message(world, OFFICER).buttons if b.text == "完成修正")
    world.send_text(PROPOSER, f"撤回 {number}")
    card = world.process(world.call(OFFICER, CallKind.CLICK, command))[-1]
    assert "撤回" in card.body
    assert "这张卡片已过期" in card.body


def test_who_withdrew_reads_the_case_and_is_asked_nothing(world: World) -> None:
    number = withdrawn_and_repaired(world)
    card = world.send_text(PROPOSER, f"查询 {number}")[-1]
    assert "待中心确认" in card.title
    assert "不再请您确认和告知办理情况（本系统约定）" in card.body
    assert "已将登记状态更正为注销" not in str(card)
    assert {field.label for field in card.fields} & {"办理期限", "预计修正"} == set()
    assert "完成修正" not in str(card.fields), "no later step, either"
    assert {"数据已正确，确认办结", "不认可", "配合", "撤回"} & {
        button.text for button in (*card.buttons, *card.more)
    } == set()
    assert number not in str(world.send_text(PROPOSER, "我的待办")[-1])
