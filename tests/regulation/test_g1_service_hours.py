"""工作规则一.1：对于数据核实的工作受理，按不低于工作日5*8小时保障机制开展。"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from regulation.shanghai import SHANGHAI
from regulation.states import Action, ClockKind
from scheduler.deps import ServiceHours
from tests.bot.filing import filed
from tests.bot.world import World
from tests.days import day
from tests.regulation.case_run import CALENDAR
from tests.scheduler.rig import OPERATOR, PROPOSER, Rig


def test_the_hours_that_ship_are_no_less() -> None:
    hours = ServiceHours()
    length = datetime.combine(day("2026-09-18 周五"), hours.end) - datetime.combine(day("2026-09-18 周五"), hours.start)
    assert length >= timedelta(hours=8)


def test_a_week_has_at_least_five_days_of_service() -> None:
    week = [
        day(text)
        for text in ("2026-09-14 周一", "2026-09-15 周二", "2026-09-16 周三", "2026-09-17 周四", "2026-09-18 周五")
    ]
    assert all(CALENDAR.is_workday(each) for each in week)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-09-17T20:00", "2026-09-18 周五"),  # at night
        ("2026-09-19T11:00", "2026-09-20 周日"),  # on a Saturday off, before a working Sunday
        ("2026-10-01T09:00", "2026-10-08 周四"),  # on the National Day
    ],
)
def test_it_is_taken_at_any_hour_and_counted_as_received_that_day(world: World, at: str, due: str) -> None:
    """T07: the receipt is recorded as it was, and its day is never day one."""
    world.at(at)
    ticket = world.ticket(filed(world))
    assert ticket.filed_at == datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
    assert [(clock.kind, clock.due_on) for clock in ticket.clocks] == [(ClockKind.ACCEPT, day(due))]


def test_a_task_goes_out_at_once_and_a_reminder_in_service_hours(rig: Rig) -> None:
    rig.at("2026-09-17 周四 21:00")
    number = rig.filed()
    rig.deliver()
    assert rig.platform.to(OPERATOR, number)
    rig.clear_messages()
    rig.at("2026-09-18 周五 07:30")
    rig.run()
    assert rig.platform.arrived == []
    rig.at("2026-09-18 周五 09:00")
    rig.run()
    assert rig.platform.to(OPERATOR, number, "今天到期")


@pytest.mark.parametrize("at", ["2026-09-19 周六 10:00", "2026-10-02 周五 10:00", "2026-09-18 周五 18:00"])
def test_nobody_is_spoken_to_unasked_out_of_service(rig: Rig, at: str) -> None:
    number = rig.filed(PROPOSER)
    rig.advance(number, Action.REPLY_REPAIR)
    rig.clear_messages()
    rig.at(at)
    rig.run()
    assert rig.platform.arrived == []
