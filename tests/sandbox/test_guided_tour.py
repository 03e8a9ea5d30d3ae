"""The tour is judged by what is on record: typed or pressed, by whom ever, in any order; off the way it says so."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.case_record import CaseRecord
from sandbox.demo_people import Handset
from sandbox.tour.guided_tour import Tour
from sandbox.tour.tour_file import sentence
from sandbox.wecom.message_store import MessageStore

NOW = datetime(2026, 9, 14, 2, tzinfo=UTC)
PHONES = [
    Handset(user, name, role, "")
    for user, name, role in (
        ("chen", "陈予安", "提出方"),
        ("fang", "方知远", "中心运营"),
        ("lin", "林晓棠", "联络专员 A 角"),
        ("gu", "顾长风", "分管领导"),
    )
]
CHEN = 48
ROAD = ("提出异议", "收办", "平台核查无误", "转交", "签收", "答复需修正", "完成修正", "告知结果", "确认", "评价")
TABLES = """
CREATE TABLE tickets (id INTEGER PRIMARY KEY, number TEXT, state TEXT, outcome TEXT);
CREATE TABLE history (id INTEGER PRIMARY KEY, ticket_id INTEGER, action TEXT);
CREATE TABLE drafts (id INTEGER PRIMARY KEY, form TEXT, step TEXT, person_id INTEGER, ticket_id INTEGER,
    state TEXT DEFAULT 'active', updated_at TEXT DEFAULT '');
"""


class Scene:
    """A record and phones to write into."""

    def __init__(self, file: Path) -> None:
        self.rows = sqlite3.connect(file, isolation_level=None)
        self.rows.executescript(TABLES)
        self.messages = MessageStore()
        self.tour = Tour(CaseRecord(file), self.messages, PHONES, CHEN, set())

    def case(self, number: str, state: str, *acts: str, outcome: str = "") -> None:
        """A case of 陈予安's with these steps."""
        row = self.rows.execute(
            "INSERT INTO tickets (number, state, outcome) VALUES (?, ?, ?)", (number, state, outcome)
        )
        self.rows.executemany(
            "INSERT INTO history (ticket_id, action) VALUES (?, ?)", [(row.lastrowid, act) for act in acts]
        )
        self.says("chen", f"已提交，工单号 {number}")

    def form(self, name: str, question: str, *, person: int = CHEN, case: int | None = None) -> None:
        self.rows.execute("DELETE FROM drafts")
        self.rows.execute(
            "INSERT INTO drafts (form, step, person_id, ticket_id) VALUES (?, ?, ?, ?)",
            (name, question, person, case),
        )

    def says(self, user: str, text: str, *buttons: str) -> None:
        card = {"card_type": "button_interaction", "main_title": {"title": text},
                "button_list": [{"text": each, "key": each} for each in buttons]}  # fmt: skip
        self.messages.add(user, "template_card" if buttons else "text", card if buttons else {"content": text}, NOW)

    @property
    def ticked(self) -> list[int]:
        return [place for place, mark in enumerate(self.tour.progress().ticked, start=1) if mark]

    @property
    def now(self) -> str:
        progress = self.tour.progress()
        if progress.detour or progress.move is None:
            return progress.detour
        name = next((each.name for each in PHONES if each.role == progress.move.who), "")
        return sentence(progress.move, name)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(tmp_path / "objection.db")
    with closing(scene.rows):
        yield scene


def test_at_the_beginning_the_proposer_begins(scene: Scene) -> None:
    assert scene.ticked == []
    assert scene.now == "请在陈予安的手机上按菜单里的“提出异议”。"


@pytest.mark.parametrize(
    ("question", "says", "ticked"),
    [
        ("source", "发送“法人登记”", []),
        ("kind", "按“错误”", [1]),
        ("records", "松涛路18号", [1, 2]),
        ("doubt", "松涛路88号", [1, 2]),
        ("evidence", "核对企业迁入材料", [1, 2]),
        ("", "按“提交”", [1, 2, 3]),
    ],
)
def test_a_form_ticks_by_the_question_it_stands_at(scene: Scene, question: str, says: str, ticked: list[int]) -> None:
    scene.form("filing", question)
    assert scene.ticked == ticked
    assert says in scene.now


