"""M15: over months of random acts, every figure equals the oracle's count from the stored acts."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from quality.closed_reports import compiled
from quality.period import Period
from quality.report import Report
from quality.report_columns import COLUMNS
from store.engine.session import Store
from tests.oracle import stored
from tests.oracle.limits import CENTRE
from tests.oracle.report import Count
from tests.oracle.workdays import Workdays
from tests.quality.random_history import FIRST, LAWS, RandomHistory
from tests.store.district_fixture import make_vault

MONTHS = ("2026-08", "2026-09", "2026-10", "2026-11")
SEED, SEEDS = int(os.environ.get("TEST_SEED", "1")), 3  # seeds of the histories; make soak takes others
YEAR_END = datetime(2026, 12, 31, tzinfo=UTC)
PARTIES = {
    "异议提出方": "proposer",
    "区大数据中心": "centre",
    "责任部门": "department",
    "市平台": "city",
    "不计": "nobody",
}


def assert_equal_counts(report: Report, counted: Count) -> None:
    """Compare every figure, the parties, the counted and excluded cases with reasons, and every charged working day."""
    told = {
        (str(row.id), column.code): row.figures[column.code]
        for row in report.departments
        for column in report.columns.departments
    }
    told |= {(CENTRE, column.code): report.centre.figures[column.code] for column in report.columns.centre}
    assert told == {key: counted.figure(*key) for key in told}
    assert {str(row.id) for row in report.departments} == {
        holder for holder, cases in counted.cases.items() if holder and cases
    }
    assert {line.number for line in report.tickets} == counted.counted
    assert {line.number: line.clause for line in report.left_out} == counted.left_out
    assert {PARTIES[party]: days for party, days in report.days.items() if days} == {
        party: days for party, days in counted.days.items() if days
    }


@pytest.mark.parametrize("seed", range((SEED - 1) * SEEDS, SEED * SEEDS))
def test_report_equals_the_oracles_count(store: Store, seed: int) -> None:
    history = RandomHistory(store, seed)
    history.run(900, hours=5)
    with store.read() as session:
        for month in MONTHS:
            now = max(history.now, YEAR_END)
            assert_equal_counts(
                compiled(session, Period.read(month), now, LAWS), stored.count(session, month, now, Workdays())
            )
        assert stored.disagreements(session, Workdays()) == []


@pytest.mark.parametrize("seed", range((SEED - 1) * SEEDS, SEED * SEEDS))
def test_cases_of_the_first_edition_count_by_both_formats(store: Store, seed: int) -> None:
    """They go on as they were filed; reports closed before the settled points are counted again by the first format."""
    history = RandomHistory(store, seed, FIRST)
    history.run(900, hours=5)
    with store.read() as session:
        now, workdays = max(history.now, YEAR_END), Workdays()
        for month in MONTHS:
            for columns in (COLUMNS.of(1), COLUMNS):
                report = compiled(session, Period.read(month), now, LAWS, columns=columns)
                settled = columns is COLUMNS
                assert_equal_counts(report, stored.count(session, month, now, workdays, settled=settled))
        assert stored.disagreements(session, workdays) == []


def test_both_databases_give_the_same_count(database_url: str) -> None:
    store = Store(database_url, make_vault())
    history = RandomHistory(store, 7)
    history.run(250, hours=12)
    with store.read() as session:
        report = compiled(session, Period(2026, 9), history.now, LAWS)
        assert_equal_counts(report, stored.count(session, "2026-09", history.now, Workdays()))
    store.close()
