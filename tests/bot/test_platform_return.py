"""M11, P4: back to the platform, the check anew, rulings, a mis-tap taken back, and following up with the city."""

from __future__ import annotations

import pytest

from bot.ports import CallKind, Card
from regulation.states import ClockKind, State
from store.cases import history
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World

OFFICER, CENTRE, PROPOSER = "wang.fang", "li.na", "zhang.wei"
FINDING, BASIS = "业务系统登记状态为注销", "注销通知书2021年3月"


def returned(world: World) -> str:
    number = MainPath(world).until(MainPath.receive)
    world.send_text(OFFICER, f"答复 {number} 系平台环节 {FINDING}")
    world.send_text(OFFICER, BASIS)
    assert world.ticket(number).state is State.CHECKING
    return number


def texts(world: World, number: str) -> dict[str, str]:
    ticket = world.ticket(number)
    with world.store.read() as session:
        written = history.texts(session, world.store.vault, ticket, ticket.seq)
    return {field: text for (_, field), text in written.items()}


@pytest.mark.parametrize("said", ["区大数据中心", "数据中心", "平台", "大数据中心"])
def test_a_return_to_the_centre_is_the_reply_about_the_platform(world: World, said: str) -> None:
    """The officer need not name a department that is not meant (F1): finding and basis are asked for."""
    number = MainPath(world).until(MainPath.receive)
    world.send_text(OFFICER, f"退回 {number} {said} {FINDING}")
    assert world.ticket(number).state is State.VERIFYING
    world.send_text(OFFICER, BASIS)
    assert world.ticket(number).state is State.CHECKING
    assert texts(world, number) == {"finding": FINDING, "basis": BASIS}
    assert world.ticket(number).department_id is not None, "the department stays in the record"


def test_the_platform_is_offered_where_a_department_is_suggested(world: World) -> None:
    """What was written before as the basis stays; the finding is asked for."""
    number = MainPath(world).until(MainPath.receive)
    world.send_text(OFFICER, f"退回 {number} 本部门业务系统数据正确，系平台归集环节出错")
    world.choose_option(OFFICER, "区大数据中心（平台环节）")
    card = last_message(world, OFFICER)
    assert card.title == "核实的结果是什么？"
    world.send_text(OFFICER, FINDING)
    assert world.ticket(number).state is State.CHECKING
    assert texts(world, number)["finding"] == FINDING
    assert texts(world, number)["basis"] == "本部门业务系统数据正确，系平台归集环节出错"


def test_the_centre_and_the_proposer_read_the_reply(world: World) -> None:
    returned(world)
    card = last_message(world, CENTRE)
    assert FINDING in card.body
    assert "重新核查" in card.body
    assert [button.text for button in card.buttons] == ["平台原因", "裁定区市场监管局", "裁定其他部门"]
    told = last_message(world, PROPOSER)
    assert told.title == "责任部门已答复"
    assert FINDING in told.body
    assert "重新核查平台环节" in told.body


def test_a_ruling_back_to_the_department_says_why(world: World) -> None:
    """M11: what the department replied is not set aside without a reason."""
    number = returned(world)
    asked = world.press_button(CENTRE, "裁定区市场监管局")[-1]
    assert asked.title == "依据是什么？"
    world.send_text(CENTRE, "平台数据与归集文件一致")
    assert world.ticket(number).state is State.DISPATCHED
    assert "依据：“平台数据与归集文件一致”" in last_message(world, OFFICER).told


def test_a_second_return_to_the_platform_in_a_round_is_refused(world: World) -> None:
    number = returned(world)
    world.send_text(CENTRE, f"裁定 {number} MKT 平台数据与归集文件一致")
    assert world.ticket(number).state is State.DISPATCHED
    card = world.send_text(OFFICER, f"退回 {number} 平台 {FINDING}")[-1]
    assert "不得再次退回" in card.body
    assert world.ticket(number).state is State.DISPATCHED


