"""Format versions of the report: closed reports stay readable and verifiable when a figure is added later (G5, M15)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import orjson
import pytest

from bot.laws import LawsInForce
from doctor import stored_record
from quality import report_columns
from quality.closed_reports import close, compiled, counted_again, report_on, stands
from quality.period import Period
from quality.report import Report
from quality.report_columns import Column, NewerFormat
from quality.report_image import png_bytes
from quality.report_tables import csv_text, tables, xlsx_bytes
from quality.report_text import as_text
from quality.report_visibility import whole
from regulation.holiday_notices import shipped_notices
from regulation.rulebook_file import load_rulebooks
from store.lists import report_source
from store.lists.report_source import QualityReport
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World
from tests.quality.random_history import LAWS
from tests.quality.test_report_page import client

SEPTEMBER = Period(2026, 9)
KNOWN = report_columns.COLUMNS.version
ADDED = Column("reopened", "重新受理", "M10", since=KNOWN + 1)


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    world = World.create(sqlite_url)
    MainPath(world).until(MainPath.evaluate)
    world.at("2026-10-09T10:00")
    yield world
    world.close()


def closed(world: World) -> QualityReport:
    with world.store.write() as session:
        return close(session, SEPTEMBER, world.now, LAWS, 5)


def add_a_column(monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulate the next version of the program: one more column for departments and centre."""
    old = report_columns.COLUMNS
    added = replace(old, departments=(*old.departments, ADDED), centre=(*old.centre, ADDED))
    monkeypatch.setattr(report_columns, "COLUMNS", added)


def outputs(report: Report, row: QualityReport) -> list[object]:
    """Every output of a report."""
    return [
        as_text(report, row),
        [csv_text(table) for table in tables(report).values()],
        xlsx_bytes(report),
        png_bytes(report),
        whole(report, row, date(2026, 10, 30)).places,
    ]


def test_the_first_format_has_no_version(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports older than the format version must stay byte-identical."""
    monkeypatch.setattr(report_columns, "COLUMNS", report_columns.COLUMNS.of(1))
    assert "format" not in orjson.loads(closed(world).content)


def test_a_closed_report_keeps_every_output(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = closed(world)
    before = outputs(Report.read(row.content), row)
    opened = client(world, tmp_path, "chen.mo")
    page = opened.get("/report/2026-09").text
    card = world.send_text("chen.mo", "统计 2026-09")[-1]
    add_a_column(monkeypatch)
    assert outputs(Report.read(row.content), row) == before
    assert opened.get("/report/2026-09").text == page
    assert opened.get("/report/2026-09.xlsx").status_code == 200
    assert world.send_text("chen.mo", "统计 2026-09")[-1] == card


def test_a_closed_report_still_verifies(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = closed(world)
    add_a_column(monkeypatch)
    laws = LawsInForce(load_rulebooks(), shipped_notices(), {})
    with world.store.read() as session:
        assert counted_again(session, row, LAWS) == row.content
        assert stands(session, row, LAWS)
    assert [finding.ok for finding in stored_record.reports(world.store, laws, lambda _done, _total: None)] == [True]
    assert closed(world).version == row.version  # on the day of publication nothing was corrected


def test_a_new_report_has_the_new_figure(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    add_a_column(monkeypatch)
    row = closed(world)
    assert orjson.loads(row.content)["format"] == KNOWN + 1
    report = Report.read(row.content)
    assert report.as_text() == row.content
    assert report.departments[0].figures["reopened"] == 0
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(report)))["责任部门"]
    assert sheet.cell(1, sheet.max_column).value == "重新受理（M10）"
    with world.store.read() as session:
        assert stands(session, row, LAWS)


def test_tampering_with_an_old_report_is_detected(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = closed(world)
    add_a_column(monkeypatch)
    row.content = row.content.replace('"cases":1', '"cases":2')
    row.sha256 = report_source.digest(row.content)
    with world.store.read() as session:
        assert not stands(session, row, LAWS)


def test_a_newer_format_is_refused_in_one_line(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stored by a later version of the program: shown as a whole or not at all."""
    with monkeypatch.context() as later:
        add_a_column(later)
        closed(world)
    told = f"这份报告由更新的程序保存（格式 {KNOWN + 1}，本程序读到 {KNOWN}），请升级程序后再看。"
    with pytest.raises(NewerFormat, match=f"格式 {KNOWN + 1}"), world.store.read() as session:
        report_on(session, SEPTEMBER, world.now, LAWS)
    page = client(world, tmp_path, "chen.mo").get("/report/2026-09")
    assert (page.status_code, told in page.text) == (409, True)
    assert told in world.send_text("chen.mo", "统计 2026-09")[-1].body
    laws = LawsInForce(load_rulebooks(), shipped_notices(), {})
    found = list(stored_record.reports(world.store, laws, lambda _done, _total: None))
    assert [(finding.ok, finding.text) for finding in found] == [(False, f"2026-09 第1版没有核对。{told}")]


def first_format(world: World, monkeypatch: pytest.MonkeyPatch) -> QualityReport:
    """Closed by the program before the settled points; a second case was withdrawn after its transfer."""
    number = MainPath(world).until(MainPath.transfer)
    world.send_text("zhang.wei", f"撤回 {number}")
    world.at("2026-11-02T10:00")
    with monkeypatch.context() as before, world.store.write() as session:
        before.setattr(report_columns, "COLUMNS", report_columns.COLUMNS.of(1))
        return close(session, Period(2026, 10), world.now, LAWS, 5)


def test_a_report_of_the_first_format_is_counted_again_by_its_own_rules(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = first_format(world, monkeypatch)
    assert "format" not in orjson.loads(row.content)
    assert "departments" not in orjson.loads(row.content)["left_out"][0]
    with world.store.write() as session:
        assert stands(session, row, LAWS)
        assert close(session, Period(2026, 10), world.now, LAWS, 5).version == row.version
    page = client(world, tmp_path, "chen.mo").get("/report/2026-10").text
    assert "不计入部门的工单（1）" in page
    assert "本系统约定" not in page
    assert outputs(Report.read(row.content), row) == outputs(Report.read(row.content), row)


def test_the_same_month_by_the_settled_points_names_the_department(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = first_format(world, monkeypatch)
    with world.store.read() as session:
        report = compiled(session, Period(2026, 10), row.known, LAWS)
    assert [line.departments for line in report.left_out] == [["区市场监管局"]]
    assert [found.name for found in report.departments] == ["区市场监管局"]
    assert Report.read(row.content).departments == []
