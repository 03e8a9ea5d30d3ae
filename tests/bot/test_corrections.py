"""目录更正: a return that the centre follows notifies its operators; button or command settles it (M11)."""

from __future__ import annotations

from threading import Thread

import pytest
from sqlalchemy import select

from bot.command_line import read_line, words_of
from bot.commands import COMMANDS
from bot.ports import Card
from regulation.states import State
from store.catalogue import entries
from store.engine.advisory_lock import Lock, wait_for_advisory_lock
from store.tables import Correction, Entry
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World

CENTRE = ("li.na", "zhou.jie")
OTHERS = ("zhang.wei", "wang.fang", "sun.li", "wu.gang", "liu.yang", "chen.mo")


def returned_ticket(world: World, **words: str) -> str:
    """A ticket that 市场监管局 returned and the centre transferred to 民政局."""
    number = MainPath(world, **words).until(MainPath.transfer)
    world.send_text("wang.fang", f"退回 {number} CIV 权责清单第12项")
    world.send_text("li.na", f"转交 {number} CIV 权责清单第12项")
    return number


def owner(world: World) -> str:
    with world.store.read() as session:
        entry = entries.by_code(session, "MKT-0001")
        assert entry is not None
        return entry.department.code


def opened(world: World, user: str) -> list[Card]:
    return [card for card in world.received.get(user, []) if card.title.startswith("目录更正第")]


def fields(card: Card) -> dict[str, str]:
    return {field.label: field.value for field in card.fields}


def test_only_operators_are_notified(world: World) -> None:
    number = returned_ticket(world)
    for user in CENTRE:
        (card,) = opened(world, user)
        assert card.title == "目录更正第1项 待更正"
        assert card.subtitle == "MKT-0001 企业登记基本信息"
        said = fields(card)
        assert (said["目录登记"], said["建议部门"], said["来源工单"]) == ("区市场监管局", "区民政局", number)
        assert said["开立"].endswith("李娜 转交")
        assert [button.text for button in card.buttons] == ["已更正", "无需更正", "查看工单"]
    assert not any(opened(world, user) for user in OTHERS)
    assert world.ticket(number).clocks[-1].kind.value == "部门答复"  # no limit of the ticket changes


def test_settling_by_button_changes_the_next_proposal(world: World) -> None:
    returned_ticket(world)
    world.press_button("li.na", "已更正")
    assert "理由" in world.last_card("li.na").title + world.last_card("li.na").body
    card = world.send_text("li.na", "编办〔2026〕3号已明确")[-1]
    assert card.title == "目录更正第1项 已更正"
    assert "今后按此推荐转交" in card.body
    assert "由区市场监管局改为区民政局。理由：“编办〔2026〕3号已明确”" in card.body
    assert owner(world) == "CIV"
    case = MainPath(world, records="另一家公司")
    case.until(MainPath.clear)
    assert any(button.text == "转交区民政局" for button in world.last_card("li.na").buttons)


def test_dismissal_by_inline_arguments(world: World) -> None:
    returned_ticket(world)
    card = world.send_text("zhou.jie", "目录更正 1 无需更正 个案情形，登记职责未变")[-1]
    assert card.title == "目录更正第1项 无需更正"
    assert "目录保持不变" in card.body
    assert owner(world) == "MKT"
    assert "没有待更正" in world.send_text("li.na", "目录更正")[-1].body


def test_second_settlement_names_the_first(world: World) -> None:
    returned_ticket(world)
    world.send_text("zhou.jie", "目录更正 1 无需更正 个案情形，登记职责未变")
    for card in (world.press_button("li.na", "已更正")[-1], world.send_text("li.na", "目录更正 1 已更正 已核对")[-1]):
        assert "已由周杰于 9月17日 09:30 认定无需更正，本次操作没有生效" in card.body
    assert owner(world) == "MKT"


def test_a_typed_reason_is_kept_on_a_conflict(world: World) -> None:
    returned_ticket(world)
    world.press_button("li.na", "已更正")
    world.send_text("zhou.jie", "目录更正 1 无需更正 个案情形")
    assert "已由周杰" in world.send_text("li.na", "编办已明确")[-1].body
    assert owner(world) == "MKT"


def test_settlement_with_another_department(world: World) -> None:
    returned_ticket(world)
    assert "登记的就是区市场监管局" in world.send_text("li.na", "目录更正 1 已更正 市场监管局 已核对")[-1].body
    world.send_text("li.na", "目录更正 1 已更正 区教育局 三定规定第5条")
    assert owner(world) == "EDU"


def test_list_is_paged_and_picked_from(world: World) -> None:
    for code, name in (("民政", "CIV"), ("教育", "EDU")):
        number = MainPath(world, records=code).until(MainPath.transfer)
        world.send_text("wang.fang", f"退回 {number} {name} 权责清单第12项")
        world.send_text("li.na", f"转交 {number} {name} 权责清单第12项")
    card = world.send_text("li.na", "目录更正")[-1]
    assert card.title == "目录更正：2项待更正"
    assert [field.label for field in card.fields] == ["待更正", "待更正"]
    assert "企业登记基本信息 区市场监管局→区民政局" in card.fields[0].value
    world.choose_option("li.na", "2 ")
    assert world.last_card("li.na").title == "目录更正第2项 待更正"
    world.send_text("li.na", "目录更正 第2项 无需更正 个案")
    assert world.send_text("li.na", "目录更正")[-1].title == "目录更正：1项待更正"
    every = world.send_text("li.na", "目录更正 全部")[-1]
    assert [field.label for field in every.fields] == ["无需更正", "待更正"]


