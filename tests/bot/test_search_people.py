"""查询 by who filed, unit, telephone, days and words of the case, however old, within sight (M4; 0034, 0037)."""

from __future__ import annotations

from datetime import date

import pytest

from bot.language.day_span import read_span
from store.readings import reading_lists
from tests.bot.acts.main_path import MainPath
from tests.bot.filing import filed
from tests.bot.test_on_behalf import recorded
from tests.bot.test_search_query import found
from tests.bot.world import World

CENTRE = "li.na"
TODAY = date(2026, 9, 17)


def two(world: World) -> tuple[str, str]:
    """One filed by a person of the directory, one recorded for somebody who is not in it."""
    first = filed(world)
    return first, recorded(world, CENTRE, "9月16日 15:30", "姓名 钱进，单位 松涛街道办事处，电话 021-62345678")


@pytest.mark.parametrize(
    "words",
    [
        "张伟",
        "提出人张伟",
        "张伟提的",
        "提出人 张伟",
        "区教育局",
        "教育局",
        "13800000001",
        "138 0000 0001",
        "電話138-0000-0001",
    ],
)
def test_the_centre_finds_by_whoever_filed(world: World, words: str) -> None:
    first, _ = two(world)
    assert found(world, CENTRE, words) == [first]


@pytest.mark.parametrize(
    "words",
    [
        "钱进",
        "申请人钱进",
        "松涛街道办事处",
        "松涛",
        "松涛街道",
        "021-62345678",
        "02162345678",
        "62345678",
        "電話 021 62345678",
    ],
)
def test_the_centre_finds_who_is_not_in_the_directory(world: World, words: str) -> None:
    _, other = two(world)
    assert found(world, CENTRE, words) == [other]


@pytest.mark.parametrize("words", ["张伟", "钱进", "区教育局", "13800000001", "021-62345678"])
def test_nobody_without_a_part_finds_by_person(world: World, words: str) -> None:
    two(world)
    for user in ("he.ping", "liu.yang", "chen.mo", "wu.gang"):
        assert found(world, user, words) == [], user


def test_an_officer_finds_within_sight(world: World) -> None:
    """The department reads who applied, never the telephone number."""
    first = MainPath(world, records="乙公司住所门牌八十八号").until(MainPath.transfer)
    assert found(world, "wang.fang", "张伟") == [first]
    assert found(world, "wang.fang", "门牌八十八号") == [first]
    assert found(world, "wang.fang", "13800000001") == []
    assert found(world, "liu.yang", "张伟") == []


def test_by_what_identifies_the_record(world: World) -> None:
    first = MainPath(world, records="松涛公司91310105MA1FW0003B法定代表人").until(MainPath.transfer)
    for words in ("91310105ma1fw0003b", "9131 0105 MA1F W000 3B", "代码 91310105MA1FWOOO3B"):
        for user in (CENTRE, "zhang.wei", "wang.fang"):
            assert found(world, user, words) == [first], (user, words)
    assert found(world, "liu.yang", "91310105MA1FW0003B") == []
    assert found(world, CENTRE, "91310000607258925M") == []


@pytest.mark.parametrize("words", ["今天", "本周", "9月17日", "九月十七日", "2026年9月17日", "今天提出的", "张伟 今天"])
def test_by_day(world: World, words: str) -> None:
    first = filed(world)
    world.at("2026-09-24T10:00")
    assert found(world, CENTRE, words) == ([first] if "9" in words or "九" in words else [])
    assert found(world, CENTRE, "上周") == [first]
    assert found(world, CENTRE, "上周四") == [first]
    assert found(world, CENTRE, "昨天") == []


def test_a_recorded_filing_is_found_by_the_day_of_its_receipt(world: World) -> None:
    first, other = two(world)
    assert found(world, CENTRE, "昨天") == [other]
    assert found(world, CENTRE, "今天") == [other, first]


def test_words_of_later_steps_are_for_the_centre(world: World) -> None:
    number = MainPath(world).until(MainPath.transfer)
    world.send_text("wang.fang", f"答复需修正 {number} 9月25日 经查档案袋编号有误系誊录所致")
    assert found(world, CENTRE, "誊录所致") == [number]
    assert found(world, "zhang.wei", "誊录所致") == []


def test_traditional_characters_and_width(world: World) -> None:
    number = MainPath(world, records="乙公司住所门牌八十八号").until(MainPath.transfer)
    for words in ("門牌八十八號", "門牌", "企業登記"):
        assert found(world, CENTRE, words) == [number], words


def test_every_page_of_a_result(world: World) -> None:
    numbers = [filed(world) for _ in range(8)]
    card = world.send_text(CENTRE, "查询 张伟")[-1]
    assert "8件" in card.title
    shown = [field.value for field in card.fields]
    card = world.press_button(CENTRE, "下一页")[-1]
    shown += [field.value for field in card.fields]
    assert [number for number in reversed(numbers) if any(number in line for line in shown)] == numbers[::-1]


def test_a_search_by_person_leaves_its_line(world: World) -> None:
    two(world)
    world.send_text(CENTRE, "查询 钱进")
    world.send_text(CENTRE, "查询 查无此人")
    with world.store.read() as session:
        lines = reading_lists.found(session, world.store.vault, reading_lists.Asked())
        said = f"{[line.what for line in lines]}"
    assert "钱进" in said
    assert "查无此人" in said


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("昨天", (2026, 9, 16), (2026, 9, 16)),
        ("上周", (2026, 9, 7), (2026, 9, 13)),
        ("上个月", (2026, 8, 1), (2026, 8, 31)),
        ("12月1日", (2025, 12, 1), (2025, 12, 1)),
        ("20日", (2026, 8, 20), (2026, 8, 20)),
        ("周五", (2026, 9, 11), (2026, 9, 11)),
        ("九月十七日", (2026, 9, 17), (2026, 9, 17)),
        ("最近三天", (2026, 9, 15), (2026, 9, 17)),
        ("9月1日到10日", (2026, 9, 1), (2026, 9, 10)),
        ("9月1日-9月10日", (2026, 9, 1), (2026, 9, 10)),
        ("去年9月", (2025, 9, 1), (2025, 9, 30)),
    ],
)
def test_days_as_spoken(words: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    assert read_span(words, TODAY) == (date(*first), date(*last))


@pytest.mark.parametrize("words", ["张伟", "民政局", "2月30日", "13月1日", "0917-2", "12", "一", "三局", ""])
def test_what_is_no_day(words: str) -> None:
    assert read_span(words, TODAY) is None
