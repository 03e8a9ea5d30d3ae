"""M2, M10, P2, P3: accept, decline with a reason, or request one supplement with all missing items."""

from __future__ import annotations

from regulation.states import Outcome, State
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World


def test_decline_with_ground_and_reason(world: World) -> None:
    number = MainPath(world).until(MainPath.file)
    world.press_button("li.na", "不予收办")
    world.choose_option("li.na", "不属于公共数据")
    card = world.send_text("li.na", "所涉数据为企业内部台账")[-1]
    assert "不予收办" in card.title
    ticket = world.ticket(number)
    assert (ticket.state, ticket.outcome) == (State.CLOSED, Outcome.DECLINED)
    notice = last_message(world, "zhang.wei")
    assert notice.title == "您的异议不予收办"
    assert "所涉数据不属于公共数据" in notice.body
    assert "所涉数据为企业内部台账" in notice.body


def test_out_of_scope_requires_both_tests_and_the_rule(world: World) -> None:
    """M2: caused by an administrative act, and another rule can handle it."""
    number = MainPath(world).until(MainPath.file)
    world.send_text("li.na", f"不予收办 {number} 属于行政处罚争议")
    world.choose_option("li.na", "具体行政行为")
    world.choose_option("li.na", "是")
    assert "须两项都成立" in world.choose_option("li.na", "否")[-1].body
    assert world.ticket(number).state is State.PRESCREEN
    world.choose_option("li.na", "是")
    world.send_text("li.na", "中华人民共和国行政复议法")
    assert world.ticket(number).outcome is Outcome.DECLINED


def test_one_supplement_and_its_limit(world: World) -> None:
    number = MainPath(world).until(MainPath.file)
    world.press_button("li.na", "要求补正")
    world.send_text("li.na", "联系方式、佐证材料（截图举证或者实际业务场景举证）")
    world.send_text("li.na", "1 缺手机号码；2 缺注销通知书截图")
    world.send_text("li.na", "跳过")
    notice = last_message(world, "zhang.wei")
    assert notice.title == "请补正异议材料"
    assert "联系方式" in notice.body
    assert "佐证材料" in notice.body
    assert "2026-09-21 周一" in notice.body  # P3: Friday, the Sunday worked (调休), Monday
    assert world.ticket(number).state is State.SUPPLEMENTING
    world.press_button("zhang.wei", "补正")
    world.send_text("zhang.wei", "补充营业执照注销证明的编号")
    world.press_button("zhang.wei", "完成")
    assert world.ticket(number).state is State.PRESCREEN
    assert "提出方已补正" in last_message(world, "zhou.jie").body
    again = world.send_text("li.na", f"要求补正 {number} 还缺一份")[-1]
    assert "一次性" in again.body
    assert world.ticket(number).state is State.PRESCREEN


def test_all_inputs_as_inline_arguments(world: World) -> None:
    number = MainPath(world).until(MainPath.file)
    world.send_text("li.na", f"要求补正 {number} 请补充企业的统一社会信用代码")
    assert world.ticket(number).state is State.SUPPLEMENTING
    assert "统一社会信用代码" in last_message(world, "zhang.wei").body


def test_number_is_optional_where_one_ticket_waits(world: World) -> None:
    number = MainPath(world).until(MainPath.file)
    world.send_text("li.na", "收办")
    assert world.ticket(number).state is State.CHECKING


def test_choice_among_several_tickets(world: World) -> None:
    first, second = (MainPath(world).until(MainPath.file) for _ in range(2))
    card = world.send_text("li.na", "收办")[-1]
    assert {option.id for option in card.choices[0].options} == {first, second}
    world.choose_option("li.na", second[-4:])
    assert world.ticket(second).state is State.CHECKING
    assert world.ticket(first).state is State.PRESCREEN


def test_only_the_centre_may_accept(world: World) -> None:
    number = MainPath(world).until(MainPath.file)
    for user in ("zhang.wei", "chen.mo"):
        world.send_text(user, f"收办 {number}")
    assert world.ticket(number).state is State.PRESCREEN
