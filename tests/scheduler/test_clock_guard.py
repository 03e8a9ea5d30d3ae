"""A leap of the clock holds what time alone decides until a person confirms the time; all else goes on (own rule)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from regulation.refusals import NotAllowedNow
from regulation.states import Action, State, Verdict
from scheduler import clock_guard
from scheduler.clock_leaps import ClockGuard
from scheduler.deps import Retention
from scheduler.limits import deadlines
from scheduler.sweeps import retention
from store.cases import history
from store.upkeep import clock_hold, operator_log
from tests.scheduler.rig import OFFICER_A, OPERATOR, PROPOSER, FixedClock, Rig

START = datetime(2026, 9, 16, 2, 0, tzinfo=UTC)


class Machine:
    """A machine whose wall clock is set apart from its boot clock."""

    def __init__(self) -> None:
        self.wall, self.ticks = FixedClock(START), 100.0

    def runs(self, **span: float) -> None:
        self.ticks += timedelta(**span).total_seconds()
        self.wall.instant += timedelta(**span)

    def guard(self) -> ClockGuard:
        return ClockGuard(self.wall, lambda: self.ticks)


def guarded(rig: Rig) -> Machine:
    machine = Machine()
    rig.deps = replace(rig.deps, clock_guard=machine.guard())
    return machine


def lapsing(rig: Rig) -> str:
    """A case whose supplement is overdue since long."""
    number = rig.filed()
    rig.act(number, Action.ASK_SUPPLEMENT, OPERATOR, other="请补充截图")
    rig.clear_messages()
    return number


@pytest.mark.parametrize("minutes", [11, -11, 60 * 24 * 92])
def test_a_leap_holds_lapses_until_it_is_confirmed(small_rig: Rig, minutes: int) -> None:
    rig, machine = small_rig, guarded(small_rig)
    number = lapsing(rig)
    machine.wall.instant += timedelta(minutes=minutes)
    rig.at("2026-12-16 周三 10:00")
    deadlines.sweep(rig.deps, rig.now)
    assert rig.ticket(number).state is State.SUPPLEMENTING
    rig.deliver()
    assert len(rig.platform.to(OPERATOR, "系统时间跳变")) == 1
    assert rig.deps.clock_guard.health_problems()
    rig.later(hours=2)
    deadlines.sweep(rig.deps, rig.now)
    assert rig.ticket(number).state is State.SUPPLEMENTING
    rig.send_text(OPERATOR, "时间确认")
    deadlines.sweep(rig.deps, rig.now)
    assert rig.ticket(number).state is State.SUPPLEMENTING, "asked only"
    rig.send_text(OPERATOR, "时间确认 无误")
    deadlines.sweep(rig.deps, rig.now)
    assert rig.ticket(number).state is State.LAPSED
    with rig.store.read() as session:
        (deed,) = operator_log.of_act(session, clock_hold.CONFIRM)
        assert (deed.person_id, deed.at) == (rig.person(OPERATOR).id, rig.now)


def test_without_a_leap_what_is_due_is_done(small_rig: Rig) -> None:
    """A restart begins anew; a rehearsal's clock may be set as one likes."""
    rig, machine = small_rig, guarded(small_rig)
    number = lapsing(rig)
    machine.runs(days=92)
    rig.at("2026-12-16 周三 10:00")
    deadlines.sweep(rig.deps, rig.now)
    assert rig.ticket(number).state is State.LAPSED


def test_erasing_waits_too_and_reminders_go_on(small_rig: Rig) -> None:
    rig, machine = small_rig, guarded(small_rig)
    rig.deps = replace(rig.deps, retention=Retention(30))
    number = rig.filed()
    rig.advance(number, Action.TRANSFER)
    rig.clear_messages()
    machine.wall.instant += timedelta(hours=1)
    rig.at("2026-09-18 周五 09:30")
    clock_guard.watch(rig.deps)
    assert retention.sweep(rig.deps, rig.now) == 0
    with rig.store.read() as session:
        assert clock_hold.held(session) is not None
    rig.run()
    assert rig.platform.to(OFFICER_A, number)


@pytest.mark.parametrize(("steps", "leaps"), [((9, 9), True), ((9, -9), False), ((10,), False), ((-11,), True)])
def test_small_steps_add_up(steps: tuple[int, ...], leaps: bool) -> None:
    machine = Machine()
    guard = machine.guard()
    found = []
    for minutes in steps:
        machine.runs(minutes=3)
        machine.wall.instant += timedelta(minutes=minutes)
        found.append(guard.leap())
    assert any(found) is leaps
    assert guard.leap() is None


def test_a_leap_that_could_not_be_recorded_is_found_again() -> None:
    machine = Machine()
    guard = machine.guard()
    machine.wall.instant += timedelta(hours=1)
    leap = guard.leap()
    assert leap is not None
    guard.undo(leap)
    assert guard.leap() == leap


def test_only_who_may_confirms(small_rig: Rig) -> None:
    rig, machine = small_rig, guarded(small_rig)
    machine.wall.instant += timedelta(hours=1)
    assert clock_guard.is_held(rig.deps)
    for user in (PROPOSER, OFFICER_A):
        rig.send_text(user, "时间确认 无误")
    assert clock_guard.is_held(rig.deps)


def test_a_confirmed_difference_to_the_database_is_known(small_rig: Rig) -> None:
    rig, most = small_rig, timedelta(minutes=10)
    ours = rig.now + timedelta(minutes=30)
    with rig.store.write() as session:
        leap = clock_hold.leap_against_database(session, rig.now, ours, most)
        assert leap is not None
        clock_hold.hold(session, leap)
        clock_hold.confirm(session, rig.now, by=1)
        assert clock_hold.leap_against_database(session, rig.now, ours, most) is None
        assert clock_hold.leap_against_database(session, rig.now, ours + timedelta(hours=1), most) is not None


def instants(rig: Rig, number: str) -> list[datetime]:
    with rig.store.read() as session:
        return [line.at for line in history.lines(session, rig.ticket(number))]


def test_a_step_never_bears_a_time_before_the_step_before_it(small_rig: Rig) -> None:
    rig = small_rig
    number = rig.filed()
    rig.later(minutes=-5)
    rig.act(number, Action.ACCEPT, OPERATOR)
    first, second = instants(rig, number)
    assert first == second
    rig.later(minutes=6)
    rig.act(number, Action.CLEAR_PLATFORM, OPERATOR)
    assert instants(rig, number)[2] == rig.now


def test_a_clock_set_further_back_is_refused_until_confirmed_and_turns_no_verdict(small_rig: Rig) -> None:
    """A step of a wrong future stays on record; with the time confirmed the case goes on, judged by the true time."""
    rig = small_rig
    number = rig.filed()
    rig.later(minutes=30)
    rig.act(number, Action.ACCEPT, OPERATOR)
    rig.later(days=90)
    rig.act(number, Action.URGE, "chen.mo")
    future = rig.now
    rig.later(days=-90, hours=1)
    with pytest.raises(NotAllowedNow, match="时间可能不准"):
        rig.act(number, Action.CLEAR_PLATFORM, OPERATOR)
    rig.send_text(OPERATOR, "时间确认 无误")
    rig.act(number, Action.CLEAR_PLATFORM, OPERATOR)
    assert instants(rig, number)[-2:] == [future, future]
    check = next(clock for clock in rig.ticket(number).clocks if clock.stopped_at == rig.now)
    assert check.verdict is Verdict.IN_TIME
