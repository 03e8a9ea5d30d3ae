"""The next instant at which something happens by itself: what a rehearsal's clock must not leap over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from regulation.shanghai import local_date
from regulation.workdays import WorkCalendar
from scheduler import service_hours
from scheduler.deps import Deps, ServiceHours
from scheduler.limits import centre_list, unread_results
from scheduler.sweeps.directory_comparison import NIGHT
from store.lists import awaited_instants

DAY = timedelta(days=1)


def next_moment(deps: Deps, now: datetime) -> datetime:
    """`now` itself where something is still to be done; else the first later instant with work for a sweep."""
    with deps.store.read() as session:
        calendar = deps.laws(session).calendar
        if awaited_instants.is_sending(session):
            return now
        awaited = list(awaited_instants.earliest(session))
        later = [*_hours(now, deps.hours, calendar), *unread_results.instants(session, deps, calendar, now)]
    return min(max(each, now) for each in (*awaited, *(each for each in later if each > now)))


def _hours(now: datetime, hours: ServiceHours, calendar: WorkCalendar) -> Iterator[datetime]:
    """The hours of today and tomorrow at which a sweep begins its day."""
    today = local_date(now)
    for day in (today, today + DAY):
        yield from (service_hours.on(day, hour) for hour in (time.min, NIGHT[0]))
        if calendar.is_workday(day):
            yield from _of_workday(day, hours)


def _of_workday(day: date, hours: ServiceHours) -> Iterator[datetime]:
    yield from (service_hours.on(day, hour) for hour in (hours.start, service_hours.reminding(hours)))
    yield service_hours.digest_begins(day, hours)
    yield centre_list.morning(day, hours)
