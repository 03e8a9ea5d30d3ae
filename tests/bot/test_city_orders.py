"""M8, T39: city orders go to the competent department, with no district limit and no rank by due date."""

from __future__ import annotations

from regulation.states import Outcome, State, Track
from tests.bot.world import World


def entered(world: World, order: str = "SH-2026-0815") -> str:
    world.send_text("li.na", f"录入市级工单 {order}")
    world.send_text("li.na", "今天 9:00")
    world.send_text("li.na", "登记")
    world.choose_option("li.na", "婚姻登记信息")
    world.choose_option("li.na", "错误")
    for words in ("某某婚姻登记日期为2020年", "应为2021年", "市平台转来的截图所示"):
        world.send_text("li.na", words)
    world.press_button("li.na", "完成")
    world.press_button("li.na", "提交")
    return world.numbers()[-1]


def test_city_order_from_entry_to_closing_without_a_limit(world: World) -> None:
    number = entered(world)
    ticket = world.ticket(number)
    assert (ticket.track, ticket.state, ticket.city_order) == (Track.CITY_ISSUED, State.TRANSFERRING, "SH-2026-0815")
    world.send_text("li.na", f"转交 {number} CIV 市级下发")
    world.send_text("liu.yang", f"签收 {number}")
    world.send_text("liu.yang", f"答复核实无误 {number} 经核实登记日期与档案一致")
    world.send_text("liu.yang", "婚姻登记档案")
    world.send_text("li.na", f"告知结果 {number}")
    ticket = world.ticket(number)
    assert (ticket.outcome, ticket.clocks) == (Outcome.CITY_DONE, [])


def test_no_text_mentions_a_limit_that_does_not_exist(world: World) -> None:
    """P10: no sentence with a gap where a date would stand."""
    number = entered(world)
    world.send_text("li.na", f"转交 {number} CIV 市级下发")
    assert world.last_card("liu.yang").body.startswith("请签收并核实。市级工单按市级机制办理，不计区级期限。")
    assert "不计区级期限" in world.send_text("liu.yang", f"签收 {number}")[-1].body
    world.send_text("liu.yang", f"答复核实无误 {number} 经核实登记日期与档案一致")
    world.send_text("liu.yang", "婚姻登记档案")
    assert "请于前" not in world.last_card("li.na").body
    assert "核实无误" in world.last_card("li.na").body


def test_an_order_goes_to_a_competent_department_and_the_catalogue_owner_is_not_proposed(world: World) -> None:
    """M8: 由区级公共数据主管部门进行处置; another department only with a reason."""
    number = entered(world)
    assert "可直接转交" not in world.last_card("li.na").body
    asked = world.send_text("li.na", f"转交 {number}")[-1]
    assert "公共数据主管部门处置（办法第八条）" in asked.body
    world.send_text("li.na", "民政")
    assert "没有写明具体理由" in world.send_text("li.na", "无")[-1].body
    answer = world.send_text("li.na", "婚姻登记条线由其主管")[-1]
    assert "，，" not in answer.body
    assert "期限，" not in answer.body
    assert "已通知其联络专员" in answer.body


def test_an_order_is_withdrawn_by_nobody_here_and_has_no_proposer_to_ask(world: World) -> None:
    """M8."""
    number = entered(world)
    world.send_text("li.na", f"转交 {number} CIV 市级下发条线主管")
    offered = [button.text for user in ("li.na", "liu.yang") for button in world.last_card(user).buttons]
    assert "撤回" not in offered
    world.send_text("liu.yang", f"签收 {number}")
    refusal = world.send_text("liu.yang", f"答复需配合 {number} 缺少当事人证明")[-1]
    assert "没有可以请其配合的提出方" in refusal.body


def test_an_order_is_entered_once(world: World) -> None:
    number = entered(world)
    entered(world)
    assert world.numbers() == [number]
    assert any(number in card.body for card in world.received["li.na"])


def test_only_the_centre_enters_orders(world: World) -> None:
    assert "由区大数据中心录入" in world.send_text("wang.fang", "录入市级工单")[-1].body
