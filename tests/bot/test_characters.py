"""Characters: rare and private-use ones are kept from input to archive; others are removed and reported."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from archive.dossier import dossier
from archive.sheet import sheet
from bot.call_json import decode, encode
from bot.cards.dialects.render import render
from bot.inspection.personal_data import covered, found_in
from bot.language.text import after, clean, folded, lost
from bot.language.ticket_reference import read_reference
from bot.laws import LawsInForce
from bot.ports import CallKind
from platforms.wecom.limits import fit
from regulation.holiday_notices import shipped_notices
from regulation.rulebook_file import load_rulebooks
from store.cases import history, tickets
from store.catalogue import entries
from store.people import persons
from tests.bot.acts.main_path import MainPath
from tests.bot.district import PLATFORM
from tests.bot.filing import fill
from tests.bot.test_form_navigation import at_records
from tests.bot.world import World
from tests.staff import upsert_person

LETTERS = {
    "private use": "王\ue863明\U000f0001\U0010fffd",
    "Ext A to J": "㛃镕𬭚𠮷䶮\U0002ebf0\U00031350\U000323b0\U0002f800",
    "compatibility ideographs": "\uf9dc\ufa0c凞\ufa46",
    "one letter in two spellings": "e\u0301 \u00e9 ａｂ Å \u212b",
    "emoji": "👨‍👩‍👧‍👦 🐦‍🔥 🍋‍🟩 🫩 1️⃣ ❤️‍🔥",
    "variation sequences": "葛\U000e0100飾区 辻\U000e0101",
    "Uyghur": "ئۇيغۇر \u0645\u06cc\u200c\u062e\u0648",
    "Tibetan": "བོད་ཡིག་ ༄༅",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ\u180eᠠ\u202fᠤᠨ \u1828\u180b",
    "Devanagari": "क्\u200dष क्\u200cष",
}
UNKEPT = "\x00\x01\x0b\x1f\x7f\x80\x85\x9f\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffff"


@pytest.fixture
def place(database_url: str) -> Iterator[World]:
    world = World.create(database_url)
    yield world
    world.close()


def stored(world: World, number: str, seq: int, name: str) -> str:
    with world.store.read() as session:
        return history.texts(session, world.store.vault, world.ticket(number))[seq, name]


def test_rare_characters_reach_the_record_the_cards_and_the_archive(place: World) -> None:
    words = {name: f"登记为「{text}」应更正" for name, text in LETTERS.items()}
    case = MainPath(place)
    for name, text in LETTERS.items():
        case.words["records"] = words[name]
        case.words["doubt"] = f"理由{text}止"
        case.file()
        assert stored(place, case.number, 1, "records") == words[name]
        card = place.send_text("li.na", f"查询 {case.number}")[-1]
        assert f"纠错说明：“理由{text}止”" in card.body, name
        for dialect in ("wecom", "wecom_text"):
            sent = fit(render(card, dialect, key="m", base_url="https://bot.example"))
            assert f"理由{text}止" in json.dumps(sent, ensure_ascii=False), name
        assert words[name] in archived(place, case.number)


def archived(world: World, number: str) -> str:
    with world.store.read() as session:
        laws = LawsInForce(load_rulebooks(), shipped_notices(), {})
        ticket = tickets.get(session, number, lock=False)
        assert ticket is not None
        content = dossier(session, world.store.vault, laws, ticket).content
    sheet(content)
    return json.dumps(content, ensure_ascii=False)


def test_names_of_people_departments_and_data_keep_rare_characters(place: World) -> None:
    with place.store.write() as session:
        department = persons.upsert_department(session, code="RARE", name="区\ue863镕局", kind="responsible")
        upsert_person(
            session, place.store.vault, name="王\U0002ebf0", department_id=department.id, now=place.now,
            roles="officer-a", accounts={PLATFORM: "rare"},
        )  # fmt: skip
        entries.upsert_entry(session, code="RARE-1", name="𬭚\U00031350登记信息", department=department)
    assert "王\U0002ebf0" in place.process(place.call("rare", CallKind.ENTER))[-1].subtitle
    place.send_text("zhang.wei", "提出异议")
    card = place.send_text("zhang.wei", "登记")[-1]
    assert "𬭚\U00031350登记信息（区\ue863镕局）" in [option.text for option in card.choices[0].options]


@pytest.mark.parametrize("letter", UNKEPT, ids=[f"{ord(letter):04X}" for letter in UNKEPT])
def test_removed_characters_are_reported_once(world: World, letter: str) -> None:
    at_records(world)
    card = world.send_text("zhang.wei", f"登记{letter}状态为{letter}存续")[-1]
    assert card.body.startswith("您的文字中有2个无法保存的控制字符或无效字符，已去掉，请核对。")
    assert "无法保存" not in world.send_text("zhang.wei", "应为注销")[-1].body
    world.send_text("zhang.wei", "走访发现")
    summary = world.press_button("zhang.wei", "完成")[-1]
    assert summary.fields[2].value == "登记状态为存续"


def test_removed_characters_are_reported_in_every_field(world: World) -> None:
    case = MainPath(world)
    case.file()
    number = case.number
    world.confirms = False  # the answer to what was typed is the preview
    said = [world.send_text("li.na", f"要求补正 {number} 缺\x0b证照")[-1]]
    world.press_button("li.na", "确定")
    said += [world.send_text("zhang.wei", f"补正 {number}\x02")[-1], world.send_text("zhang.wei", "补\x02交")[-1]]
    world.send_text("zhang.wei", "补正完毕")
    said += [world.send_text("li.na", "代录\x03")[-1], world.send_text("li.na", "录入市级工单 SH\x04-1")[-1]]
    said += [world.send_text("li.na", "没有\x05这个命令")[-1], world.send_text("zhang.wei", "查询 0\x0699999")[-1]]
    assert all("已去掉，请核对" in card.body + card.subtitle for card in said), said
    assert stored(world, number, 2, "other") == "缺证照"


def test_characters_lost_by_the_platform_are_reported(world: World) -> None:
    at_records(world)
    card = world.process(world.call("zhang.wei", CallKind.TEXT, "登记为存续\x01", lost=2))[-1]
    assert "有3个无法保存" in card.body


def test_report_is_added_where_a_list_card_has_text(world: World) -> None:
    world.send_text("zhang.wei", "提出异议")
    card = world.send_text("zhang.wei", "企业\x01登记")[-1]
    assert card.choices
    shown = json.dumps(render(card, "wecom", key="m", base_url="https://bot.example"), ensure_ascii=False)
    assert "您的文字中有1个无法保存的控制字符" in shown


def test_a_lone_surrogate_loses_no_message(world: World) -> None:
    at_records(world)
    call = world.call("zhang.wei", CallKind.TEXT, "登记为存续\ud83d")
    assert decode(encode(call)).text == "登记为存续\ufffd"
    card = world.process(call)[-1]
    assert "有1个字符传来时已损坏" in card.body
    assert decode(encode(world.call("zhang.wei", CallKind.TEXT, "😀𠮷"))).text == "😀𠮷"


def test_line_ends_and_empty_lines_are_kept() -> None:
    assert clean(" 一\r\n二\r三\n\n\n\n四\t五\u3000") == "一\n二\n三\n\n\n\n四\t五"
    assert lost("一\r\n二\r三") == 0
    assert clean("\u200b\ufeff \u202e\u3164") == ""


HIDDEN = (
    "\u200b",
    "\ufeff",
    "\u202a",
    "\u2066",
    "\u00ad",
    "\u200d",
    "\ufe0f",
    "\u2060",
    "\U000e0041",
    "\u061c",
    "\u3164",
)


@pytest.mark.parametrize("mark", HIDDEN, ids=[f"{ord(mark):04X}" for mark in HIDDEN])
def test_commands_numbers_and_choices_are_parsed_without_invisible_characters(world: World, mark: str) -> None:
    case = MainPath(world)
    case.file()
    spelled = mark.join(case.number)
    note = f"同意{mark}办理"
    world.send_text("li.na", f"{mark}收{mark}办{mark} {mark}{spelled} {note}")
    assert stored(world, case.number, 2, "note") == note
    world.send_text("li.na", f"平台核查{mark} {spelled} 无{mark}误")
    world.send_text("li.na", f"转交 {spelled} M{mark}KT 目录{mark}登记")
    assert stored(world, case.number, 4, "basis") == f"目录{mark}登记"
    world.send_text("wang.fang", f"签{mark}收")
    world.send_text("wang.fang", f"答复{mark} {spelled} 需修{mark}正 9月{mark}25日 核实{mark}属实")
    assert stored(world, case.number, 6, "finding") == f"核实{mark}属实"
    assert "为什么是" in world.send_text("zhang.wei", f"为什{mark}么")[-1].title
    assert read_reference(f"{mark} {spelled}{mark}后面") is not None


def test_search_ignores_invisible_characters(world: World) -> None:
    MainPath(world, records="登记\u200b状态为存\ufeff续的甲\u2060公司").file()
    assert "甲" in world.send_text("li.na", "查询 状态为存续的甲公司")[-1].body
    assert "甲" in world.send_text("li.na", "查询 登\u200b记状态为存续")[-1].body


def test_invisible_text_is_no_reason(world: World) -> None:
    case = MainPath(world)
    case.until(MainPath.transfer)
    card = world.send_text("wang.fang", f"退回 {case.number} CIV \u200b\u2060")[-1]
    assert world.ticket(case.number).returns == 0
    assert "依据" in card.title


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("号1101051949\u200b1231002\u2060X。", "号110＊＊＊＊＊＊002X。"),
        ("电话1\u200b3\u202e9\ufeff12345678完", "电话139＊＊＊＊5678完"),
        ("\u200b甲\u200b139\u00ad12345678\u200b乙", "\u200b甲\u200b139＊＊＊＊5678\u200b乙"),
    ],
)
def test_numbers_split_by_invisible_characters_are_masked(text: str, shown: str) -> None:
    assert len(list(found_in(text))) == 1
    assert covered(text) == shown


def test_length_limits_count_visible_characters(world: World) -> None:
    at_records(world)
    assert "至少需要2个字" in world.send_text("zhang.wei", "甲\u200b\u200b")[-1].body
    assert "最多2000字，现在是2001字" in world.send_text("zhang.wei", "甲" + "\u200b" * 1999 + "乙")[-1].body


def test_a_contact_keeps_full_width_characters(world: World) -> None:
    fill(world)
    world.send_text("zhang.wei", "修改第6项")
    world.send_text("zhang.wei", "姓名 王\ue863明（Ａ），电话 ０２１－１２３４５６７８")
    number = world.press_button("zhang.wei", "提交")[-1].ticket
    contact = tickets.contact_of(world.store.vault, world.ticket(number))
    assert (contact.name, contact.phone) == ("王\ue863明（Ａ）", "021-12345678")


def test_positions_in_the_normalised_copy_map_back() -> None:
    text = "\u200b收\u200b办\u200b\u3000\u200b备\u200b注"
    assert folded(text) == "收办 备注"
    assert after(text, 3) == "备\u200b注"
    assert after(text, 9) == ""


@pytest.mark.parametrize("said", ["①", "²", "⑴", "❶", "㊀", "٣", "１", "௧", "𝟏"])
def test_number_like_signs_are_answered(world: World, said: str) -> None:
    """Some signs are Unicode digits, but no number that a program can parse."""
    at_records(world)
    for words in (said, f"修改 {said}"):
        assert "出了问题" not in world.send_text("zhang.wei", words)[-1].body
