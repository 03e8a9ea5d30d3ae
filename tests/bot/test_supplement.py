"""P3: one request with all missing items and the due date; received at 补正完毕, then the acceptance limit restarts."""

from __future__ import annotations

from regulation.states import ClockKind, State
from store.cases import history
from store.files import attachments
from tests.bot.filing import filed
from tests.bot.world import World
from tests.days import day


def asked(world: World) -> str:
    """An objection for which the centre has requested a supplement."""
    number = filed(world)
    world.send_text("li.na", f"要求补正 {number}")
    world.choose_option("li.na", "佐证材料")
    world.send_text("li.na", "注销登记通知书的扫描件")  # what exactly is missing of that item
    for _ in range(3):
        if world.ticket(number).state is not State.SUPPLEMENTING:
            world.send_text("li.na", "跳过")
    assert world.ticket(number).state is State.SUPPLEMENTING
    return number


def running(world: World, number: str) -> list[tuple[ClockKind, str]]:
    clocks = world.ticket(number).clocks
    return [(clock.kind, f"{clock.due_on}") for clock in clocks if clock.stopped_at is None]


def test_proposer_reads_what_is_missing_and_the_due_date(world: World) -> None:
    number = asked(world)
    card = world.last_card("zhang.wei")
    assert card.ticket == number
    assert "佐证材料" in card.body
    assert running(world, number) == [(ClockKind.SUPPLEMENT, str(day("2026-09-21 周一")))]  # 18, 20 (调休), 21
    assert any("2026-09-21 周一" in field.value for field in card.fields)


def test_pieces_count_when_complete(world: World) -> None:
    number = asked(world)
    world.press_button("zhang.wei", "补正")
    assert "佐证材料" in world.last_card("zhang.wei").body
    world.send_file("zhang.wei", "执照.jpg")
    world.wait(hours=2)
    assert "还是别的事" in world.send_text("zhang.wei", "这是注销通知书的照片")[-1].title  # the draft has rested
    world.press_button("zhang.wei", "填入“补正”")
    assert world.ticket(number).state is State.SUPPLEMENTING
    world.at("2026-09-18T15:00")
    world.send_text("zhang.wei", "补正完毕")
    assert world.ticket(number).state is State.PRESCREEN
    assert running(world, number) == [(ClockKind.ACCEPT, str(day("2026-09-20 周日")))]  # in full, from the next day
    assert world.last_card("li.na").ticket == number
    with world.store.read() as session:
        ticket = world.ticket(number)
        assert len(attachments.of_ticket(session, ticket.id)) == 1
        assert "这是注销通知书的照片" in history.texts(session, world.store.vault, ticket).values()


def test_complete_by_button(world: World) -> None:
    number = asked(world)
    world.send_text("zhang.wei", "补正")
    world.send_text("zhang.wei", "补充说明如下")
    world.press_button("zhang.wei", "完成")
    assert world.ticket(number).state is State.PRESCREEN


def test_checklist_ends_when_every_item_is_answered(world: World) -> None:
    """A piece that begins with an item's number answers it; the last one completes the supplement."""
    number = filed(world)
    world.send_text("li.na", f"要求补正 {number}")
    world.choose_option("li.na", "佐证材料")
    world.send_text("li.na", "缺加盖公章的扫描件")
    world.send_text("li.na", "注销通知书编号")
    world.press_button("zhang.wei", "补正")
    assert "□ 1. “佐证材料（截图举证或者实际业务场景举证）：缺加盖公章的扫描件”" in world.last_card("zhang.wei").body
    assert "□ 2. “注销通知书编号”" in world.last_card("zhang.wei").body
    world.send_text("zhang.wei", "2、沪注销〔2025〕118号")
    assert "✓ 2. “注销通知书编号”" in world.last_card("zhang.wei").body
    world.send_file("zhang.wei", "执照.jpg")
    world.send_text("zhang.wei", "3 不是其中的一项")
    assert "✓ 2. “注销通知书编号”" in world.last_card("zhang.wei").body
    assert world.ticket(number).state is State.SUPPLEMENTING
    world.send_text("zhang.wei", "1 照片已发")
    assert world.ticket(number).state is State.PRESCREEN
    with world.store.read() as session:
        words = history.texts(session, world.store.vault, world.ticket(number)).values()
        assert "2、沪注销〔2025〕118号\n3 不是其中的一项\n1 照片已发" in words


def test_an_empty_supplement_is_refused(world: World) -> None:
    number = asked(world)
    world.send_text("zhang.wei", "补正")
    assert "请至少提供一项" in world.send_text("zhang.wei", "补正完毕")[-1].body
    assert world.ticket(number).state is State.SUPPLEMENTING


def test_pieces_survive_a_restart_and_another_command(world: World) -> None:
    number = asked(world)
    world.send_text("zhang.wei", f"补正 {number}")
    world.send_text("zhang.wei", "第一部分")
    world.send_text("zhang.wei", "我的异议")
    world.restart()
    world.send_text("zhang.wei", f"补正 {number}")
    assert "文字说明：“" in world.last_card("zhang.wei").body
    world.send_text("zhang.wei", "第二部分")
    world.send_text("zhang.wei", "补正完毕")
    with world.store.read() as session:
        words = history.texts(session, world.store.vault, world.ticket(number)).values()
    assert "第一部分\n第二部分" in words


def test_complete_without_an_open_supplement(world: World) -> None:
    assert "没有需要补正" in world.send_text("zhang.wei", "补正")[-1].body
    number = filed(world)
    card = world.send_text("zhang.wei", f"补正 {number}")[-1]
    assert card.body
    assert world.ticket(number).state is State.PRESCREEN


def test_only_the_proposer_can_complete_it(world: World) -> None:
    number = asked(world)
    assert "查无此工单" in world.send_text("he.ping", f"补正 {number}")[-1].body
