"""M5: 提出—收办—核实—修正—反馈—告知—评价 by button presses, with the cards of everybody involved."""

from __future__ import annotations

from regulation.states import Outcome, Result, State
from store.cases import flags
from tests.bot.acts.last_message import last_message
from tests.bot.filing import filed
from tests.bot.world import World


def test_main_path_from_filing_to_evaluation(world: World) -> None:
    number = filed(world)
    card = world.press_button("li.na", "收办")[-1]
    assert (
        card.title == "请于2026-09-20 周日（含当日）前完成平台内部核查"
    )  # P4: two working days; this Sunday is a working day (调休)
    assert last_message(world, "zhang.wei").title == "您的异议已收办"

    card = world.press_button("li.na", "平台核查无误")[-1]
    assert card.buttons[0].text == "转交区市场监管局"
    card = world.press_button("li.na", "转交区市场监管局")[-1]
    assert "区市场监管局" in card.body

    assert last_message(world, "wang.fang").ticket == number
    assert "zhao.lei" not in world.received  # A and B: B gets it only if A does not receive
    world.press_button("wang.fang", "签收")
    world.press_button("wang.fang", "答复")
    world.press_button("wang.fang", "下一步", reply="需修正")
    world.send_text("wang.fang", "经核实，该企业已于2025年注销，登记状态未更新")
    card = world.send_text("wang.fang", "9月25日")[-1]
    assert "2026-09-25 周五" in card.body
    assert world.ticket(number).flagged
    assert last_message(world, "zhang.wei").title == "责任部门已答复"
    assert "2026-09-25 周五" in last_message(world, "zhang.wei").body

    world.press_button("wang.fang", "完成修正")
    world.send_text("wang.fang", "已将登记状态更正为注销")
    world.choose_option("wang.fang", "是")
    world.send_text("wang.fang", "2026-09-24 批次 0712")
    assert last_message(world, "li.na").buttons[0].text == "告知结果"
    world.press_button("li.na", "告知结果")

    notice = last_message(world, "zhang.wei")
    assert notice.title == "办理结果告知"
    assert "已将登记状态更正为注销" in notice.body
    assert [button.text for button in notice.buttons] == ["数据已正确，确认办结", "不认可", "已阅"]
    card = world.press_button("zhang.wei", "数据已正确，确认办结")[-1]
    assert card.choices[0].name == "score"
    ticket = world.ticket(number)
    assert (ticket.state, ticket.outcome, ticket.result) == (State.CLOSED, Outcome.CONFIRMED, Result.REPAIRED)
    with world.store.read() as session:
        assert not flags.marks_on(session, ticket)

    world.press_button("zhang.wei", "提交评价", score="4")
    assert world.ticket(number).score == 4
