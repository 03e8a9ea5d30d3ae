"""A decision is told whole: what a message cuts off goes on in a second one, word for word (B8)."""

from __future__ import annotations

import pytest

from bot.cards.dialects.render import PIECE, continued, dialects
from bot.ports import Card, CardKind
from regulation.states import State
from tests.bot.acts.main_path import MainPath
from tests.bot.filing import filed
from tests.bot.world import World

REASON = "所涉数据为企业内部台账，" * 100 + "不属于公共数据"


def text_after(world: World, user: str, title: str) -> str:
    """The further messages behind the newest card with this title."""
    cards = world.received[user]
    place = max(i for i, card in enumerate(cards) if card.title == title)
    pieces = [card.body for card in cards[place + 1 :] if card.title.startswith(f"{title} 全文")]
    return "".join(pieces).replace("”“", "")  # a quotation is closed in one piece and opened in the next


@pytest.mark.parametrize("dialect", dialects())
def test_a_long_refusal_reaches_the_proposer_whole(sqlite_url: str, dialect: str) -> None:
    world = World.create(sqlite_url, dialect=dialect)
    number = filed(world)
    world.send_text("li.na", f"不予收办 {number} {REASON}")
    world.choose_option("li.na", "不属于公共数据")
    assert world.ticket(number).state is State.CLOSED
    notice = next(card for card in world.received["zhang.wei"] if card.title == "您的异议不予收办")
    assert REASON in notice.told
    assert text_after(world, "zhang.wei", "您的异议不予收办") == notice.told
    world.close()


def test_the_doer_reads_the_whole_preview(world: World) -> None:
    world.confirms = False
    number = filed(world)
    world.send_text("li.na", f"不予收办 {number} {REASON}")
    world.choose_option("li.na", "不属于公共数据")
    assert REASON in text_after(world, "li.na", "请核对后确定：不予收办")
    sub_title = next(s["template_card"]["sub_title_text"] for s in reversed(world.screens) if "template_card" in s)
    assert sub_title.endswith("…”（全文见下一条消息）")


def test_a_short_decision_is_one_message(world: World) -> None:
    MainPath(world).until(MainPath.confirm)
    assert not [card for cards in world.received.values() for card in cards if "全文" in card.title]


@pytest.mark.parametrize("dialect", dialects())
def test_the_pieces_are_the_whole_text_and_fit(dialect: str) -> None:
    told = "理由：“" + "😀甲乙\n" * 2000 + "”。"
    pieces = continued(Card(CardKind.TASK, "标题", body=told, told=told), dialect)
    assert "".join(piece.body for piece in pieces).replace("”“", "") == told
    assert all(piece.body.count("“") == piece.body.count("”") for piece in pieces)
    assert all(len(piece.body.encode()) <= PIECE for piece in pieces)


def test_the_proposer_reads_the_finding_with_the_reply(world: World) -> None:
    """G4, P6: the definite reply is to the proposer; they do not wait for the result to read what was found."""
    path = MainPath(world)
    path.until(MainPath.reply)
    notice = next(card for card in world.received["zhang.wei"] if card.title == "责任部门已答复")
    assert f"核实结果：“{path.words['finding']}”" in notice.told


def test_the_proposer_reads_that_nothing_was_found_wrong(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    world.send_text("wang.fang", f"答复核实无误 {number} 经核对，与登记档案一致")
    world.send_text("wang.fang", "档案编号2025-1187")
    notice = next(card for card in world.received["zhang.wei"] if card.title == "责任部门已答复")
    assert "核实结果：“经核对，与登记档案一致”；“档案编号2025-1187”" in notice.told
    assert "2026-09-18 周五（含当日）前正式告知办理结果" in notice.told
