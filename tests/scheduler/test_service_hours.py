"""G1: service hours are 09:00 to 17:30 on working days; make-up Saturdays and Sundays are working days."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from regulation.holiday_notices import shipped_notices
from regulation.states import Action, ClockKind, Party, State
from regulation.workdays import WorkCalendar
from scheduler.deps import ServiceHours
from scheduler.limits.reminder_schedule import Plan, ReminderSchedule, Step
from scheduler.service_hours import in_service, next_service, reminding, service_after
from store.lists.due_limits import RunningLimit
from tests.days import day
from tests.scheduler.rig import instant

CALENDAR, HOURS = WorkCalendar(shipped_notices()), ServiceHours()


@pytest.mark.parametrize(
    ("now", "serving"),
    [
        ("2026-09-18 周五 08:59", False),
        ("2026-09-18 周五 09:00", True),
        ("2026-09-18 周五 17:29", True),
        ("2026-09-18 周五 17:30", False),
        ("2026-09-19 周六 10:00", False),
        ("2026-09-20 周日 10:00", True),
        ("2026-10-01 周四 10:00", False),
    ],
)
def test_in_service(now: str, serving: bool) -> None:
    assert in_service(instant(now), HOURS, CALENDAR) is serving


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-09-18 周五 08:00", "2026-09-18 周五 09:00"),
        ("2026-09-18 周五 12:00", "2026-09-18 周五 12:00"),
        ("2026-09-18 周五 18:00", "2026-09-20 周日 09:00"),
        ("2026-09-30 周三 17:30", "2026-10-08 周四 09:00"),
    ],
)
def test_next_service(now: str, expected: str) -> None:
    assert next_service(instant(now), HOURS, CALENDAR) == instant(expected)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-09-18 周五 10:00", 4, "2026-09-18 周五 14:00"),
        ("2026-09-18 周五 16:30", 4, "2026-09-20 周日 12:00"),
        ("2026-09-18 周五 20:00", 4, "2026-09-20 周日 13:00"),
        ("2026-09-18 周五 10:00", 17, "2026-09-21 周一 10:00"),
    ],
)
def test_service_time_runs_in_service_hours_only(start: str, hours: int, expected: str) -> None:
    assert service_after(instant(start), timedelta(hours=hours), HOURS, CALENDAR) == instant(expected)


def test_reminders_keep_within_service_hours_whatever_was_configured() -> None:
    assert reminding(ServiceHours(remind_at=time(7, 0))) == time(9, 0)
    assert reminding(ServiceHours(remind_at=time(10, 30))) == time(10, 30)


def look(kind: ClockKind, started: str, due: str, state: State = State.VERIFYING) -> RunningLimit:
    end = datetime.combine(day(due), time(0), instant(f"{due} 00:00").tzinfo) + timedelta(hours=16)
    return RunningLimit(
        id=1, kind=kind, started_at=instant(started), due_on=day(due), due_at=end, provisional=False,
        party=Party.DEPARTMENT, department_id=1, ticket_id=1, number="CN-20260916-0001", state=state, holder_id=1,
        handler_id=None, proposer_id=2, on_behalf=False,
    )  # fmt: skip


def plan(now: str, limit: RunningLimit) -> Plan:
    return ReminderSchedule(HOURS, CALENDAR, instant(now)).plan(limit)


@pytest.mark.parametrize(
    ("now", "said", "later"),
    [
        ("2026-09-16 周三 10:00", (), "2026-09-18 周五 09:00"),
        ("2026-09-18 周五 09:00", (Step.BEFORE,), "2026-09-20 周日 09:00"),
        ("2026-09-18 周五 18:00", (), "2026-09-20 周日 09:00"),
        ("2026-09-20 周日 10:00", (Step.DUE,), "2026-09-21 周一 09:00"),
        ("2026-09-21 周一 00:00", (), "2026-09-21 周一 09:00"),
        ("2026-10-16 周五 10:00", (Step.OVERDUE,), ""),
    ],
)
def test_reminder_schedule(now: str, said: tuple[Step, ...], later: str) -> None:
    """P6: a reply due on the make-up Sunday."""
    found = plan(now, look(ClockKind.REPLY, "2026-09-16 周三 09:30", "2026-09-20 周日"))
    assert found == Plan(None, said, instant(later) if later else None)


def test_no_reminder_of_the_day_before_for_a_limit_that_began_after_it() -> None:
    limit = look(ClockKind.ACCEPT, "2026-09-16 周三 10:00", "2026-09-17 周四", State.PRESCREEN)
    assert plan("2026-09-16 周三 10:01", limit) == Plan(None, (), instant("2026-09-17 周四 09:00"))


def test_a_limit_held_open_by_a_request_is_not_called_overdue() -> None:
    """P7 (本系统约定): looked at again each morning, and called overdue on the first one after a refusal."""
    limit = look(ClockKind.REPAIR, "2026-09-08 周二 10:00", "2026-09-17 周四", State.REPAIRING)
    held, now = limit._replace(held=True), "2026-09-18 周五 10:00"
    assert plan(now, limit) == Plan(None, (Step.OVERDUE,), None)
    assert plan(now, held) == Plan(None, (Step.DUE,), instant("2026-09-20 周日 09:00"))


def test_automatic_acts_in_the_schedule() -> None:
    """Automatic acts: M14 before the day's service ends, P3 and the district's own limit once they have passed."""
    notice = look(ClockKind.NOTICE, "2026-09-16 周三 10:00", "2026-09-17 周四", State.NOTIFYING)
    assert plan("2026-09-17 周四 15:59", notice).act is None
    assert plan("2026-09-17 周四 16:00", notice).act is Action.NOTIFY
    supplement = look(ClockKind.SUPPLEMENT, "2026-09-16 周三 10:00", "2026-09-20 周日", State.SUPPLEMENTING)
    assert plan("2026-09-20 周日 23:59", supplement).act is None
    assert plan("2026-09-21 周一 00:00", supplement).act is Action.LAPSE
