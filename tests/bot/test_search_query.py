"""查询 by number, keyword, department and state, in any combination, within the caller's visibility (M4, M9)."""

from __future__ import annotations

import pytest

from bot.language.state_synonyms import WORDS
from bot.ports import Card
from regulation.states import Outcome, State
from store.lists.search import Trait
from tests.bot.acts.main_path import MainPath
from tests.bot.filing import filed
from tests.bot.test_city_orders import entered
from tests.bot.test_lists import listed
from tests.bot.world import World


def found(world: World, user: str, words: str) -> list[str]:
    """The numbers found: of a list, or of the one ticket that is shown directly."""
    card = world.send_text(user, f"查询 {words}")[-1]
    return [card.ticket] if card.ticket else listed(card)


@pytest.fixture
def three(world: World) -> dict[str, str]:
    """One ticket in prescreening, one with 市场监管局 awaiting a reply, one in repair there."""
    numbers = {"prescreen": filed(world)}
    numbers["reply"] = MainPath(world, records="乙公司住所门牌八十八号").until(MainPath.transfer)
    numbers["repair"] = MainPath(world, records="丙公司法定代表人姓名").until(MainPath.reply)
    return numbers


ASKED: tuple[tuple[str, list[str]], ...] = (
    ("收办", ["prescreen"]),
    ("待预审", ["prescreen"]),
    ("待答复", ["reply"]),
    ("待签收", ["reply"]),
    ("修正中", ["repair"]),
    ("部门修正中", ["repair"]),
    ("待答复 修正中", ["repair", "reply"]),
    ("民政局", []),
    ("市场监管局", ["repair", "reply"]),
    ("区市场监管局", ["repair", "reply"]),
    ("长宁区市场监管局", ["repair", "reply"]),
    ("市监局", ["repair", "reply"]),
    ("mkt", ["repair", "reply"]),
    ("市监局 待答复", ["reply"]),
    ("待答复，市场监管局", ["reply"]),
    ("市监局待答复", ["reply"]),
    ("待答复的 市监局", ["reply"]),
    ("民政局 待答复", []),
    ("逾期", []),
    ("已办结", []),
    ("在办", ["repair", "reply", "prescreen"]),
    ("未办结 市监局", ["repair", "reply"]),
    ("1", ["prescreen"]),
    ("0002", ["reply"]),
    ("002", ["reply"]),
    ("尾号0003", ["repair"]),
    ("0917-2", ["reply"]),
    ("20260917", ["repair", "reply", "prescreen"]),
    ("2026-09-17 待答复", ["reply"]),
    ("2026-09", ["repair", "reply", "prescreen"]),
    ("2026-10", []),
    ("0004", []),
    ("企业登记", ["repair", "reply", "prescreen"]),
    ("企业登记 修正中", ["repair"]),
    ("MKT-0001", ["repair", "reply", "prescreen"]),
    ("MKT-0002", []),
    ("错误", ["repair", "reply", "prescreen"]),
    ("遗漏", []),
    ("门牌八十八号", ["reply"]),
    ("法定代表人 修正中", ["repair"]),
    ("法定代表人 待答复", []),
    ("注销 企业登记", ["repair", "reply", "prescreen"]),
    ("100%", []),
    ("'; DROP TABLE tickets --", []),
)


def test_centre_finds_by_any_criterion(world: World, three: dict[str, str]) -> None:
    for words, names in ASKED:
        assert found(world, "li.na", words) == [three[name] for name in names], words


@pytest.mark.parametrize("word", ["法定代表人", "门牌八十八号"])
def test_filing_texts_are_searched_only_for_permitted_readers(world: World, three: dict[str, str], word: str) -> None:
    """Proposer, centre and department; not supervisors with the minimal view, nor people without a part."""
    readers = ("zhang.wei", "li.na", "wang.fang", "zhao.lei")
    assert all(len(found(world, user, word)) == 1 for user in readers)
    for user in ("wu.gang", "chen.mo", "he.ping", "liu.yang", "sun.li"):
        assert found(world, user, word) == [], user
    assert len(found(world, "wu.gang", "企业登记")) == 2
    assert len(found(world, "chen.mo", "企业登记")) == 3