def test_second_ticket_joins_without_a_second_notice(world: World) -> None:
    first = returned_ticket(world)
    second = returned_ticket(world, records="另一家公司")
    assert len(opened(world, "zhou.jie")) == 1
    card = world.send_text("li.na", "目录更正 1")[-1]
    assert fields(card)["来源工单"] == f"{first}等2件"
    assert f"并入 {second}" in card.body


@pytest.mark.parametrize("user", OTHERS)
def test_only_the_centre_sees_and_settles(world: World, user: str) -> None:
    returned_ticket(world)
    for words in (
        "目录更正",
        "目录更正 全部",
        "目录更正 1",
        "目录更正 9",
        "目录更正 1 已更正 已核对",
        "目录更正 1 无需更正 个案",
        "目录更正 9 无需更正",
    ):
        assert "目录更正由区大数据中心办理" in world.send_text(user, words)[-1].body
    assert owner(world) == "MKT"


@pytest.mark.parametrize("words", ["目录更正 9999 无需更正 说明", "目录更正 9"])
def test_incomplete_or_unknown_arguments_are_refused(world: World, words: str) -> None:
    body = world.send_text("li.na", words)[-1].body
    assert "没有第" in body


def test_everyday_words_are_not_commands(world: World) -> None:
    """An officer who is asked what was done may well answer 已更正."""
    for words in ("已更正", "无需更正"):
        assert read_line(words, words_of(COMMANDS)) is None


def test_personal_numbers_are_masked_in_storage(world: World) -> None:
    returned_ticket(world)
    world.send_text("li.na", "目录更正 1 无需更正 已电话核对 13912345678")
    body = world.send_text("li.na", "目录更正 1")[-1].body
    assert "13912345678" not in body
    assert "139＊＊＊＊5678" in body


def test_numbered_choices_without_cards(sqlite_url: str) -> None:
    world = World.create(sqlite_url, dialect="wecom_text")
    number = MainPath(world)
    number.until(MainPath.file)
    world.send_text("li.na", f"收办 {number.number}")
    world.send_text("li.na", f"平台核查无误 {number.number}")
    world.send_text("li.na", f"转交 {number.number} MKT")
    world.send_text("wang.fang", f"退回 {number.number} CIV 权责清单第12项")
    world.send_text("li.na", f"转交 {number.number} CIV 权责清单第12项")
    world.send_text("zhou.jie", "目录更正 1")
    assert "1. 已更正" in world.screens[-1]["text"]["content"]
    world.send_text("zhou.jie", "1")
    world.send_text("zhou.jie", "编办已明确")
    assert owner(world) == "CIV"
    world.close()


RETURNED = "转交 {} 民政 权责清单第12项"  # part of a name: shown before it counts


def returned(world: World) -> str:
    number = MainPath(world).until(MainPath.transfer)
    world.send_text("wang.fang", f"退回 {number} CIV 权责清单第12项")
    return number


def test_the_number_in_a_preview_is_the_one_that_goes_out(database_url: str) -> None:
    """A trial is undone with the number it took. A sequence of PostgreSQL is not: no preview would ever hold."""
    world = World.create(database_url)
    number = returned(world)
    world.confirms = False
    world.send_text("li.na", RETURNED.format(number))
    world.send_text("li.na", "取消 确定")
    assert "【目录更正第1项 待更正】" in world.send_text("li.na", RETURNED.format(number))[-1].body
    world.press_button("li.na", "确定")
    assert world.ticket(number).state is State.DISPATCHED
    assert [card.title for card in opened(world, "li.na")] == ["目录更正第1项 待更正"]
    world.close()


def test_two_items_at_once_have_two_numbers(database_url: str) -> None:
    """The second waits for the first, in whichever transaction it is."""
    world = World.create(database_url)
    number = returned(world)
    other = Thread(target=world.send_text, args=("li.na", RETURNED.format(number)))
    with world.store.write() as session:
        wait_for_advisory_lock(session, Lock.CORRECTION_NUMBERS)
        entry = session.scalars(select(Entry).where(Entry.code != "MKT-0001").order_by(Entry.id)).first()
        assert entry is not None
        session.add(
            Correction(
                id=1,
                entry_id=entry.id,
                code=entry.code,
                name=entry.name,
                department_id=entry.department_id,
                suggested_id=entry.department_id,
                state="待更正",
                opened_at=world.now,
            )
        )
        session.flush()
        other.start()
        other.join(0.5)
        assert other.is_alive()
    other.join(30)
    assert [card.title for card in opened(world, "li.na")] == ["目录更正第2项 待更正"]
    world.close()
