"""Monthly quality report (质量报告): closed and sent on the first working day, published later, reissued (M15)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import structlog

from bot.cards.report_card import report_card
from bot.outbound import Lane, Post
from bot.ports import Card, CardKind
from quality.closed_reports import close, draft
from quality.period import Period
from quality.report import Report
from quality.report_columns import NewerFormat
from quality.report_image import NoPicture, png_bytes
from quality.report_visibility import Seen, of_departments, whole
from regulation.shanghai import local_date
from regulation.workdays import WorkCalendar
from scheduler import service_hours
from scheduler.deps import Deps
from scheduler.limits import calendar_recount
from store.files import attachments
from store.files.attachments import Unfit
from store.lists import report_source
from store.people import duty_roster
from store.people.duty_roster import Roster
from store.record import signed_heads
from store.upkeep import run_claims

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.lists.report_source import QualityReport
    from store.tables import Person

log = structlog.get_logger(__name__)

JOB = "quality"
LATEST = 5  # working days within which a missed run is made up


@dataclass(frozen=True, slots=True)
class ReaderReport:
    """What one reader gets; `covers` distinguishes two departments of one deputy."""

    person_id: int
    covers: int
    seen: Seen


def monthly(deps: Deps, now: datetime) -> int:
    """Close last month and tell everybody; on the day of publication tell them again. Returns how many were told."""
    with deps.store.read() as session:
        calendar = deps.laws(session).calendar
        due = list(_due(deps, session, now, calendar))
    return sum(_issued(deps, period, slot, now) for period, slot in due)


def _due(deps: Deps, session: Session, now: datetime, calendar: WorkCalendar) -> Iterator[tuple[Period, str]]:
    """Which periods are to be told of now, each with the name of its run."""
    today = local_date(now)
    if not service_hours.digest_hour(now, deps.hours, calendar):
        return
    last = Period.of(today).before()
    eve = date.fromordinal(Period.of(today).first.toordinal() - 1)
    if calendar.between(eve, today) <= LATEST and not run_claims.taken(session, JOB, str(last)):
        yield last, str(last)
    yield from _reissued(session, calendar)
    for period, _, publish_on in report_source.kept(session)[:3]:
        slot = f"{period} published"
        begun = publish_on <= today and calendar.between(publish_on, today) <= LATEST
        if begun and run_claims.taken(session, JOB, period) and not run_claims.taken(session, JOB, slot):
            yield Period.read(period), slot


def _reissued(session: Session, calendar: WorkCalendar) -> Iterator[tuple[Period, str]]:
    """Reports with provisional verdicts, once the calendar has changed and the verdicts were counted anew."""
    if run_claims.note(session, calendar_recount.NOTE) != calendar.version:
        return
    for row in report_source.provisional(session):
        slot = f"{row.period} by {calendar.version}"
        if row.calendar != calendar.version and not run_claims.taken(session, JOB, slot):
            yield Period.read(row.period), slot


def _issued(deps: Deps, period: Period, slot: str, now: datetime) -> int:
    try:
        return _issue(deps, period, slot, now)
    except NewerFormat as refusal:  # closed by a newer version of the program, which must send it
        log.error("the quality report is not sent", period=str(period), reason=refusal.text)
        return 0


def _issue(deps: Deps, period: Period, slot: str, now: datetime) -> int:
    """Counted and drawn before the transaction; a month without a case is neither closed nor sent."""
    with deps.store.read() as session:
        counted, head = draft(session, period, now, deps.laws(session)), signed_heads.latest(session)
    anything = bool(counted.report.tickets or counted.report.left_out)
    fingerprint = signed_heads.fingerprint(head) if head else ""
    picture = _drawn(counted.report, fingerprint) if anything else b""
    with deps.store.write() as session:
        if not run_claims.take(session, JOB, slot, deps.owner, now) or not anything:
            return 0
        row = close(session, period, now, deps.laws(session), deps.reply_days, counted)
        return _tell(deps, session, row, picture, fingerprint, now)


def _tell(deps: Deps, session: Session, row: QualityReport, picture: bytes, fingerprint: str, now: datetime) -> int:
    report, today = Report.read(row.content), local_date(now)
    issues = list(_issues(report, row, duty_roster.load(session, today), today))
    people = duty_roster.people(session, {issue.person_id for issue in issues})
    post, told = Post(session, deps.store.vault, now, deps.dialects), 0
    for issue in issues:
        person = people.get(issue.person_id)
        if person is None:
            continue
        event = f"quality:{report.period}:{row.version}:{issue.seen.published}:{issue.covers}"
        told += post.notify(person, report_card(issue.seen, fingerprint), event=event, lane=Lane.DIGEST)
        if picture and (issue.seen.whole or issue.seen.published):
            _send_picture(deps, post, person, picture, report, f"{event}:picture")
    return told


def _issues(report: Report, row: QualityReport, duty: Roster, today: date) -> Iterator[ReaderReport]:
    """The supervising office and the centre's director for the district, leaders for their own department."""
    for person_id in duty.present([*duty.having("supervisor"), *duty.having("director")]):
        yield ReaderReport(person_id, 0, whole(report, row, today))
    for department in report.departments:
        for person_id in duty.present(duty.having("leader", department.id)):
            yield ReaderReport(person_id, department.id, of_departments(report, row, [department.id], today))


def _drawn(report: Report, fingerprint: str) -> bytes:
    try:
        return png_bytes(report, fingerprint=fingerprint)
    except NoPicture as reason:
        log.info("the quality report goes out without its picture", reason=str(reason))
        return b""


def _send_picture(deps: Deps, post: Post, person: Person, picture: bytes, report: Report, event: str) -> None:
    """A kept file of the reader's; where this installation takes no pictures, the card alone has been sent."""
    name = f"{report.period}质量报告.png"
    try:
        row = attachments.receive(
            post.session, post.vault, deps.file_store, picture, person_id=person.id, name=name, now=post.now
        )
    except Unfit as reason:
        log.info("the quality report goes out without its picture", reason=str(reason))
        return
    post.notify(person, Card(CardKind.PICTURE, title=name, attachment=row.id), event=event, lane=Lane.DIGEST)
