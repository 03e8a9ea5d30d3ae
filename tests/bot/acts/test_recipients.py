"""M7, M14: every step reaches a recipient: the stand-in of whoever is away, B without an A, at last by phone."""

from __future__ import annotations

from datetime import date

from regulation.states import Outcome, State
from store.cases import history
from store.people import persons, stand_ins
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import MainPath
from tests.bot.test_city_orders import entered
from tests.bot.test_on_behalf import recorded
from tests.bot.world import World


def away(world: World, user: str, deputy: str) -> None:
    with world.store.write() as session:
        stand_ins.set_stand_in(
            session,
            world.person_id(user),
            world.person_id(deputy),
            from_on=date(2026, 9, 1),
            to_on=date(2026, 9, 30),
            now=world.now,
        )


def test_stand_in_gets_the_card_and_acts_for_the_absent_colleague(world: World) -> None:
    away(world, "wang.fang", "sun.li")
    number = MainPath(world).until(MainPath.transfer)
    assert "wang.fang" not in world.received
    assert last_message(world, "sun.li").buttons[0].text == "签收"
    world.press_button("sun.li", "签收")
    ticket = world.ticket(number)
    assert ticket.state is State.VERIFYING
    with world.store.read() as session:
        line = history.lines(session, ticket)[-1]
    assert (line.actor_id, line.acting_for) == (world.person_id("sun.li"), world.person_id("wang.fang"))
    late = world.send_text("zhao.lei", f"签收 {number}")[-1]
    assert "已由孙丽代王芳于 9月17日 09:30 签收" in late.body


def test_officer_b_is_notified_at_once_without_an_a(world: World) -> None:
    with world.store.write() as session:
        found = persons.by_account(session, "wecom", "wang.fang")
        assert found is not None
        session.add(found)
        found.active = False
    MainPath(world).until(MainPath.transfer)
    assert last_message(world, "zhao.lei").buttons[0].text == "签收"


def test_department_without_officers_falls_back_to_the_centre(world: World) -> None:
    MainPath(world).until(MainPath.clear)
    world.press_button("li.na", "转交其他部门")
    world.send_text("li.na", "区教育局")
    world.send_text("li.na", "学籍数据由其负责")
    assert last_message(world, "zhou.jie").title.endswith("待签收")


def test_proposer_without_account_is_phoned(world: World) -> None:
    number = recorded(world, "li.na", "刚刚", "姓名 钱进，单位 某街道，电话 021-62345678")
    world.send_text("zhou.jie", f"不予收办 {number} 所涉数据为企业内部台账")
    world.choose_option("zhou.jie", "不属于公共数据")
    call = last_message(world, "zhou.jie")
    assert world.ticket(number).outcome is Outcome.DECLINED
    desk = [card for card in world.received["zhou.jie"] if card.title == f"请电话告知 {number}"]
    assert len(desk) == 1, call
    assert "所涉数据为企业内部台账" in desk[0].body
    assert not [card for card in world.received["li.na"] if card.title == f"请电话告知 {number}"]


def test_city_order_has_no_proposer_to_phone(world: World) -> None:
    """M8: the result is reported through the city's channel; the department is notified of the closing."""
    number = entered(world)
    world.send_text("li.na", f"转交 {number} CIV 市级下发")
    world.send_text("liu.yang", f"签收 {number}")
    world.send_text("liu.yang", f"答复核实无误 {number} 经核实登记日期与档案一致")
    world.send_text("liu.yang", "婚姻登记档案")
    world.send_text("li.na", f"告知结果 {number}")
    said = [f"{card.title}{card.body}" for cards in world.received.values() for card in cards]
    assert not [words for words in said if "电话" in words]
    assert any(f"请向市平台反馈 {number}" in words and "SH-2026-0815" in words for words in said)
    assert last_message(world, "liu.yang").title == f"{number} 市级工单办结"
