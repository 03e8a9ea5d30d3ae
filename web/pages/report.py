"""质量报告 page: the whole district for supervisors and the director, their own department for leaders (M15, M4)."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, abort, render_template, send_file
from flask.typing import ResponseReturnValue

from bot.cards.report_card import standing
from bot.notify.readers import actors_of
from quality.closed_reports import report_on
from quality.period import Period
from quality.report import Row
from quality.report_columns import Column, NewerFormat
from quality.report_tables import heading, xlsx_bytes
from quality.report_text import RULE, said, title
from quality.report_visibility import Seen, may_read, seen
from regulation.shanghai import local_date
from store.lists import report_source
from store.people import persons
from web.login import account, signed_in
from web.site import current_site

report = Blueprint("report", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@report.get("/report/<period>")
@signed_in
def show(period: str) -> ResponseReturnValue:
    """The figures, what was counted and what was not; other periods that were closed."""
    found, periods = _seen(period)
    return render_template(
        "report.html",
        seen=found,
        title=title(found.report),
        standing=standing(found),
        rule=RULE,
        departments=_sheet(found.departments, found.report.columns.departments),
        centre=_sheet([found.centre], found.report.columns.centre) if found.centre else None,
        periods=periods,
    )


@report.get("/report/<period>.xlsx")
@signed_in
def download(period: str) -> ResponseReturnValue:
    """The workbook, for who sees the whole district."""
    found, _ = _seen(period)
    if not found.whole:
        abort(404)
    name = f"{found.report.period}质量报告.xlsx"
    return send_file(BytesIO(xlsx_bytes(found.report)), XLSX, as_attachment=True, download_name=name)


def _seen(text: str) -> tuple[Seen, list[str]]:
    """The report as this viewer may see it, and the closed periods; else 404."""
    site = current_site()
    now = site.clock.now()
    with site.store.read() as db:
        person = persons.by_account(db, *account())
        rights = list(actors_of(db, person, now)) if person else []
        period = _period(text)
        if not may_read(rights) or period is None or period.start > now:
            abort(404)
        try:
            counted, row = report_on(db, period, now, site.laws(db))
        except NewerFormat as refusal:
            abort(409, refusal.text)
        return seen(counted, row, rights, local_date(now)), [kept for kept, _, _ in report_source.kept(db)]


def _period(text: str) -> Period | None:
    try:
        return Period.read(text)
    except ValueError:
        return None


def _sheet(rows: list[Row] | tuple[Row, ...], columns: tuple[Column, ...]) -> dict[str, object]:
    """A table turned on its side, so that it fits a phone: a line for each figure."""
    lines = [
        (heading(column), column.bad, [(said(row, column), bool(row.figures[column.code])) for row in rows])
        for column in columns
    ]
    return {"names": [row.name for row in rows], "lines": lines}