def test_search_does_not_reveal_other_tickets(world: World, three: dict[str, str]) -> None:
    """The same answer for other people's tickets and for none."""
    for user in ("he.ping", "liu.yang", "sun.li"):
        for words in ("企业登记", "市监局 待答复", "20260917", "0002", "错误", "在办", "门牌八十八号"):
            cards = [world.send_text(user, f"查询 {words}")[-1], world.send_text(user, f"查询 {words} 火星")[-1]]
            assert all("没有找到" in card.body for card in cards)
            assert not any(number in card.body for number in three.values() for card in cards)
    assert found(world, "wang.fang", "在办") == [three["repair"], three["reply"]]
    assert found(world, "wang.fang", "收办") == []


def test_a_department_finds_a_returned_ticket(world: World, three: dict[str, str]) -> None:
    number = three["reply"]
    world.send_text("wang.fang", f"退回 {number} CIV 权责清单第12项")
    assert found(world, "wang.fang", "待转交") == [number]
    assert found(world, "wang.fang", "门牌八十八号") == []  # its texts are no longer visible to them
    assert found(world, "liu.yang", "待转交") == []


def test_a_handler_finds_dispatched_tickets(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    assert found(world, "sun.li", "企业登记") == []
    world.send_text("wang.fang", f"转派 {number} 孙丽")
    assert found(world, "sun.li", "企业登记") == found(world, "sun.li", "核实中") == [number]
    world.send_text("sun.li", f"答复核实无误 {number} 经核对登记档案，状态与档案一致")
    world.send_text("sun.li", "档案编号 2025-1187")
    assert found(world, "sun.li", "待告知") == [number]


def test_overdue_and_closed(world: World, three: dict[str, str]) -> None:
    world.send_text("zhang.wei", f"撤回 {three['prescreen']} 已自行核对")
    world.at("2026-09-24T10:00")
    assert found(world, "li.na", "逾期") == found(world, "li.na", "逾期 市监局") == [three["reply"]]
    assert found(world, "li.na", "超期 民政局") == []
    assert found(world, "li.na", "撤回") == found(world, "zhang.wei", "已办结") == [three["prescreen"]]
    assert found(world, "li.na", "今天到期") == []


def test_city_orders(world: World) -> None:
    number = entered(world, "SH-2026-0815")
    assert found(world, "li.na", "SH-2026-0815") == found(world, "li.na", "市级") == [number]
    assert found(world, "zhang.wei", "SH-2026-0815") == []


def test_no_hits_explains_the_query(world: World) -> None:
    body = world.send_text("li.na", "查询 民政局 待答复 火星")[-1].body
    for words in ("部门：区民政局", "环节：待答复", "关键词：“火星”", "没有找到", "查询 0007", "查询 民政局 待答复"):
        assert words in body
    assert "请写明工单号或关键词" in world.send_text("li.na", "查询")[-1].body
    assert "请写明工单号或关键词" in world.send_text("li.na", "查询 ，。")[-1].body


def test_a_long_result_is_paged_with_its_query(world: World) -> None:
    numbers = [filed(world) for _ in range(8)][::-1]
    card = world.send_text("li.na", "查询 企业登记 收办")[-1]
    assert "8件" in card.title
    assert "第1/2页" in card.subtitle
    assert "环节：收办" in card.subtitle
    assert listed(card) == numbers[:6]
    assert listed(world.press_button("li.na", "下一页")[-1]) == numbers[6:]
    world.choose_option("li.na", numbers[7][-4:])
    assert world.last_card("li.na").ticket == numbers[7]


def test_result_lines_show_no_data_values(world: World, three: dict[str, str]) -> None:
    def shown(card: Card) -> str:
        return "\n".join([card.title, card.subtitle, card.body, *(field.value for field in card.fields)])

    for user in ("chen.mo", "li.na", "wang.fang"):
        said = shown(world.send_text(user, "查询 企业登记")[-1])
        assert "门牌" not in said
        assert "张伟" not in said


def test_every_state_and_outcome_is_a_search_term() -> None:
    assert {meant.value for kind in (State, Outcome, Trait) for meant in kind} <= set(WORDS)
    named = {one for meant in WORDS.values() for one in meant}
    assert set(State) | set(Outcome) | set(Trait) <= named


def test_all_keywords_must_match(world: World) -> None:
    filed(world)
    for word in WORDS:
        assert "很抱歉" not in world.send_text("li.na", f"查询 {word}")[-1].body, word
