"""M15, G5: rates and ranks; a rank takes five cases, and equal rates have equal ranks."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from quality.case_counts import Cell
from quality.figures import Totals, ranked
from quality.period import Period
from quality.report import Row
from quality.report_columns import DEPARTMENT_COLUMNS, RANKED


def row(id: int, cases: int, kept: int, missed: int) -> Row:
    heap = Totals()
    for code, amount in (("cases", cases), ("reply_in_time", kept), ("repair_late", missed)):
        heap.add(Cell(id, code, amount))
    return Row(id, f"D{id}", f"部门{id}", heap.figures(DEPARTMENT_COLUMNS, RANKED))


def places(*rows: Row) -> list[object]:
    return [each.figures["rank"] for each in ranked(rows)]


def test_best_rate_is_first_and_equal_rates_are_equal() -> None:
    assert places(row(1, 9, 8, 2), row(2, 5, 4, 1), row(3, 7, 7, 0), row(4, 30, 1, 29)) == [2, 2, 1, 4]


def test_four_cases_give_figures_without_a_rank() -> None:
    few = row(1, 4, 4, 0)
    assert (places(few, row(2, 5, 1, 4)), few.figures["rate"]) == ([None, 1], 100.0)


def test_without_a_limit_there_is_no_rate_and_no_rank() -> None:
    idle = row(1, 9, 0, 0)
    assert (idle.figures["rate"], places(idle)) == (None, [None])


def test_a_running_overdue_limit_lowers_the_rate() -> None:
    heap = Totals()
    for code in ("reply_in_time", "reply_overdue", "repair_in_time"):
        heap.add(Cell(1, code, 1))
    assert heap.figures(DEPARTMENT_COLUMNS, RANKED)["rate"] == 66.7


def test_averages_are_rounded_half_up() -> None:
    heap = Totals()
    for score in (4, 4, 4, 5):
        heap.add(Cell(1, "score", score))
    for days in (1, 2, 9, 4):
        heap.add(Cell(1, "days", days))
    figures = heap.figures(DEPARTMENT_COLUMNS, RANKED)
    assert (figures["score"], figures["scored"], figures["days"]) == (4.3, 4, 3.0)


def test_a_month_is_in_shanghai_time() -> None:
    october = Period.read("2026-10")
    assert october.start == datetime(2026, 9, 30, 16, tzinfo=UTC)
    assert october.end == datetime(2026, 10, 31, 16, tzinfo=UTC)
    assert (october.holds(october.start), october.holds(october.end)) == (True, False)
    assert (Period.of(date(2026, 12, 31)).next(), Period(2026, 1).before()) == (Period(2027, 1), Period(2025, 12))
    assert (str(october), october.name) == ("2026-10", "2026年10月")


@pytest.mark.parametrize("text", ["2026", "2026-13", "2026-00", "2026-1", "2026-10-01", "", "０２-10"])
def test_an_invalid_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Period.read(text)
