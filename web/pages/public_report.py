"""公开报告 page: the public edition of a published report, for everybody who is signed in (M15)."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from flask import Blueprint, abort, render_template, send_file
from flask.typing import ResponseReturnValue

from bot.inspection.personal_data import covered
from quality.published.correction_notes import public_notes
from quality.published.public_edition import corrections, left_out_counts, public_xlsx
from quality.published.publication import Publication, publication, published_periods
from quality.published.report_charts import Glance, glance, medians
from quality.report import Report
from quality.report_image import NoPicture, png_bytes
from quality.report_tables import Notes
from quality.report_text import cited, left_out_name, rule_of, title
from quality.report_visibility import placed
from regulation.shanghai import local_date
from store.people import persons
from web.login import account, signed_in
from web.pages.report import XLSX, period_of, stored_or_counted
from web.pages.report_sheet import sheet
from web.site import current_site

public_report = Blueprint("public_report", __name__)


@dataclass(frozen=True, slots=True)
class Public:
    """A published report without persons and tickets, and what the page shows beside it."""

    report: Report
    publication: Publication
    notes: Notes
    glance: Glance
    periods: list[str]


@public_report.get("/report/<period>/public")
@public_report.get("/report/<period>/public/<int:version>")
@signed_in
def show(period: str, version: int = 0) -> ResponseReturnValue:
    """Charts, ranks, figures, what is in no median, and every corrected verdict."""
    found = _found(period, version)
    report = found.report
    return render_template(
        "public_report.html",
        found=found,
        title=title(report),
        cited=cited,
        rule=rule_of(report),
        places=placed(report.departments),
        departments=sheet(report.departments, report.columns.departments),
        centre=sheet([report.centre], report.columns.centre),
        left_out=left_out_counts(report),
        left_out_name=left_out_name(report),
        corrections=list(corrections(report, found.notes)),
    )


@public_report.get("/report/<period>/public.xlsx")
@signed_in
def download(period: str) -> ResponseReturnValue:
    found = _found(period)
    content = public_xlsx(found.report, found.notes, found.publication.head)
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=f"{period}质量报告（公开）.xlsx")


@public_report.get("/report/<period>/public.png")
@signed_in
def picture(period: str) -> ResponseReturnValue:
    found = _found(period)
    try:
        drawn = png_bytes(found.report, fingerprint=found.publication.fingerprint)
        return send_file(BytesIO(drawn), "image/png", download_name=f"{period}质量报告.png")
    except NoPicture:
        abort(404, "本系统没有安装画图的程序包或中文字体，请下载 Excel。")


def _found(text: str, version: int = 0) -> Public:
    """A report that is public by now; else 404."""
    site = current_site()
    now = site.clock.now()
    today, period = local_date(now), period_of(text)
    with site.store.read() as db:
        known = published_periods(db, today)
        if persons.by_account(db, *account()) is None or period is None or str(period) not in known:
            abort(404, "这个月的质量报告尚未公布。")
        report, row = stored_or_counted(db, period, version, now)
        assert row is not None
        calendar = site.laws(db).calendar
        return Public(
            report=report,
            publication=publication(db, row, calendar),
            notes=public_notes(db, site.store.vault, report, covered),
            glance=glance(report.departments, report, medians(db, report, calendar, known)),
            periods=known,
        )
