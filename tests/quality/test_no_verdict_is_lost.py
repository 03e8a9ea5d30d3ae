"""办法第十五条 (settled point 15): over months of random acts of the second edition, no verdict is lost."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from quality.closed_reports import compiled
from quality.period import Period
from quality.report import Report
from quality.report_columns import LIMITS
from regulation.replay import PlainCase, replay
from regulation.shanghai import local_date
from regulation.states import Track, Verdict
from regulation.whose_day import whose_days
from store.engine.session import Store
from store.lists import report_source
from tests.quality.random_history import LAWS, RandomHistory

MONTHS = [Period(2026, month) for month in range(8, 13)]
END = datetime(2027, 1, 1, tzinfo=UTC)
FELL = {Verdict.IN_TIME: "in_time", Verdict.LATE: "late"}


def cases(store: Store) -> list[PlainCase]:
    with store.read() as session:
        start = datetime(2026, 1, 1, tzinfo=UTC)
        return [replay(history) for _, history in report_source.histories(session, start, END, END)]


def reports(store: Store) -> list[Report]:
    with store.read() as session:
        return [compiled(session, month, END, LAWS) for month in MONTHS]


@pytest.fixture(params=range(3))
def store_with_history(store: Store, request: pytest.FixtureRequest) -> Store:
    RandomHistory(store, request.param).run(700, hours=5)
    return store


def test_every_verdict_is_in_some_months_report(store_with_history: Store) -> None:
    """A check taken back, or a feedback returned, in a later month is in two of them: each as it was known then."""
    fallen = Counter(
        (clock.department_id or 0, f"{LIMITS[clock.kind]}_{FELL[clock.verdict]}")
        for case in cases(store_with_history)
        for clock in case.clocks
        if clock.kind in LIMITS and clock.verdict in FELL and case.track is Track.DISTRICT
    )
    told: Counter[tuple[int, str]] = Counter()
    for report in reports(store_with_history):
        for row in (*report.departments, report.centre):
            told.update({(row.id, code): int(figure or 0) for code, figure in row.figures.items()})
            in_time = "repair_in_time" if row.id else "platform_in_time"
            told[row.id, in_time] += int(row.figures["undone"] or 0)  # a repair that was none
    assert {key: count for key, count in fallen.items() if told[key] < count} == {}
    assert len(fallen) > 12


def test_every_working_day_is_somebodys_once(store_with_history: Store) -> None:
    with store_with_history.read() as session:
        start = datetime(2026, 1, 1, tzinfo=UTC)
        for _, history in report_source.histories(session, start, END, END):
            case = replay(history)
            charges = whose_days(case, history, END, LAWS.of(case))
            days = [charge.day for charge in charges]
            last = local_date(min(END, case.closed_at or END))
            every = list(LAWS.calendar.workdays(local_date(case.filed_at), last))
            assert days == every[: len(days)]
            assert case.closed_at is not None or days == every
