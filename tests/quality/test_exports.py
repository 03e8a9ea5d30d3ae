"""Export files: no formula injection, reproducible bytes, Chinese text never drawn as placeholder boxes."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest

from bot.cards.report_card import public_card
from quality.closed_reports import compiled
from quality.period import Period
from quality.published.publication import Publication
from quality.report import Report
from quality.report_image import NoPicture, png_bytes
from quality.report_tables import csv_text, tables, xlsx_bytes
from quality.report_text import as_text
from store.engine.session import Store
from tests.quality.random_history import LAWS, RandomHistory

BOM = "\ufeff"


@pytest.fixture
def report(store: Store) -> Report:
    history = RandomHistory(store, 5)
    history.run(700, hours=3)
    with store.read() as session:
        return compiled(session, Period(2026, 9), history.now + timedelta(days=60), LAWS)


def test_csv_runs_no_formula_and_opens_in_excel(report: Report) -> None:
    """One department of the borough is called =区民政局."""
    for name, table in tables(report).items():
        shown = csv_text(table)
        assert shown.startswith(BOM), name
        rows = list(csv.reader(io.StringIO(shown.removeprefix(BOM))))
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)
    assert "'=区民政局" in csv_text(tables(report)["departments"])


def test_workbook_is_reproducible(report: Report) -> None:
    content = xlsx_bytes(report)
    assert content == xlsx_bytes(Report.read(report.as_text()))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == [table.name for table in tables(report).values()]
    for sheet, table in zip(book, tables(report).values(), strict=True):
        cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        assert cells == [list(row) for row in table.rows]
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_missed_limits_are_red(report: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(report)))
    bad = tables(report)["centre"].bad
    cells = next(book["区大数据中心"].iter_rows(min_row=2))
    red = {place for place, cell in enumerate(cells) if cell.font.color and cell.font.color.rgb == "FFC00000"}
    assert red == {place for place in bad if cells[place].value}


def test_every_figure_equals_the_sum_of_its_tickets(report: Report) -> None:
    """The limits listed per ticket sum up to each party's figures."""
    lines = [limit for ticket in report.tickets for limit in ticket.limits if limit.kind.startswith("部门答复")]
    for verdict, code in (("按时", "reply_in_time"), ("超期", "reply_late"), ("期末仍超期", "reply_overdue")):
        told = sum(int(row.figures[code] or 0) for row in report.departments)
        assert told == sum(limit.verdict == verdict for limit in lines)


def test_text_lists_everything_counted_and_excluded(report: Report) -> None:
    shown = as_text(report, None)
    numbers = {line.number for line in report.tickets} | {line.number for line in report.left_out}
    assert all(number in shown for number in numbers | {line.number for line in report.corrections})


def test_without_a_chinese_font_there_is_text_and_no_image(report: Report) -> None:
    latin = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
    for fonts in ((), ((latin, 0),), (("/nowhere/font.ttc", 0),)):
        with pytest.raises(NoPicture, match="简体中文字体"):
            png_bytes(report, fonts)


def test_image_is_drawn_where_a_font_is_installed(report: Report) -> None:
    try:
        content = png_bytes(report)
    except NoPicture as reason:
        pytest.skip(f"no picture was drawn: {reason}")
    assert content.startswith(b"\x89PNG")
    assert len(content) > 5000


def test_a_published_report_carries_the_records_fingerprint(report: Report) -> None:
    """M5: on the card in words, below the picture; it is what `objection doctor --head` compares."""
    mark = "存证1234条，指纹 0123456789abcdef"
    on = date(2026, 10, 12)
    assert public_card(report, Publication(1, on, on, 0, None, fingerprint=mark)).subtitle.endswith(f"；{mark}")
    try:
        assert png_bytes(report, fingerprint=mark) != png_bytes(report)
    except NoPicture as reason:
        pytest.skip(f"no picture was drawn: {reason}")