@pytest.mark.parametrize(
    ("user", "word"), [("liu.yang", "答复系平台环节"), (PROPOSER, "答复系平台环节"), (CENTRE, "退回平台")]
)
def test_nobody_else_replies_for_the_department(world: World, user: str, word: str) -> None:
    number = MainPath(world).until(MainPath.receive)
    world.send_text(user, f"{word} {number} {FINDING}")
    assert world.ticket(number).state is State.VERIFYING


def test_the_centre_rules_that_the_platform_is_at_fault(world: World) -> None:
    """裁定 naming the platform leads to the stage and the finding of the platform's fault."""
    number = ruling(world)
    world.send_text(CENTRE, f"裁定 {number} 平台 归集任务漏跑一个批次")
    world.choose_option(CENTRE, "归集")
    world.send_text(CENTRE, "跳过")
    assert world.ticket(number).state is State.PLATFORM_REPAIR
    assert texts(world, number)["finding"] == "归集任务漏跑一个批次"


def test_the_centre_rules_that_the_city_provides_the_data(world: World) -> None:
    number = ruling(world)
    world.send_text(CENTRE, f"裁定 {number}")
    world.choose_option(CENTRE, "市大数据资源平台")
    world.send_text(CENTRE, "SH-2026-00817")
    world.send_text(CENTRE, "数据由市平台统一提供")
    assert world.ticket(number).state is State.CITY
    assert last_message(world, PROPOSER).title == "已转市平台办理"


def ruling(world: World) -> str:
    """Returned by two departments: the centre has to rule."""
    number = MainPath(world).until(MainPath.receive)
    world.send_text(OFFICER, f"退回 {number} CIV 权责清单第12项")
    world.send_text(CENTRE, f"转交 {number} CIV 部门建议")
    world.send_text("liu.yang", f"退回 {number} EDU 学籍数据由其负责")
    assert world.ticket(number).state is State.RULING
    return number


def test_a_mis_tap_is_taken_back_before_the_transfer(world: World) -> None:
    """更正核查结论: recorded with its reason; the limit of the check runs on."""
    number = MainPath(world).until(MainPath.clear)
    due = next(clock.due_on for clock in world.ticket(number).clocks if clock.kind is ClockKind.CHECK)
    world.send_text(CENTRE, f"更正核查结论 {number} 误点，归集批次尚未核对")
    ticket = world.ticket(number)
    assert ticket.state is State.CHECKING
    open_clocks = [clock for clock in ticket.clocks if clock.stopped_at is None]
    assert [(clock.kind, clock.due_on) for clock in open_clocks] == [(ClockKind.CHECK, due)]
    again = world.send_text(CENTRE, f"更正核查结论 {number} 误点，归集批次尚未核对")[-1]
    assert "更正核查结论" in again.body
    world.send_text(CENTRE, f"平台原因 {number} 归集漏跑")
    assert last_message(world, CENTRE).choices, "the other finding is possible now"


def test_a_card_from_before_the_correction_is_stale(world: World) -> None:
    number = MainPath(world).until(MainPath.clear)
    old = last_message(world, CENTRE)
    world.send_text("zhou.jie", f"更正核查结论 {number} 误点，归集批次尚未核对")
    command = next(button.command for button in old.buttons if button.text.startswith("转交"))
    card = pressed(world, CENTRE, command)
    assert "更正核查结论" in card.body
    assert world.ticket(number).state is State.CHECKING


def pressed(world: World, user: str, command: str) -> Card:
    return world.process(world.call(user, CallKind.CLICK, command))[-1]


def test_the_city_is_followed_up_and_the_proposer_hears_of_it(world: World) -> None:
    number = MainPath(world).until(MainPath.clear)
    world.send_text(CENTRE, f"转市平台 {number} SH-2026-00817")
    card = world.send_text(CENTRE, f"跟进市平台 {number}")[-1]
    assert card.title == "请说明跟进情况"
    world.send_text(CENTRE, "市平台反馈正在核对源数据")
    told = last_message(world, PROPOSER)
    assert told.title == "市平台办理跟进"
    assert "办理期限" not in [field.label for field in told.fields], "a follow-up is nobody's limit"
    refused = world.send_text(OFFICER, f"跟进市平台 {number} 催一下")[-1]
    assert "查无此工单" in refused.body
