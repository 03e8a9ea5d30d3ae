"""A small simulated quarter: all reminders sent, every figure of the report equal to the oracle's."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest

from clock.time_source import SHANGHAI
from objection.app import Application
from objection.config.load import load
from objection.district_rules import laws_in_force
from quality.closed_reports import compiled
from quality.period import Period
from tests.oracle import stored
from tests.oracle.case import CaseModel
from tests.oracle.limits import Act
from tests.oracle.report import Filed, month
from tests.oracle.steps import take
from tests.oracle.workdays import Workdays, votes
from tests.quality.test_independent_count import assert_equal_counts
from tests.quarter.actions import SimulatedCase
from tests.quarter.comparison import Comparison, Fetch, compare
from tests.quarter.district import generate
from tests.quarter.environment import Environment, Size, started
from tests.quarter.execution import as_filed
from tests.quarter.final_check import final_check
from tests.quarter.reminder_check import expected
from tests.quarter.simulation import stops

SIZE = Size(tickets=36, departments=4, days=8, seed=7, begins=date(2026, 9, 24))  # 周四, before 中秋


@pytest.mark.slow
def test_small_quarter_passes(tmp_path: Path) -> None:
    """It includes 中秋, 国庆 and a Saturday worked (调休); September is closed by the bot's own job."""
    with started(SIZE, tmp_path / "quarter") as environment:
        for stop in stops(environment.days, environment.simulation.context.workdays.is_one):
            environment.simulation.run_to(stop)
        result = final_check(environment)
        assert result.wrong == []
        assert result.closed == ["2026-09"]
        assert result.comparison.compared > 150
        assert len(environment.simulation.cases) == SIZE.tickets
        assert 0 < environment.simulation.reminders.due == environment.simulation.reminders.came
        assert date(2026, 10, 10) in environment.days
        _assert_stored_acts_give_the_same_count(environment)
        _assert_wrong_figure_is_detected(environment, tmp_path)


def _assert_stored_acts_give_the_same_count(environment: Environment) -> None:
    """Recount the month from the stored acts, and check every stored case against the oracle."""
    application = Application(load(environment.folder / "config.yaml", {}))
    with application.store.read() as session:
        laws = laws_in_force(application.config)(session)
        report = compiled(session, Period.read("2026-09"), environment.simulation.clock.now, laws)
        now = environment.simulation.clock.now
        assert_equal_counts(report, stored.count(session, "2026-09", now, Workdays()))
        assert stored.disagreements(session, Workdays()) == []
        assert len(report.tickets) + len(report.left_out) > 0
    application.store.close()


def _assert_wrong_figure_is_detected(environment: Environment, folder: Path) -> None:
    """Self-test: a report with one limit too many is detected."""

    def fetch(name: str, table: str, path: Path) -> None:
        with (environment.folder / path.name).open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        if table == "departments":
            rows[1][2] = str(int(rows[1][2]) + 1)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)

    assert len(_compared(environment, fetch, folder).differences) == 1


def _compared(environment: Environment, fetch: Fetch, folder: Path) -> Comparison:
    simulation = environment.simulation
    count = month(2026, 9, datetime(2026, 10, 8, 9, 2, tzinfo=SHANGHAI), simulation.context.workdays)
    for case in simulation.cases:
        count.take(as_filed(case))
    return compare("2026-09", count, simulation.context.district, folder, fetch)


def test_a_late_act_changes_the_count() -> None:
    """P6: the same reply a day later is late, and the count says so."""
    on_time, late = (_replied(datetime(2026, 9, day, 10, tzinfo=SHANGHAI)) for day in (20, 21))
    assert (on_time, late) == ({"reply_in_time": 1, "reply_late": 0}, {"reply_in_time": 0, "reply_late": 1})


def _replied(at: datetime) -> dict[str, float | int | None]:
    """Transferred on 2026-09-16 周三: three working days end on 2026-09-20 周日, a day worked (调休)."""
    filed = datetime(2026, 9, 15, 10, tzinfo=SHANGHAI)
    acts = [
        Act(filed, "提出异议", "p"),
        Act(filed, "收办", "c"),
        Act(filed, "平台核查无误", "c"),
        Act(datetime(2026, 9, 16, 10, tzinfo=SHANGHAI), "转交", "c", {"department": "D01"}),
        Act(at, "答复核实无误", "a"),
    ]
    count = month(2026, 9, datetime(2026, 10, 8, tzinfo=SHANGHAI), Workdays())
    case = CaseModel(count.workdays, received=filed)
    for act in acts:
        take(case, act)
    count.take(Filed("CN-1", filed, False, False, case.acts))
    return {code: count.figure("D01", code) for code in ("reply_in_time", "reply_late")}


def test_which_reminders_are_expected(dispatched_case: SimulatedCase) -> None:
    """The working day before, the day, the first working day after; 2026-09-20 周日 is one of them."""
    said = {
        day: [why for _, why in expected(Workdays(), dispatched_case, date(2026, 9, day))]
        for day in (17, 18, 20, 21, 22)
    }
    assert said == {17: [], 18: ["下一工作日到期"], 20: ["今天到期"], 21: ["已逾期"], 22: []}


@pytest.fixture
def dispatched_case() -> SimulatedCase:
    filed = datetime(2026, 9, 15, 10, tzinfo=SHANGHAI)
    model = CaseModel(Workdays(), received=filed)
    for word in ("提出异议", "收办", "平台核查无误"):
        take(model, Act(filed, word, "c"))
    take(model, Act(datetime(2026, 9, 16, 10, tzinfo=SHANGHAI), "转交", "c", {"department": "D01"}))
    district = generate(3, 1)
    unit = district.units[0]
    return SimulatedCase(
        1, Random(1), district.entries[0], unit, unit.proposers[0], district.operators[0], model, filed
    )


def test_calendar_agrees_with_fifteen_sources() -> None:
    workdays = Workdays()
    told = {day: works for day, (works, certain) in votes().items() if day.year >= 2026 and certain}
    assert len(told) > 350
    assert {day: workdays.is_one(day) for day in told} == told
