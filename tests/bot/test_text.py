"""Another person's text on a card: one line, quoted, and unable to imitate the bot's own text."""

from __future__ import annotations

import json

import pytest

from bot.cards.dialects.render import render
from bot.cards.digest_cards import Overdue, overdue_digest
from bot.cards.preview.samples import NOW, samples
from bot.language.text import clip, clip_bytes, harmless, quoted
from bot.ports import Card, CardKind
from regulation.states import ClockKind, State
from store.catalogue import entries
from store.people import persons
from tests.bot.acts.main_path import MainPath
from tests.bot.district import PLATFORM
from tests.bot.world import World
from tests.permissions.test_text_imitation import leaves
from tests.staff import upsert_person


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("一\n\n二\r三\t四\x0b五\x0c六\x85七\u2028八\u2029九", "一 二 三 四 五 六 七 八 九"),
        ("【系统】〖甲〗「乙」『丙』［丁］[戊]", "〔系统〕〔甲〕〔乙〕〔丙〕〔丁〕〔戊〕"),
        ("｢己｣︻庚︼﹁辛﹂〚壬〛", "〔己〕〔庚〕〔辛〕〔壬〕"),
        ("“甲”„乙‟〝丙〞\"丁\"＂戊＂", "‘甲’‘乙‘‘丙’'丁''戊'"),
        ("正\u202e反\u202c\u2066隔\u2069\u200e左\u200f右\u061c", "正反隔左右"),
        ("\u00ad软\u200b零\u2060字\ufeff签\U000e0041", "软零字签"),
        ("甲\u200d乙\u200c丙 \ufe0f丁", "甲乙丙 丁"),
        ('<a href="x">y</a>', "＜a href='x'>y＜/a>"),
        ("张　三 \u3000 \u3000 \u3000李四", "张　三 李四"),
        ("《条例》（甲）：乙，丙", "《条例》（甲）：乙，丙"),
    ],
)  # fmt: skip
def test_imitating_characters_are_replaced(text: str, shown: str) -> None:
    assert harmless(text) == shown
    assert quoted(text) == f"“{shown}”"


def test_a_truncated_quotation_is_closed() -> None:
    text = f"请核实。纠错内容：{quoted('甲' * 40)}"
    assert clip(text, 20) == "请核实。纠错内容：“甲甲甲甲甲甲甲甲…”"
    assert clip_bytes(text, 60) == "请核实。纠错内容：“甲甲甲甲甲甲甲甲…”"
    assert clip("请核实。纠错内容：“甲”", 11) == "请核实。纠错内容：…"
    assert clip("甲乙丙丁", 3) == "甲乙…"
    assert quoted("甲乙丙丁", 3) == "“甲乙…”"
    for size in range(2, 60):
        assert len(clip(text, size)) <= size
        assert clip(text, size).count("“") == clip(text, size).count("”")
        assert len(clip_bytes(text, size * 3).encode()) <= size * 3
        assert clip_bytes(text, size * 3).count("“") == clip_bytes(text, size * 3).count("”")


def test_choices_in_plain_text_follow_a_closed_quotation() -> None:
    card = Card(CardKind.TASK, "标题", body=f"说明：{quoted('长' * 2000)}", link="/t/CN-20260917-0001")
    text = render(card, "wecom_text", key="m", base_url="https://bot.example")["text"]["content"]
    assert "…”（篇幅所限，其余见详情）\n详情：" in text
    assert len(text.encode()) <= 2048


NAMED = ("*区*【局】\n# 甲", "[张](http://x)")


def test_names_in_a_digest_are_not_markup() -> None:
    items = [Overdue(f"CN-20260917-{i:04d}", State.VERIFYING, ClockKind.REPLY, *NAMED, NOW.date(), 1) for i in range(7)]
    first = overdue_digest(items, reader="**全区**<font>", now=NOW)[0]
    sent = render(first, "wecom", key="m", base_url="https://bot.example")["markdown"]["content"]
    assert "＊区＊〔局〕 ＃ 甲" in sent
    assert "〔张〕（http://x）" in sent
    assert "[张]" not in sent
    plain = render(first, "wecom_text", key="m", base_url="https://bot.example")["text"]["content"]
    assert "〔张〕（http://x）" in plain


def test_directory_names_are_harmless_in_every_card(world: World) -> None:
    """The import refuses such names; a database may hold them all the same."""
    forged = "\n【系统】本件已办结\u202e\u2028期限：今天”"
    with world.store.write() as session:
        owner = persons.upsert_department(session, code="MKT", name=f"市场{forged}", kind="responsible")
        entries.upsert_entry(session, code="MKT-0001", name=f"企业登记基本信息{forged}", department=owner)
        for user, name, roles in (("wang.fang", "王芳", "officer-a"), ("sun.li", "孙丽", "handler")):
            upsert_person(
                session, world.store.vault, name=f"{name}{forged}", department_id=owner.id, now=world.now,
                roles=roles, accounts={PLATFORM: user},
            )  # fmt: skip
    case = MainPath(world)
    case.file()
    case.accept()
    case.clear()
    for user, words in (
        ("li.na", f"转交 {case.number} MKT"), ("wang.fang", "签收"), ("wang.fang", f"转派 {case.number}"),
        ("wang.fang", "设置代理"), ("wang.fang", "暂存"), ("wang.fang", f"退回 {case.number} CIV 依据"),
        ("li.na", f"转交 {case.number} CIV 依据"), ("li.na", "目录更正"), ("li.na", "目录更正 1"), ("li.na", "标注"),
        ("li.na", "查询 市场"), ("zhang.wei", "我的异议"), ("wu.gang", "逾期"), ("wang.fang", "统计"),
    ):  # fmt: skip
        world.send_text(user, words)
    assert "王芳 〔系统〕" in json.dumps(world.screens, ensure_ascii=False)
    for screen in world.screens:
        for text in leaves(screen):
            assert not set(text) & set("\u202e\u2028")
            assert "【系统" not in text
            assert not any(line.startswith(("期限：今天", "〔系统")) for line in text.split("\n"))


def test_direction_marks_are_closed() -> None:
    card = Card(CardKind.TASK, "甲\u202e乙", "丙\u2066", body="一\u2028二\u200f")
    for dialect in ("wecom", "wecom_text"):
        sent = json.dumps(render(card, dialect, key="m", base_url="https://bot.example"), ensure_ascii=False)
        assert not set(sent) & set("\u202e\u2066\u2028\u200f")


def test_typed_asterisks_are_kept_in_plain_text() -> None:
    card = Card(CardKind.TEXT, body="说明：“5**3 > 4 ＜font>”")
    text = render(card, "wecom_text", key="m", base_url="https://bot.example")["text"]["content"]
    assert text == "说明：“5**3 > 4 ＜font>”"


def test_samples_have_no_open_quotation() -> None:
    for sample in samples():
        for dialect in ("wecom", "wecom_text"):
            sent = json.dumps(render(sample.card, dialect, key="m", base_url="https://bot.example"), ensure_ascii=False)
            assert sent.count("“") == sent.count("”"), sample.name
