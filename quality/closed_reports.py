"""Closing a period stores its report; anybody can recount it byte for byte from the same history (M15, G5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from quality import report_columns
from quality.case_snapshot import Span
from quality.compile_report import Compiler
from quality.period import Period
from quality.report import Report
from quality.report_columns import Columns
from regulation.law import Laws
from regulation.shanghai import local_date
from store.lists import report_source
from store.lists.report_source import Label, QualityReport

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session


class NotOver(Exception):
    """The period has not ended: its figures may still change."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A report counted while others write, with the state it was counted from."""

    report: Report
    extent: tuple[int, int]
    calendar: str


def draft(session: Session, period: Period, now: datetime, laws: Laws) -> Draft:
    """Count a period in advance, without a write lock: counting takes seconds that would block writers."""
    rests_on = report_source.extent(session, period.start, period.end, now)
    return Draft(compiled(session, period, now, laws), rests_on, laws.calendar.version)


def compiled(
    session: Session,
    period: Period,
    now: datetime,
    laws: Laws,
    labels: Mapping[int, Label] | None = None,
    columns: Columns | None = None,
) -> Report:
    """The report as it would be closed now, by the rules of a format; for a running period, counted up to now.

    Corrections from before `now` are known to it.
    """
    span = Span(period.start, min(period.end, max(now, period.start)))
    names = report_source.labels(session) if labels is None else labels
    compiler = Compiler(span, laws, names, columns or report_columns.COLUMNS)
    for number, decisions in report_source.histories(session, span.start, span.until, now):
        compiler.take(number, decisions)
    return compiler.report(str(period), now)


def close(
    session: Session, period: Period, now: datetime, laws: Laws, reply_days: int, counted: Draft | None = None
) -> QualityReport:
    """Close a period, idempotent: the stored report stays unless a correction has changed it since.

    The departments may reply for `reply_days` working days from the first closing; a later version keeps that day,
    and the format of the first.
    `counted` is taken as it is where it was made for the same `now` and nothing was added since. Raises NotOver before
    the period has ended.
    """
    if now < period.end:
        raise NotOver(str(period))
    last = report_source.latest(session, str(period))
    columns = Report.read(last.content).columns if last else report_columns.COLUMNS
    held = counted is not None and _holds(counted, session, period, now, laws)
    report = counted.report if counted is not None and held and counted.report.columns == columns else None
    report = report or compiled(session, period, now, laws, columns=columns)
    if last is not None and replace(report, known=Report.read(last.content).known).as_text() == last.content:
        return last
    today = local_date(now)
    return report_source.keep(
        session,
        period=str(period),
        content=report.as_text(),
        until=period.end,
        known=now,
        calendar=laws.calendar.version,
        publish_on=last.publish_on if last else laws.calendar.after(today, reply_days).day if reply_days else today,
    )


def _holds(counted: Draft, session: Session, period: Period, now: datetime, laws: Laws) -> bool:
    same = counted.report.known == now.isoformat() and counted.calendar == laws.calendar.version
    return same and counted.extent == report_source.extent(session, period.start, period.end, now)


def counted_again(session: Session, row: QualityReport, laws: Laws) -> str:
    """The content of a closed report recounted from the present history; equal unless something was tampered with.

    Departments are called what they were called then, and it is counted by the rules of its format.
    """
    stored = Report.read(row.content)
    labels = {int(holder): Label(int(holder), *name) for holder, name in stored.names.items()}
    return compiled(session, Period.read(row.period), row.known, laws, labels, stored.columns).as_text()


def stands(session: Session, row: QualityReport, laws: Laws) -> bool:
    """Whether a closed report is unchanged, and the history still gives it byte for byte.

    Raises NewerFormat where only a later version of the program can tell.
    """
    try:
        return report_source.digest(row.content) == row.sha256 and counted_again(session, row, laws) == row.content
    except (KeyError, TypeError, ValueError):
        return False  # damaged, can't be parsed


def report_on(session: Session, period: Period, now: datetime, laws: Laws) -> tuple[Report, QualityReport | None]:
    """The stored report of a closed period with its row; else the figures up to now."""
    row = report_source.latest(session, str(period))
    return (Report.read(row.content), row) if row else (compiled(session, period, now, laws), None)
