"""M14, P9, M5: result notice, confirmation or rejection, withdrawal, urging, and what follows."""

from __future__ import annotations

from bot.laws import LawsInForce
from bot.outbound import Post
from bot.ports import CallKind
from bot.scene import Stage
from bot.tickets.perform import perform
from regulation.case import SYSTEM
from regulation.holiday_notices import shipped_notices
from regulation.rulebook_file import load_rulebooks
from regulation.states import Action, Outcome, State
from store.cases import tickets
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import MainPath
from tests.bot.district import PLATFORM
from tests.bot.world import World

LAWS = LawsInForce(load_rulebooks(), shipped_notices(), {})


def system(world: World, number: str, action: Action) -> None:
    """An act by the system, as the scheduler performs it."""
    with world.store.write() as session:
        post = Post(session, world.store.vault, world.now, {PLATFORM: "wecom"})
        stage = Stage(world.now, session, world.store.vault, LAWS(session), post)
        ticket = tickets.get(session, number)
        assert ticket is not None
        perform(stage, ticket, action, SYSTEM)
    world.deliver()


def test_rejection_opens_a_round_with_the_same_department(world: World) -> None:
    case = MainPath(world)
    number = case.until(MainPath.notify)
    world.press_button("zhang.wei", "不认可")
    world.send_text("zhang.wei", "查询系统里仍显示存续")
    ticket = world.ticket(number)
    assert (ticket.state, ticket.round) == (State.DISPATCHED, 2)
    task = last_message(world, "wang.fang")
    assert "查询系统里仍显示存续" in task.body
    assert task.buttons[0].text == "签收"


def test_result_notice_is_sent_automatically(world: World) -> None:
    number = MainPath(world).until(MainPath.finish)
    system(world, number, Action.NOTIFY)
    assert last_message(world, "zhang.wei").title == "办理结果告知"
    card = world.process(world.call("li.na", CallKind.CLICK, f"告知结果 {number} g8"))[-1]
    assert "已由系统于 9月17日 09:30 告知结果" in card.body


def test_missing_confirmation_is_not_consent(world: World) -> None:
    number = MainPath(world).until(MainPath.notify)
    world.at("2026-10-20T09:00")
    system(world, number, Action.LAPSE_CONFIRMATION)
    assert world.ticket(number).outcome is Outcome.UNCONFIRMED
    assert "逾期未确认" in last_message(world, "zhang.wei").title
    world.send_text("zhang.wei", f"重新受理 {number} 出差归来，仍有问题")
    assert world.ticket(number).state is State.CONFIRMING


def test_withdrawal_notifies_the_department(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    world.send_text("zhang.wei", f"撤回 {number}")
    assert world.ticket(number).outcome is Outcome.WITHDRAWN
    assert "已撤回" in last_message(world, "wang.fang").body


def test_urging_once_a_day(world: World) -> None:
    number = MainPath(world).until(MainPath.transfer)
    assert "已催办" in world.send_text("zhang.wei", f"催办 {number}")[-1].body
    assert "收到催办" in last_message(world, "wang.fang").body
    assert "今天您已经催办过" in world.send_text("zhang.wei", f"催办 {number}")[-1].body
    world.at("2026-09-18T10:00")
    assert "已催办" in world.send_text("zhang.wei", f"催办 {number}")[-1].body


def test_leader_urges_from_the_digest(world: World) -> None:
    numbers = [MainPath(world).until(MainPath.transfer) for _ in range(2)]
    card = world.send_text("wu.gang", f"催办 {' '.join(numbers)}")[-1]
    assert "已催办2件" in card.body


def test_evaluation_once(world: World) -> None:
    number = MainPath(world).until(MainPath.evaluate)
    assert "已经评价" in world.send_text("zhang.wei", f"评价 {number} 3")[-1].body
    assert world.ticket(number).score == 5


def test_typed_evaluation_with_comment(world: World) -> None:
    number = MainPath(world).until(MainPath.confirm)
    world.send_text("zhang.wei", f"评价 {number} 4分，答复清楚，稍慢")
    assert world.ticket(number).score == 4


def test_supervising_office_corrects_a_verdict(world: World) -> None:
    number = MainPath(world).until(MainPath.accept)
    world.send_text("chen.mo", f"更正认定 {number} 系统故障所致")
    world.choose_option("chen.mo", "收办意见")
    world.choose_option("chen.mo", "不计")
    assert world.ticket(number).clocks[0].verdict == "不计"


def test_list_number_refers_to_the_limit_that_was_shown(world: World) -> None:
    """M15: after four rounds there are more than ten limits, and number 2 is still the second in the list."""
    number = MainPath(world).until(MainPath.notify)
    for _ in range(3):
        world.send_text("zhang.wei", f"不认可 {number} 仍不一致")
        world.send_text("wang.fang", f"答复核实无误 {number} 经核对登记档案，状态与档案一致")
        world.send_text("wang.fang", "档案编号 2025-1187")
        world.send_text("li.na", f"告知结果 {number}")
    shown = world.send_text("chen.mo", f"更正认定 {number} 系统故障所致")[-1].choices[0].options
    world.send_text("chen.mo", "2")
    world.choose_option("chen.mo", "不计")
    clocks = world.ticket(number).clocks
    assert len(clocks) > 11
    assert shown[1].text.startswith(f"{clocks[1].kind} ")
    assert [clock.kind for clock in clocks if clock.verdict == "不计"] == [clocks[1].kind]


def test_department_is_notified_of_the_closing(world: World) -> None:
    number = MainPath(world).until(MainPath.confirm)
    closed = last_message(world, "wang.fang")
    assert closed.title == f"{number} 确认办结"
    assert "工单办结" in closed.body
