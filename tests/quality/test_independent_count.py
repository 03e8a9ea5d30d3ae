"""M15: whatever people did for months, every figure is what a second, naive count of the stored rows comes to."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from quality.closed_reports import compiled
from quality.period import Period
from quality.report import Report
from quality.report_columns import CENTRE_COLUMNS, DEPARTMENT_COLUMNS
from store.engine.session import Store
from tests.oracle.stored import CENTRE, Naive
from tests.quality.borough import LAWS, Borough
from tests.store.town import make_vault

MONTHS = ("2026-08", "2026-09", "2026-10", "2026-11")
YEAR_END = datetime(2026, 12, 31, tzinfo=UTC)
DERIVED = ("rate", "rank")  # made of other figures; tested by themselves


def agree(report: Report, naive: Naive) -> None:
    told = {
        (row.id, column.code): row.figures[column.code] for row in report.departments for column in DEPARTMENT_COLUMNS
    }
    told |= {(CENTRE, column.code): report.centre.figures[column.code] for column in CENTRE_COLUMNS}
    told = {key: figure for key, figure in told.items() if key[1] not in DERIVED}
    assert told == {key: naive.figure(*key) for key in told}
    assert {row.id for row in report.departments} == {
        holder for holder, cases in naive.cases.items() if holder and cases
    }
    assert {line.number for line in report.tickets} == naive.counted
    assert {line.number: line.clause for line in report.left_out} == naive.left_out
    assert {party: days for party, days in report.days.items() if days} == {
        party: days for party, days in naive.days.items() if days
    }


@pytest.mark.parametrize("seed", range(5))
def test_the_report_is_what_a_naive_count_finds(store: Store, seed: int) -> None:
    borough = Borough(store, seed)
    borough.live(900, hours=5)
    with store.read() as session:
        for month in MONTHS:
            report = compiled(session, Period.read(month), max(borough.now, YEAR_END), LAWS)
            agree(report, Naive(session, month, LAWS.calendar))


def test_both_databases_count_alike(database_url: str) -> None:
    store = Store(database_url, make_vault())
    borough = Borough(store, 7)
    borough.live(250, hours=12)
    with store.read() as session:
        report = compiled(session, Period(2026, 9), borough.now, LAWS)
        agree(report, Naive(session, "2026-09", LAWS.calendar))
    store.close()
