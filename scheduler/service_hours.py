"""Service hours: reminders and digests are sent on working days only, make-up Saturdays included (G1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from regulation.shanghai import SHANGHAI, local_date
from regulation.workdays import WorkCalendar
from scheduler.deps import ServiceHours


def on(day: date, hour: time) -> datetime:
    """An hour of a day in Shanghai, as an instant."""
    return datetime.combine(day, hour, SHANGHAI).astimezone(UTC)


def in_service(now: datetime, hours: ServiceHours, calendar: WorkCalendar) -> bool:
    """Whether reminders may be sent now."""
    local = now.astimezone(SHANGHAI)
    return hours.start <= local.time() < hours.end and calendar.is_workday(local.date())


def digest_hour(now: datetime, hours: ServiceHours, calendar: WorkCalendar) -> bool:
    """From the digest hour until service ends; a digest missed during a downtime is sent later the same day."""
    return in_service(now, hours, calendar) and now >= digest_begins(local_date(now), hours)


def digest_begins(day: date, hours: ServiceHours) -> datetime:
    """The digest hour, a minute later where everybody sends."""
    begins = on(day, hours.digest_at)
    return begins + timedelta(minutes=1) if begins.minute in (0, 30) else begins


def spread(now: datetime, person_id: int, hours: ServiceHours, calendar: WorkCalendar) -> datetime | None:
    """When the reminders and digests of one person leave that are due now: the same delay all day, another tomorrow.

    Never on the full or half hour, when everybody sends; None at once: without spreading, and where service ends first.
    """
    if not hours.spread_minutes:
        return None
    keyed = sha256(f"{person_id}:{local_date(now)}".encode()).digest()
    leaves = now + timedelta(seconds=1 + int.from_bytes(keyed[:4], "big") % (hours.spread_minutes * 60))
    if leaves.minute in (0, 30):
        leaves += timedelta(minutes=1)
    return leaves if in_service(leaves, hours, calendar) else None


def next_service(now: datetime, hours: ServiceHours, calendar: WorkCalendar) -> datetime:
    """The first instant from now on at which reminders may be sent."""
    if in_service(now, hours, calendar):
        return now
    today = local_date(now)
    opening = on(today, hours.start)
    if calendar.is_workday(today) and now < opening:
        return opening
    return on(calendar.after(today, 1).day, hours.start)


def service_after(start: datetime, length: timedelta, hours: ServiceHours, calendar: WorkCalendar) -> datetime:
    """The instant at which so much service time has passed since `start`."""
    current, left = next_service(start, hours, calendar), length
    while True:
        closing = on(local_date(current), hours.end)
        if current + left <= closing:
            return current + left
        left -= closing - current
        current = next_service(closing, hours, calendar)


def service_before(end: datetime, length: timedelta, hours: ServiceHours, calendar: WorkCalendar) -> datetime:
    """The latest instant from which on so much service time has passed until `end`."""
    day, left = local_date(end), length
    while True:
        if calendar.is_workday(day):
            opening, closing = on(day, hours.start), min(on(day, hours.end), end)
            if closing - opening >= left:
                return closing - left
            left -= max(closing - opening, timedelta())
        day -= timedelta(days=1)


def reminding(hours: ServiceHours) -> time:
    """The hour of reminders, within service hours whatever was configured."""
    return hours.remind_at if hours.start <= hours.remind_at < hours.end else hours.start
