"""Notices, as amended: no closing card for who never had the case, messages spread over some minutes, none doubled."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from bot.ports import Blame, PlatformError
from regulation.holiday_notices import shipped_notices
from regulation.states import Action
from regulation.workdays import WorkCalendar
from scheduler import service_hours
from scheduler.deps import ServiceHours
from scheduler.limits import centre_list, deadlines, digest, late_notices
from tests.scheduler.deliver_once import deliver
from tests.scheduler.rig import (
    DIRECTOR,
    LEADER,
    OFFICER_A,
    OFFICER_B,
    OPERATOR,
    PROPOSER,
    SUPERVISOR,
    USERS,
    Rig,
    instant,
)

CALENDAR = WorkCalendar(shipped_notices())
GONE = PlatformError("not in the app's range", retryable=False, code="81013", blame=Blame.RECEIVER)
MORNING = (deadlines.sweep, digest.sweep, late_notices.sweep, centre_list.sweep)


def test_b_hears_nothing_of_a_case_that_ended_with_a(rig: Rig) -> None:
    """F21: withdrawn before anybody received it; only A had its card."""
    number = rig.filed()
    rig.advance(number, Action.TRANSFER)
    rig.clear_messages()
    rig.act(number, Action.WITHDRAW, PROPOSER, reason="自行核实无误")
    rig.deliver()
    assert rig.platform.to(OFFICER_A, number, "撤回")
    assert not rig.platform.to(OFFICER_B)


def test_b_hears_of_the_end_once_b_had_the_case(rig: Rig) -> None:
    """A left it lying for half a working day: both have the card."""
    number = rig.filed()
    rig.advance(number, Action.TRANSFER)
    rig.later(hours=4)
    rig.run()
    rig.clear_messages()
    rig.act(number, Action.WITHDRAW, PROPOSER, reason="自行核实无误")
    rig.deliver()
    assert rig.platform.to(OFFICER_A, number, "撤回")
    assert rig.platform.to(OFFICER_B, number, "撤回")


@pytest.mark.parametrize("now", ["2026-09-21 周一 09:00", "2026-09-21 周一 09:29", "2026-09-21 周一 13:55"])
def test_messages_of_many_people_are_spread_and_avoid_the_hour(now: str) -> None:
    """The platforms' own advice; in service hours, the same for one person all day, another on another day."""
    hours, start = ServiceHours(spread_minutes=10), instant(now)
    leave = [service_hours.spread(start, person, hours, CALENDAR) for person in range(500)]
    assert leave == [service_hours.spread(start, person, hours, CALENDAR) for person in range(500)]
    moments = [moment for moment in leave if moment is not None]
    assert len(moments) == 500
    assert all(start < moment <= start + timedelta(minutes=11) for moment in moments)
    assert not {moment.minute for moment in moments} & {0, 30}
    assert max(Counter(moment.replace(second=0) for moment in moments).values()) < 150
    later = service_hours.spread(start + timedelta(days=1), 7, hours, CALENDAR)
    assert later is not None
    assert leave[7] is not None
    assert later - leave[7] != timedelta(days=1)


def test_nothing_is_put_off_beyond_the_service_hours() -> None:
    hours = ServiceHours(spread_minutes=10)
    last = instant("2026-09-21 周一 17:29")
    for person in range(50):
        leaves = service_hours.spread(last, person, hours, CALENDAR)
        assert leaves is None or service_hours.in_service(leaves, hours, CALENDAR)


def test_a_morning_leaves_over_some_minutes(rig: Rig) -> None:
    """Reminder, copy, digest, list and late notice; nothing on :00."""
    number = rig.filed()
    rig.advance(number, Action.RECEIVE)
    rig.clear_messages()
    spread = rig.machine(rig.store, ServiceHours(spread_minutes=10))
    moment = rig.at("2026-09-21 周一 09:00")
    came: dict[str, list[datetime]] = {}
    for _ in range(25 * 60 // 20):
        for sweep in MORNING:
            sweep(spread, rig.now)
        deliver(spread, rig.now)
        rig.later(seconds=20)
    for sent in rig.platform.arrived:
        came.setdefault(sent.user, []).append(sent.at)
    assert set(came) == {OFFICER_A, LEADER, SUPERVISOR, PROPOSER, OPERATOR, DIRECTOR}
    assert all(moment < at and at.minute not in (0, 30) for every in came.values() for at in every)
    assert len({at for every in came.values() for at in every}) > 3


@pytest.mark.parametrize("first", ["2026-09-21 周一 09:00", "2026-09-21 周一 09:01", "2026-09-21 周一 11:00"])
def test_no_morning_names_a_case_twice_to_anybody(rig: Rig, first: str) -> None:
    """Late replies, a late prescreen, an extension to decide: on time, late, and after a downtime."""
    replies, ours = [rig.filed() for _ in range(2)], rig.filed()
    for number in replies:
        rig.advance(number, Action.RECEIVE)
    rig.clear_messages()
    rig.at(first)
    for _ in range(20):
        rig.run()
        rig.later(minutes=1)
    for user in USERS:
        for number in (*replies, ours):
            said = [sent.text for sent in rig.platform.to(user, number)]
            assert len(said) <= 1, (user, number, said)
    assert rig.platform.to(OPERATOR, ours)
    assert all(
        rig.platform.to(user, replies[0]) for user in (OFFICER_A, LEADER, SUPERVISOR, PROPOSER, OPERATOR, DIRECTOR)
    )


def test_a_result_that_was_not_delivered_is_named_once_a_morning(rig: Rig) -> None:
    """By the call list or the daily list, not by a reminder of the late notice limit besides (M14)."""
    rig.platform.before = lambda user, _message: GONE if user == PROPOSER else None
    number = rig.filed()
    rig.advance(number, Action.NOTIFY)
    rig.deliver()
    for day in ("2026-09-18 周五", "2026-09-20 周日", "2026-09-21 周一"):
        rig.at(f"{day} 09:00")
        rig.clear_messages()
        for _ in range(20):
            rig.run()
            rig.later(minutes=1)
        for user in (OPERATOR, DIRECTOR):
            assert len(rig.platform.to(user, number)) == 1, (day, user)
