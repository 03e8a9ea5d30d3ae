"""Order of 我的待办, and paging of long lists, clicked and typed, in both dialects (M14, M4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot.ports import Card
from tests.bot.acts.main_path import MainPath
from tests.bot.filing import filed
from tests.bot.test_city_orders import entered
from tests.bot.world import World

NUMBER = re.compile(r"CN-\d{8}-\d{4}")


@pytest.fixture
def worded(sqlite_url: str) -> Iterator[World]:
    world = World.create(sqlite_url, dialect="wecom_text")
    yield world
    world.close()


def listed(card: Card) -> list[str]:
    return [found[0] for field in card.fields if (found := NUMBER.search(field.value))]


def several(world: World, count: int) -> list[str]:
    """Filings of one day, one per minute."""
    numbers = []
    for _ in range(count):
        numbers.append(filed(world))
        world.wait(minutes=1)
    return numbers


def test_tasks_are_ordered_by_due_date_not_by_age(world: World) -> None:
    """Verification has two days, acceptance one: the newer filing is due first; overdue tickets come before both."""
    older = filed(world)
    world.send_text("li.na", f"收办 {older}")
    newer = filed(world)
    card = world.send_text("li.na", "我的待办")[-1]
    assert listed(card) == [newer, older]
    assert [field.label for field in card.fields] == ["剩1天", "剩2天"]
    assert f"{newer} 9月18日周五 待预审" in card.fields[0].value
    world.at("2026-09-20T10:00")
    latest = filed(world)
    card = world.send_text("li.na", "我的待办")[-1]
    assert listed(card) == [newer, older, latest]
    assert [field.label for field in card.fields] == ["逾期1日", "今日到期", "剩1天"]
    assert card.title == "我的待办：3件"
    assert "1件已逾期" in card.subtitle
    assert card.urgent


def test_tickets_without_a_limit_come_last(world: World) -> None:
    """Orders of the city have no limit of the district (M8)."""
    first = filed(world)
    city = entered(world)
    second = filed(world)
    card = world.send_text("li.na", "我的待办")[-1]
    assert listed(card) == [first, second, city]
    assert card.fields[-1].label == "不计时"


def test_a_long_list_is_paged(world: World) -> None:
    numbers = several(world, 14)
    card = world.send_text("li.na", "我的待办")[-1]
    assert listed(card) == numbers[:6]
    assert card.subtitle.startswith("第1/3页")
    assert [button.text for button in card.buttons] == ["下一页"]
    card = world.press_button("li.na", "下一页")[-1]
    assert listed(card) == numbers[6:12]
    assert card.subtitle.startswith("第2/3页")
    assert [button.text for button in card.buttons] == ["上一页", "下一页"]
    card = world.press_button("li.na", "下一页")[-1]
    assert listed(card) == numbers[12:]
    assert [button.text for button in card.buttons] == ["上一页"]
    assert listed(world.press_button("li.na", "上一页")[-1]) == numbers[6:12]
    world.choose_option("li.na", numbers[7][-4:])
    assert world.last_card("li.na").ticket == numbers[7]


def test_pages_by_typed_number(world: World) -> None:
    numbers = several(world, 8)
    assert listed(world.send_text("li.na", "我的待办 第2页")[-1]) == numbers[6:]
    assert listed(world.send_text("li.na", "待办 99页")[-1]) == numbers[6:]
    newest_first = numbers[::-1]
    assert listed(world.send_text("zhang.wei", "我的异议 第2页")[-1]) == newest_first[6:]


def test_finishing_items_between_pages_skips_none(world: World) -> None:
    """Two tickets of the first page are finished: offset paging would skip the next two."""
    numbers = several(world, 14)
    world.send_text("li.na", "我的待办")
    for number in numbers[:2]:
        world.send_text("zhou.jie", f"不予收办 {number} 属于企业内部台账")
        world.choose_option("zhou.jie", "不属于")
    card = world.press_button("li.na", "下一页")[-1]
    assert listed(card) == numbers[6:12]
    assert card.subtitle.startswith("第2/3页")
    assert card.title == "我的待办：12件"


def test_an_old_paging_card_still_works(world: World) -> None:
    """Its ticket, and all others, are done: the current list is shown, no error."""
    numbers = several(world, 7)
    world.send_text("li.na", "我的待办")
    for number in numbers[:-1]:
        world.send_text("zhang.wei", f"撤回 {number} 已自行核对")
    card = world.press_button("li.na", "下一页")[-1]
    assert listed(card) == numbers[-1:]
    world.send_text("zhang.wei", f"撤回 {numbers[-1]} 已自行核对")
    assert "没有需要您办理" in world.press_button("li.na", "下一页")[-1].title


def test_page_numbers_without_cards(worded: World) -> None:
    world = worded
    numbers = several(world, 8)
    world.send_text("li.na", "我的待办")
    said = world.screens[-1]["text"]["content"]
    assert "第1/2页" in said
    assert "7. 下一页" in said
    assert len(said.encode()) <= 2048
    assert listed(world.send_text("li.na", "7")[-1]) == numbers[6:]
    assert listed(world.send_text("li.na", "上一页")[-1]) == numbers[:6]
    assert listed(world.send_text("li.na", "下一页。")[-1]) == numbers[6:]
    assert world.send_text("li.na", "2")[-1].ticket == numbers[7]
    assert "没有理解" in world.send_text("li.na", "下一页")[-1].title


def test_choice_of_a_ticket_is_paged(world: World) -> None:
    numbers = several(world, 8)
    card = world.send_text("li.na", "收办")[-1]
    assert card.title == "请选择要收办的工单"
    assert listed(card) == numbers[:6]
    assert listed(world.press_button("li.na", "下一页")[-1]) == numbers[6:]
    world.choose_option("li.na", numbers[7][-4:])
    assert world.last_card("li.na").ticket == numbers[7]
    assert "已收办" in world.last_card("li.na").body


def test_overdue_list_is_paged(world: World) -> None:
    numbers = several(world, 8)
    world.at("2026-09-21T09:00")
    card = world.send_text("li.na", "逾期")[-1]
    assert "全区逾期提示：8件" in card.title
    assert listed(card) == numbers[:6]
    assert [button.text for button in card.buttons] == ["下一页", "催办本页"]
    card = world.press_button("li.na", "下一页")[-1]
    assert listed(card) == numbers[6:]
    assert [button.command for button in card.buttons if button.text == "催办本页"] == [
        f"催办 {numbers[6]} {numbers[7]}"
    ]


def test_flag_log_is_paged(world: World) -> None:
    case = MainPath(world)
    first = case.until(MainPath.confirm)
    for records in map(str, range(6)):
        MainPath(world, records=f"第{records}家公司登记状态为存续").until(MainPath.reply)
    card = world.send_text("li.na", "标注")[-1]
    assert "现有6条记录被标注" in card.title
    assert card.subtitle.startswith("第1/2页")
    assert [field.label for field in card.fields] == ["标注"] * 6
    card = world.press_button("li.na", "下一页")[-1]
    assert listed(card) == [first, first]
    assert [field.label for field in card.fields] == ["清除标注", "标注"]
    assert "第2/2页" in card.subtitle
    assert len(world.send_text("li.na", f"标注 {first}")[-1].fields) == 2


def test_register_of_special_cases_is_paged(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    world.press_button("wang.fang", "答复")
    world.press_button("wang.fang", "下一步", reply="申请特例")
    world.choose_option("wang.fang", "灭失")
    world.send_text("wang.fang", "2003年档案因水灾灭失，无从核对")
    while world.ticket(number).state.value != "待同意特例":
        world.press_button("wang.fang", "没有")  # further supporting documents
    world.press_button("zhang.wei", "同意特例")
    world.press_button("li.na", "告知结果")
    card = world.send_text("li.na", "特例")[-1]
    assert listed(card) == [number]
    assert "水灾灭失" in card.body
    assert "水灾灭失" not in world.send_text("chen.mo", "特例")[-1].body


@pytest.mark.parametrize(
    "line", ["收办 工单CN-20261122-0007", "收办 【CN-20261122-0007】", "收办 请看 ＣＮ－20261122－7 这件"]
)
def test_the_only_candidate_is_not_taken_where_a_number_is_named(world: World, line: str) -> None:
    """Field K11: a number inside the text is not parsed; it may be another ticket's, so nothing is done."""
    number = filed(world)
    card = world.send_text("li.na", line)[-1]
    assert card.title == "请选择要收办的工单"
    assert listed(card) == [number]
    assert world.ticket(number).seq == 1
