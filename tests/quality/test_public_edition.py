"""办法第十五条 (publication): the public edition has counts, verdicts, ranks by rule; no person, no ticket, no text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from quality.closed_reports import close
from quality.period import Period
from quality.report_text import cited
from regulation.decide import decide
from regulation.states import Action
from store.cases import tickets
from store.people import persons
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World
from tests.quality.random_history import LAWS
from tests.quality.test_report_page import CANARIES, client
from tests.scheduler.test_monthly_report import draws

EVERYBODY = ["zhang.wei", "he.ping", "li.na", "zhou.jie", "wang.fang", "sun.li", "wu.gang", "liu.yang", "chen.mo"]
SEPTEMBER = Period(2026, 9)
REASON = "平台停机，王芳已于当日来电说明，电话13800000004"
FILES = ("public", "public/1", "public.xlsx")


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    """One case; its late reply is corrected by the supervising office; closed on 2026-10-09, published on 10-15."""
    world = World.create(sqlite_url)
    path = MainPath(world)
    number = path.until(MainPath.receive)
    world.at("2026-09-28T10:00")
    world.send_text("wang.fang", f"答复需修正 {number} 9月30日 经核实属实，登记状态未更新")
    world.at("2026-09-29T10:00")
    correct(world, number)
    world.at("2026-10-09T10:00")
    with world.store.write() as session:
        close(session, SEPTEMBER, world.now, LAWS, 5)
    yield world
    world.close()


def correct(world: World, number: str) -> None:
    with world.store.write() as session:
        ticket, by = tickets.get(session, number), persons.by_account(session, "wecom", "chen.mo")
        assert ticket is not None
        assert by is not None
        clock = next(clock for clock in ticket.clocks if clock.kind.value == "部门答复")
        given = {
            "start_seq": clock.start_seq,
            "kind": clock.kind.value,
            "department_id": clock.department_id,
            "verdict": "不计",
            "reason": REASON,
        }
        law = LAWS.of(ticket)
        decision = decide(ticket, Action.CORRECT_VERDICT, persons.actor_of(by), world.now, law, given)
        tickets.record(session, world.store.vault, ticket, decision, law)


def publish(world: World) -> None:
    world.at("2026-10-15T10:00")


def sheets(content: bytes) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


@pytest.mark.parametrize("user", EVERYBODY)
def test_everybody_reads_it_in_the_chat(world: World, user: str) -> None:
    publish(world)
    for words in ("公开报告", "数据质量报告", "公开报告 2026-09"):
        card = world.send_text(user, words)[-1]
        assert (card.title, card.link) == ("2026年9月公共数据异议质量报告", "/report/2026-09/public"), words
        assert [field.label for field in card.fields][:3] == ["工单", "答复", "修正"]


@pytest.mark.parametrize("user", EVERYBODY)
def test_everybody_opens_page_and_workbook(world: World, tmp_path: Path, user: str) -> None:
    publish(world)
    opened = client(world, tmp_path, user)
    assert [opened.get(f"/report/2026-09/{file}").status_code for file in FILES] == [200, 200, 200]


def test_nothing_is_public_before_its_day(world: World, tmp_path: Path) -> None:
    world.at("2026-10-14T18:00")
    opened = client(world, tmp_path, "chen.mo")
    assert {opened.get(f"/report/2026-09/{file}").status_code for file in (*FILES, "public.png")} == {404}
    assert "2026-10-15 周四公布" in world.send_text("zhang.wei", "公开报告 2026-09")[-1].body


def test_it_holds_no_person_no_ticket_and_no_text(world: World, tmp_path: Path) -> None:
    publish(world)
    opened = client(world, tmp_path, "he.ping")
    page = opened.get("/report/2026-09/public").text
    book = str(sheets(opened.get("/report/2026-09/public.xlsx").data))
    card = str(world.send_text("he.ping", "公开报告")[-1])
    for said in (page, book, card):
        assert not [canary for canary in (*CANARIES, "CN-2026", "吴刚", "陈默", "13800000004") if canary in said]
    for said in (page, book):
        assert "平台停机，某某已于当日来电说明" in said


def test_corrections_are_numbered_with_unit_and_reason(world: World, tmp_path: Path) -> None:
    publish(world)
    rows = sheets(client(world, tmp_path, "he.ping").get("/report/2026-09/public.xlsx").data)["督办更正"]
    assert rows[1][:8] == [1, "2026-09-29", "部门答复", "区市场监管局", "超期", "不计", "是", "区政府办公室"]
    full = sheets(client(world, tmp_path, "chen.mo").get("/report/2026-09.xlsx").data)["督办更正"]
    assert full[1][-4:] == [1, "区政府办公室", "陈默", REASON]
    page = client(world, tmp_path, "chen.mo").get("/report/2026-09").text
    assert REASON in page
    assert "陈默" in page


def test_figures_and_ranks_are_those_of_the_report(world: World, tmp_path: Path) -> None:
    publish(world)
    public = sheets(client(world, tmp_path, "he.ping").get("/report/2026-09/public.xlsx").data)
    full = sheets(client(world, tmp_path, "chen.mo").get("/report/2026-09.xlsx").data)
    for name in ("责任部门", "区大数据中心", "工作日归属"):
        assert public[name][1:] == full[name][1:]
    assert public["责任部门"][0][:3] == ["部门", "异议数（办法第五条）", "答复按时（工作规则二.6）"]  # as on paper


def test_published_by_rule_and_its_delay_is_shown(world: World, tmp_path: Path) -> None:
    """Closed on the second working day of October instead of the first: published a working day late."""
    publish(world)
    page = client(world, tmp_path, "he.ping").get("/report/2026-09/public").text
    assert "2026-10-15 周四公布，比应公布的2026-10-14 周三迟1个工作日。" in page
    assert "迟1个工作日" in world.send_text("he.ping", "公开报告")[-1].subtitle


def test_the_picture_is_drawn(world: World, tmp_path: Path) -> None:
    if not draws():
        pytest.skip("no Pillow or no Chinese font")
    publish(world)
    assert client(world, tmp_path, "he.ping").get("/report/2026-09/public.png").data.startswith(b"\x89PNG")


def test_earlier_versions_stay_readable(world: World, tmp_path: Path) -> None:
    publish(world)
    with world.store.write() as session:
        ticket = tickets.get(session, world.numbers()[0])
        assert ticket is not None
        number = ticket.number
    correct_again(world, number)
    with world.store.write() as session:
        assert close(session, SEPTEMBER, world.now, LAWS, 5).version == 2
    opened = client(world, tmp_path, "he.ping")
    assert "2026-10-15 周四更正后重新公布（第2版）" in opened.get("/report/2026-09/public").text
    assert "督办更正" in opened.get("/report/2026-09/public/1").text
    assert opened.get("/report/2026-09/public/3").status_code == 404


def correct_again(world: World, number: str) -> None:
    world.wait(minutes=1)
    with world.store.write() as session:
        ticket, by = tickets.get(session, number), persons.by_account(session, "wecom", "chen.mo")
        assert ticket is not None
        assert by is not None
        clock = next(clock for clock in ticket.clocks if clock.kind.value == "收办意见")
        given = {"start_seq": clock.start_seq, "kind": "收办意见", "verdict": "不计", "reason": "登记有误，予以更正"}
        law = LAWS.of(ticket)
        decision = decide(ticket, Action.CORRECT_VERDICT, persons.actor_of(by), world.now, law, given)
        tickets.record(session, world.store.vault, ticket, decision, law)
    world.wait(minutes=1)


def test_zeros_are_folded_away(world: World, tmp_path: Path) -> None:
    publish(world)
    page = client(world, tmp_path, "he.ping").get("/report/2026-09/public").text
    assert re.search(r"<summary>本期为零的项目（\d+项）</summary>", page)
    assert "答复按时（工作规则二.6）</th>" not in page
    assert "不被数据责任方认可（退回）（工作规则一.5）" in page


def test_an_own_rule_stands_under_no_clause(world: World, tmp_path: Path) -> None:
    publish(world)
    page = client(world, tmp_path, "he.ping").get("/report/2026-09/public").text
    assert "修正未到位（本系统约定）" in page
    assert "标注“本系统约定”的项目不是办法条文的规定" in page


def test_statistics_point_others_to_the_public_report(world: World) -> None:
    assert "公开报告" in str(world.send_text("zhang.wei", "统计")[-1])


def test_without_a_published_report_it_says_so(sqlite_url: str) -> None:
    world = World.create(sqlite_url)
    assert world.send_text("zhang.wei", "公开报告")[-1].body == "2026年8月的质量报告尚未公布。"
    world.close()


def test_clauses_are_cited_as_on_paper() -> None:
    assert cited("M15") == "办法第十五条"
    assert cited("P9、G7") == "工作规则二.9、工作规则一.7"
    assert cited("本系统约定") == "本系统约定"