def test_somebody_else_s_form_is_not_the_tour_s(scene: Scene) -> None:
    scene.form("filing", "records", person=7)
    assert scene.ticked == []


def test_a_filing_in_one_message_ticks_its_four_steps(scene: Scene) -> None:
    scene.case("CN-1", "待预审", "提出异议")
    assert scene.ticked == [1, 2, 3, 4]
    assert scene.now == "请在方知远的手机上按“收办”。"


@pytest.mark.parametrize(
    ("done", "state", "ticked"),
    [(4, "待签收", 5), (6, "部门修正中", 7), (7, "待告知结果", 9), (8, "待告知结果", 10), (10, "已办结", 11)],
)
def test_the_case_s_steps_tick_whoever_did_them(scene: Scene, done: int, state: str, ticked: int) -> None:
    scene.case("CN-1", state, *ROAD[:done], outcome="确认办结" if state == "已办结" else "")
    assert scene.ticked == [step for step in range(1, ticked + 1) if step != 8]
    assert "走的是另一条路" not in scene.now


def test_a_reply_without_receipt_stands_for_the_receipt(scene: Scene) -> None:
    scene.case("CN-1", "部门修正中", *(act for act in ROAD[:6] if act != "签收"))
    assert {6, 7} <= {*scene.ticked}


def test_the_free_steps_tick_out_of_order(scene: Scene) -> None:
    scene.says("fang", "【为什么是 2026-09-15 周二】")
    scene.says("gu", "区市场监管局逾期提示：1件")
    assert scene.ticked == [8, 12]


@pytest.mark.parametrize(
    ("state", "outcome", "acts", "says"),
    [
        ("已办结", "不予收办", ("提出异议", "不予收办"), "重新开始导览"),
        ("已办结", "已撤回", ROAD[:5], "重新开始导览"),
        ("待补正", "", ("提出异议", "要求补正"), "按“补正”"),
        ("待告知结果", "", (*ROAD[:5], "答复核实无误"), "另一条路"),
        ("待同意特例", "", (*ROAD[:5], "答复申请特例"), "按“不同意特例”"),
    ],
)
def test_off_the_way_it_says_so_and_how_to_go_on(
    scene: Scene, state: str, outcome: str, acts: tuple[str, ...], says: str
) -> None:
    scene.case("CN-1", state, *acts, outcome=outcome)
    assert says in scene.now


def test_another_case_of_the_proposer_s_takes_over(scene: Scene) -> None:
    scene.case("CN-1", "已办结", "提出异议", "不予收办", outcome="不予收办")
    scene.case("CN-2", "平台核查中", *ROAD[:2])
    assert scene.now == "请在方知远的手机上按“平台核查无误”。"


def test_a_scenario_s_case_is_not_the_tour_s(scene: Scene) -> None:
    scene.case("CN-1", "待签收", *ROAD[:4])
    scene.tour.made.add("CN-1")
    assert scene.ticked == []


def test_started_again_what_was_done_counts_no_more(scene: Scene) -> None:
    scene.says("fang", "【为什么是 2026-09-15 周二】")
    scene.case("CN-1", "已办结", *ROAD, outcome="确认办结")
    scene.tour.made.add("CN-0")
    scene.tour.begin_anew()
    assert scene.ticked == []
    assert scene.now == "请在陈予安的手机上按菜单里的“提出异议”。"


def test_what_came_while_a_scenario_was_made_ticks_nothing(scene: Scene) -> None:
    """The scenario files as 陈予安, whose phone then shows the questions of a filing that is long over."""
    before = scene.messages.newest
    scene.says("chen", "请提供佐证说明", "删除文字说明", "完成")
    assert scene.ticked != []
    scene.tour.staged.append((before, scene.messages.newest))
    assert scene.ticked == []
    scene.says("fang", "【为什么是 2026-09-15 周二】")
    assert scene.ticked == [8]
