"""Publication by rule: closed on the month's first working day, published after the departments' reply (M15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from quality.period import Period
from regulation.shanghai import SHANGHAI, dated, local_date
from regulation.workdays import WorkCalendar
from store.lists import report_source
from store.lists.report_source import QualityReport
from store.record import signed_heads

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Publication:
    """`by_rule` is the day on which the rule publishes it, `delay` the working days after it."""

    version: int
    publish_on: date
    by_rule: date
    delay: int
    revised_on: date | None  # the day of a later version, which replaces the first
    head: str = ""  # the record's signed head of the day it was published
    fingerprint: str = ""  # the same for a card or a picture

    def published(self, today: date) -> bool:
        return today >= self.publish_on

    @property
    def sentence(self) -> str:
        """When it was published, and how late."""
        late = f"，比应公布的{dated(self.by_rule)}迟{self.delay}个工作日" if self.delay else "，按规则如期公布"
        revised = f"；{dated(self.revised_on)}更正后重新公布（第{self.version}版）" if self.revised_on else ""
        return f"{dated(self.publish_on)}公布{late}{revised}。"


def publication(session: Session, row: QualityReport, calendar: WorkCalendar) -> Publication:
    """When a closed report is public: its first version decides, later ones replace it at once."""
    first = report_source.version_of(session, row.period, 1) or row
    closed_on, due = local_date(first.known), closing_day(Period.read(row.period), calendar)
    reply_days = calendar.between(closed_on, row.publish_on)
    by_rule = calendar.after(due, reply_days).day if reply_days else due
    revised_on = local_date(row.known) if row.version > 1 else None
    delay = calendar.between(by_rule, row.publish_on)
    return Publication(row.version, row.publish_on, by_rule, delay, revised_on, *_head(session, row))


def _head(session: Session, row: QualityReport) -> tuple[str, str]:
    """The last head signed by the end of the day of publication, so that every copy shows the same."""
    end = datetime.combine(row.publish_on + timedelta(days=1), time(), SHANGHAI)
    head = signed_heads.latest(session, max(end, row.known))
    return (signed_heads.sentence(head), signed_heads.fingerprint(head)) if head else ("", "")


def closing_day(period: Period, calendar: WorkCalendar) -> date:
    """The first working day after the month."""
    return calendar.after(date.fromordinal(period.next().first.toordinal() - 1), 1).day


def published_periods(session: Session, today: date) -> list[str]:
    """Every period whose report is public, the newest first."""
    return [period for period, _, publish_on in report_source.kept(session) if publish_on <= today]
