"""M8, T39: city orders go to the competent department, with no district limit and no rank by due date."""

from __future__ import annotations

from regulation.states import Outcome, State, Track
from tests.bot.world import World


def entered(world: World, order: str = "SH-2026-0815") -> str:
    world.says("li.na", f"录入市级工单 {order}")
    world.says("li.na", "今天 9:00")
    world.says("li.na", "婚姻登记")
    world.picks("li.na", "婚姻登记信息")
    world.picks("li.na", "错误")
    for words in ("某某婚姻登记日期为2020年", "应为2021年", "市平台转来的截图所示"):
        world.says("li.na", words)
    world.clicks("li.na", "完成")
    world.clicks("li.na", "提交")
    return world.numbers()[-1]


def test_city_order_from_entry_to_closing_without_a_limit(world: World) -> None:
    number = entered(world)
    ticket = world.ticket(number)
    assert (ticket.track, ticket.state, ticket.city_order) == (Track.CITY_ISSUED, State.TRANSFERRING, "SH-2026-0815")
    world.says("li.na", f"转交 {number} CIV 市级下发")
    world.says("liu.yang", f"签收 {number}")
    world.says("liu.yang", f"答复核实无误 {number} 经核实登记日期与档案一致")
    world.says("liu.yang", "婚姻登记档案")
    world.says("li.na", f"告知结果 {number}")
    ticket = world.ticket(number)
    assert (ticket.outcome, ticket.clocks) == (Outcome.CITY_DONE, [])


def test_no_text_mentions_a_limit_that_does_not_exist(world: World) -> None:
    """P10: no sentence with a gap where a date would stand."""
    number = entered(world)
    world.says("li.na", f"转交 {number} CIV 市级下发")
    assert world.last("liu.yang").body.startswith("请签收并核实。市级工单按市级机制办理，不计区级期限。")
    assert "不计区级期限" in world.says("liu.yang", f"签收 {number}")[-1].body
    world.says("liu.yang", f"答复核实无误 {number} 经核实登记日期与档案一致")
    world.says("liu.yang", "婚姻登记档案")
    assert "请于前" not in world.last("li.na").body
    assert "核实无误" in world.last("li.na").body


def test_an_order_is_entered_once(world: World) -> None:
    number = entered(world)
    entered(world)
    assert world.numbers() == [number]
    assert any(number in card.body for card in world.seen["li.na"])


def test_only_the_centre_enters_orders(world: World) -> None:
    assert "由区大数据中心录入" in world.says("wang.fang", "录入市级工单")[-1].body
