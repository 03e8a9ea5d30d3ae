"""Three charts of a month: on time and late by department, median days by month, working days by party (M15)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TYPE_CHECKING

from quality.case_counts import FINISHED
from quality.report import Report, Row
from quality.report_columns import OVERDUE, RANKED, NewerFormat
from regulation.states import Party
from regulation.workdays import WorkCalendar
from store.lists import report_source

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

WIDE, LOW = 400, 120  # extent of a chart's drawing area, in its own units
MONTHS = 12
GAP = 2  # between the parts of a bar: their colours alone do not tell them apart


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a stacked bar: its place and extent in the drawing area, and its figure."""

    name: str
    amount: int
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One stacked bar; parts of nothing are left out."""

    name: str
    parts: tuple[Part, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Point:
    """One month's median; `x` and `y` from the drawing area's upper left corner."""

    name: str
    value: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Glance:
    """A month at a glance; `months` and `parties` are empty where they are not the reader's to see."""

    departments: tuple[Bar, ...]
    months: tuple[Point, ...]
    parties: Bar | None


def glance(rows: Sequence[Row], report: Report | None, medians: Mapping[str, float]) -> Glance:
    """The charts of these departments, and of the district where its report is given."""
    return Glance(_timeliness(rows), _line(medians), _parties(report) if report else None)


def median_days(report: Report, calendar: WorkCalendar) -> float | None:
    """Working days from receipt to the confirmed end, of the tickets that ended in the period; None without one."""
    ended = {outcome.value for outcome in FINISHED}
    lines = [line for line in report.tickets if line.state in ended and line.closed_on.startswith(report.period)]
    spans = [calendar.between(date.fromisoformat(line.filed_on), date.fromisoformat(line.closed_on)) for line in lines]
    return float(median(spans)) if spans else None


def medians(session: Session, report: Report, calendar: WorkCalendar, known: Iterable[str]) -> dict[str, float]:
    """Each month's median, of these closed months up to the report's own."""
    found = {report.period: median_days(report, calendar)}
    for period in sorted(each for each in known if each < report.period)[-MONTHS:]:
        row = report_source.latest(session, period)
        try:
            found[period] = median_days(Report.read(row.content), calendar) if row else None
        except NewerFormat:
            continue
    return {period: value for period, value in found.items() if value is not None}


def _timeliness(rows: Iterable[Row]) -> tuple[Bar, ...]:
    """Reply and repair limits; a repair that was none is not on time."""
    found = [(row.name, _sum(row, "in_time"), _sum(row, "late") + _sum(row, OVERDUE), _undone(row)) for row in rows]
    most = max((kept + late + undone for _, kept, late, undone in found), default=0)
    parts = [(name, (("按时", kept), ("超期", late), ("修正未到位", undone))) for name, kept, late, undone in found]
    return tuple(_bar(name, those, most) for name, those in parts if any(amount for _, amount in those))


def _parties(report: Report) -> Bar | None:
    days = [(party.value, int(report.days.get(party.value, 0))) for party in Party]
    total = sum(amount for _, amount in days)
    return _bar("工作日", days, total) if total else None


def _bar(name: str, amounts: Iterable[tuple[str, int]], most: int) -> Bar:
    parts: list[Part] = []
    left, total = 0.0, 0
    for what, amount in amounts:
        width = WIDE * amount / most if most else 0.0
        if amount:
            parts.append(Part(what, amount, round(left, 1), round(max(1.0, width - GAP), 1)))
        left, total = left + width, total + amount
    return Bar(name, tuple(parts), total)


def _line(medians: Mapping[str, float]) -> tuple[Point, ...]:
    """The oldest month on the left, zero at the foot."""
    shown = sorted(medians.items())[-MONTHS:]
    highest = max((value for _, value in shown), default=0.0) or 1.0
    step = WIDE / max(1, len(shown) - 1)
    return tuple(
        Point(month, value, round(place * step, 1), round(LOW - LOW * value / highest, 1))
        for place, (month, value) in enumerate(shown)
    )


def _sum(row: Row, ending: str) -> int:
    return sum(int(row.figures.get(f"{code}_{ending}") or 0) for code in RANKED)


def _undone(row: Row) -> int:
    return int(row.figures.get("undone") or 0)
