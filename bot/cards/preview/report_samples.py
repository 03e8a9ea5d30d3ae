"""Sample quality reports for the preview and the limits tests: district, leader, still running, published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from bot.cards.report_card import public_card, report_card, running_card
from bot.ports import Card
from quality.period import Period
from quality.published.publication import Publication
from quality.report import Figure, Report, Row
from quality.report_columns import CENTRE_COLUMNS, DEPARTMENT_COLUMNS
from quality.report_visibility import of_departments, whole
from store.lists.report_source import QualityReport

NAMES = ("区市场监管局", "区人力资源和社会保障局劳动保障监察和调解仲裁综合事务中心", "区民政局")
MANY = 123456


def report_samples() -> Iterator[tuple[str, Card]]:
    """Names and cards."""
    report, row, today = _report(), _row(), date(2026, 10, 9)
    yield "质量报告 本月", report_card(whole(report, None, today))
    yield "质量报告 件数多", running_card(Period(2026, 9))
    yield "质量报告 督办", report_card(whole(report, row, today))
    yield "质量报告 分管领导", report_card(of_departments(report, row, [1], today))
    published = Publication(2, date(2026, 10, 15), date(2026, 10, 14), 1, date(2026, 11, 9))
    yield "质量报告 公开版", public_card(report, published)
    yield "质量报告 已公布", report_card(of_departments(report, row, [1, 2], date(2026, 10, 30)))


def _report() -> Report:
    figures: dict[str, Figure] = dict.fromkeys((column.code for column in (*DEPARTMENT_COLUMNS, *CENTRE_COLUMNS)), MANY)
    rows = [Row(place, f"D{place}", name, {**figures, "rank": place}) for place, name in enumerate(NAMES, 1)]
    return Report("2026-09", "", "", rows, Row(0, "", "区大数据中心", figures), {}, [], [], [], {})


def _row() -> QualityReport:
    known = datetime(2026, 10, 9, 1, tzinfo=UTC)
    return QualityReport(period="2026-09", version=1, known=known, publish_on=date(2026, 10, 15))
