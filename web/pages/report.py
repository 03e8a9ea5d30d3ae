"""质量报告 page: the whole district for supervisors and the director, their own department for leaders (M15, M4)."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from flask import Blueprint, abort, render_template, send_file
from flask.typing import ResponseReturnValue

from bot.cards.report_card import standing
from bot.notify.readers import actors_of
from quality.closed_reports import report_on
from quality.period import Period
from quality.published.correction_notes import notes_of
from quality.published.publication import Publication, publication
from quality.published.report_charts import Glance, glance, medians
from quality.report import Report
from quality.report_columns import NewerFormat
from quality.report_tables import Notes, tables, xlsx_bytes
from quality.report_text import cited, rule_of, title
from quality.report_visibility import Seen, may_read, seen
from regulation.shanghai import local_date
from store.lists import report_source
from store.people import persons
from store.readings.reading_lines import ReadingKind
from web.login import account, signed_in
from web.page_reading import note_reading
from web.pages.report_sheet import sheet
from web.site import current_site

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

report = Blueprint("report", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Found:
    """The report as its reader may see it, with what the page shows beside the figures."""

    seen: Seen
    periods: list[str]
    notes: Notes
    glance: Glance
    publication: Publication | None


@report.get("/report/<period>")
@report.get("/report/<period>/<int:version>")
@signed_in
def show(period: str, version: int = 0) -> ResponseReturnValue:
    """The figures, what was counted and what was not; other periods that were closed, and earlier versions."""
    found = _found(period, version)
    shown = found.seen
    page = render_template(
        "report.html",
        seen=shown,
        title=title(shown.report),
        standing=standing(shown),
        cited=cited,
        rule=rule_of(shown.report),
        departments=sheet(shown.departments, shown.report.columns.departments),
        centre=sheet([shown.centre], shown.report.columns.centre) if shown.centre else None,
        periods=found.periods,
        notes=found.notes,
        glance=found.glance,
        publication=found.publication,
    )
    note_reading(ReadingKind.REPORT, what=f"{shown.report.period}质量报告")
    return page


@report.get("/report/<period>.xlsx")
@signed_in
def download(period: str) -> ResponseReturnValue:
    """The workbook, for who sees the whole district."""
    found = _found(period)
    if not found.seen.whole:
        abort(404)
    counted = found.seen.report
    note_reading(ReadingKind.EXPORT, what=f"{counted.period}质量报告")
    content = xlsx_bytes(counted, tables(counted, found.notes).values())
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=f"{counted.period}质量报告.xlsx")


def _found(text: str, version: int = 0) -> Found:
    """The report as this viewer may see it, and the closed periods; else 404."""
    site = current_site()
    now = site.clock.now()
    with site.store.read() as db:
        person = persons.by_account(db, *account())
        rights = list(actors_of(db, person, now)) if person else []
        period = period_of(text)
        if not may_read(rights) or period is None or period.start > now:
            abort(404)
        counted, row = stored_or_counted(db, period, version, now)
        shown = seen(counted, row, rights, local_date(now))
        return Found(
            seen=shown,
            periods=[kept for kept, _, _ in report_source.kept(db)],
            notes=notes_of(db, site.store.vault, counted) if shown.whole else {},
            glance=_glance(db, shown, now),
            publication=publication(db, row, site.laws(db).calendar) if row else None,
        )


def stored_or_counted(
    db: Session, period: Period, version: int, now: datetime
) -> tuple[Report, report_source.QualityReport | None]:
    """The newest report of a period, or one version of a closed one; else 404."""
    try:
        if not version:
            return report_on(db, period, now, current_site().laws(db))
        row = report_source.version_of(db, str(period), version)
        return (Report.read(row.content), row) if row else abort(404)
    except NewerFormat as refusal:
        abort(409, refusal.text)


def _glance(db: Session, shown: Seen, now: datetime) -> Glance:
    """A leader sees the district's charts once the report is published."""
    if not shown.whole and not shown.published:
        return glance(shown.departments, None, {})
    today = local_date(now)
    known = [period for period, _, day in report_source.kept(db) if shown.whole or day <= today]
    calendar = current_site().laws(db).calendar
    return glance(shown.report.departments, shown.report, medians(db, shown.report, calendar, known))


def period_of(text: str) -> Period | None:
    try:
        return Period.read(text)
    except ValueError:
        return None
