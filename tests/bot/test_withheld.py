"""P6, G7, P7, M12: what the proposer does not read yet: a reply marked 答复不明确, and what is only applied for."""

from __future__ import annotations

import pytest

from regulation.states import Action, State
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import MainPath
from tests.bot.test_definite_replies import asked_to_consent
from tests.bot.world import World

CENTRE, DIRECTOR, PROPOSER, OFFICER = "li.na", "zhou.jie", "zhang.wei", "wang.fang"
MARK = "部门答复标为“答复不明确”（本系统约定）"
VAGUE = "正在核实当中"
NEXT_DAY = "2026-09-18T09:10"


def vaguely_replied(world: World, reply: str = "答复需修正", date: str = "9月25日 ") -> str:
    """Asked again once for the finding, and sent all the same (P6)."""
    number = MainPath(world).until(MainPath.receive)
    world.send_text(OFFICER, f"{reply} {number} {date}{VAGUE}")
    world.send_text(OFFICER, VAGUE)
    return number


def labels(world: World, user: str, number: str) -> dict[str, str]:
    return {field.label: field.value for field in world.send_text(user, f"查询 {number}")[-1].fields}


def test_an_indefinite_reply_is_not_shown_on_its_day(world: World) -> None:
    """Neither as a message nor on the card: state, date, flag and last step are those before the reply."""
    number = MainPath(world).until(MainPath.receive)
    before = len(world.received[PROPOSER])
    world.send_text(OFFICER, f"答复需修正 {number} 9月25日 {VAGUE}")
    world.send_text(OFFICER, VAGUE)
    assert world.ticket(number).state is State.REPAIRING
    assert len(world.received[PROPOSER]) == before
    card = world.send_text(PROPOSER, f"查询 {number}")[-1]
    assert "部门核实中" in card.title
    assert VAGUE not in str(card)
    assert {"预计修正", "数据标注"} & {field.label for field in card.fields} == set()
    assert "答复" not in labels(world, PROPOSER, number)["最近一步"]
    assert labels(world, PROPOSER, number)["办理期限"].startswith("部门答复")
    assert "部门答复" in world.send_text(PROPOSER, f"为什么 {number}")[-1].subtitle


def test_the_centre_reads_the_mark_and_returns_it_with_one_press(world: World) -> None:
    number = vaguely_replied(world)
    card = last_message(world, CENTRE)
    assert f"{MARK}，今日不告知提出方；未退回补充的，2026-09-18 周五告知。" in card.body
    assert card.buttons[0].text == "退回补充答复"
    assert MARK in world.send_text(CENTRE, f"查询 {number}")[-1].body
    world.press_button(CENTRE, "退回补充答复")
    world.send_text(CENTRE, "没有写明核实的结果")
    assert world.ticket(number).state is State.VERIFYING
    world.at(NEXT_DAY)
    assert VAGUE not in str(world.send_text(PROPOSER, f"查询 {number}")[-1]), "a returned reply is none"


def test_the_department_reads_that_it_is_not_told_today(world: World) -> None:
    vaguely_replied(world)
    assert MARK in last_message(world, OFFICER).body
    assert "已答复提出方" not in last_message(world, OFFICER).body


def test_from_the_next_working_day_on_it_is_read(world: World) -> None:
    number = vaguely_replied(world)
    world.at(NEXT_DAY)
    card = world.send_text(PROPOSER, f"查询 {number}")[-1]
    assert "部门修正中" in card.title
    assert VAGUE in card.body
    assert MARK not in card.body
    assert "预计修正" in labels(world, PROPOSER, number)


def test_a_result_that_is_told_the_same_day_shows_it(world: World) -> None:
    """The centre lets it stand: the proposer reads it with the result."""
    number = vaguely_replied(world, "答复核实无误", "")
    world.send_text(OFFICER, "经核对登记档案，与源数据一致")
    assert world.ticket(number).state is State.NOTIFYING, world.received[OFFICER][-1].body
    assert VAGUE not in str(world.send_text(PROPOSER, f"查询 {number}")[-1])
    world.send_text(CENTRE, f"告知结果 {number}")
    assert VAGUE in last_message(world, PROPOSER).body


def test_reading_the_case_on_that_day_tells_nothing(world: World) -> None:
    """M14: neither 已阅 nor an old card begins the time to cooperate."""
    number = MainPath(world).until(MainPath.receive)
    for text in (f"答复需配合 {number} {VAGUE}", VAGUE, "携带注销通知书原件", "到政务服务中心三楼窗口提交"):
        world.send_text(OFFICER, text)
    assert (world.ticket(number).state, world.ticket(number).to_tell) == (State.COOPERATING, Action.REPLY_COOPERATE)
    assert "待提出方配合" not in str(world.send_text(PROPOSER, f"查询 {number}"))
    world.send_text(PROPOSER, f"已阅 {number}")
    assert world.ticket(number).to_tell == Action.REPLY_COOPERATE
    assert "配合" not in [button.text for button in last_message(world, PROPOSER).buttons]


@pytest.mark.parametrize(
    ("command", "choice"),
    [
        ("申请延期 {} 20 10月12日 采集范围扩大", "基层数据"),
        ("答复申请特例 {} 另一批档案也已灭失无法核实", "原始资料已灭失"),
    ],
)
def test_an_undecided_application_is_internal(world: World, command: str, choice: str) -> None:
    """P7, G7: neither 待批事项 nor the step nor its text; the centre reads all of them."""
    number = MainPath(world).until(MainPath.reply)
    if "特例" in command:
        asked_to_consent(world, number)
        world.send_text(PROPOSER, f"不同意特例 {number} 请再找找其他档案")
    world.send_text(OFFICER, command.format(number))
    world.choose_option(OFFICER, choice)
    assert labels(world, CENTRE, number)["待批事项"]
    card = world.send_text(PROPOSER, f"查询 {number}")[-1]
    assert "待批事项" not in labels(world, PROPOSER, number)
    assert "采集范围扩大" not in str(card)
    assert "另一批档案" not in str(card)
    assert "申请" not in labels(world, PROPOSER, number)["最近一步"]


def test_a_second_special_case_is_read_once_it_is_approved(world: World) -> None:
    number = MainPath(world).until(MainPath.reply)
    asked_to_consent(world, number)
    world.send_text(PROPOSER, f"不同意特例 {number} 请再找找其他档案")
    world.send_text(OFFICER, f"答复申请特例 {number} 另一批档案也已灭失无法核实")
    world.choose_option(OFFICER, "原始资料已灭失")
    world.send_text(CENTRE, f"同意再次申请特例 {number} 档案馆已出具灭失证明")
    assert "另一批档案也已灭失无法核实" in last_message(world, PROPOSER).body


def test_a_joint_handling_is_read_once_it_is_approved(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    world.send_text(OFFICER, f"申请协同 {number} 源数据来自民政部门")
    world.choose_option(OFFICER, "区民政局")
    assert world.ticket(number).joint == "requested", world.received[OFFICER][-1].body
    assert "待批事项" not in labels(world, PROPOSER, number)
    assert "申请协同" not in labels(world, PROPOSER, number)["最近一步"]
    assert labels(world, CENTRE, number)["待批事项"] == "协同申请待批准"
