"""M4, M15: visibility of the report; a leader never reads another department's overdue figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from quality.report import Correction, Figure, LeftOut, LimitLine, Report, Row, TicketLine
from quality.report_columns import DEPARTMENT_COLUMNS
from quality.report_visibility import may_read, seen
from regulation.case import Actor
from regulation.states import Role
from store.lists.report_source import QualityReport

OPEN, PUBLISHED = date(2026, 10, 9), date(2026, 10, 15)
FIGURES: dict[str, Figure] = {column.code: 7 for column in DEPARTMENT_COLUMNS}
MINE, OTHER = "区民政局", "区税务局"


def row(id: int, name: str, rank: int) -> Row:
    return Row(id, f"D{id}", name, {**FIGURES, "rank": rank})


def limit(holder: str) -> LimitLine:
    return LimitLine("部门答复", holder, "2026-09-10", "2026-09-11", "超期")


REPORT = Report(
    period="2026-09",
    until="",
    known="",
    departments=[row(1, MINE, 2), row(2, OTHER, 1)],
    centre=Row(0, "", "区大数据中心", {}),
    days={},
    tickets=[
        TicketLine("CN-1", 5, "", "", "", [MINE, OTHER], [limit(MINE), limit(OTHER)]),
        TicketLine("CN-2", 5, "", "", "", [OTHER], [limit(OTHER)]),
    ],
    left_out=[LeftOut("CN-3", 2, "不予收办", "M10", [])],
    corrections=[Correction("CN-2", "", "部门答复", OTHER, "", "按时", "超期", True)],
    names={},
)
CLOSED = QualityReport(period="2026-09", version=1, publish_on=PUBLISHED)
LEADER = Actor(1, frozenset({Role.LEADER}), 1)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.DIRECTOR, Role.AUDITOR])
def test_overseers_read_everything_at_once(role: Role) -> None:
    found = seen(REPORT, CLOSED, [Actor(2, frozenset({role}), 9)], OPEN)
    assert (found.whole, found.published) == (True, False)
    assert (list(found.departments), list(found.tickets)) == (REPORT.departments, REPORT.tickets)
    assert (found.centre, list(found.left_out)) == (REPORT.centre, REPORT.left_out)


def test_a_leader_reads_the_own_department_without_rank_before_publication() -> None:
    found = seen(REPORT, CLOSED, [LEADER], OPEN)
    assert [(each.name, each.figures["rank"]) for each in found.departments] == [(MINE, None)]
    assert OTHER not in str((found.departments, found.places, found.centre, found.corrections, found.left_out))
    assert [(line.number, [each.holder for each in line.limits]) for line in found.tickets] == [("CN-1", [MINE])]


def test_a_leader_reads_all_ranks_after_publication() -> None:
    found = seen(REPORT, CLOSED, [LEADER], PUBLISHED)
    assert [each.name for each in found.places] == [OTHER, MINE]
    assert [each.figures["rank"] for each in found.departments] == [2]
    assert [line.number for line in found.tickets] == ["CN-1"]


def test_an_open_month_is_never_published() -> None:
    assert seen(REPORT, None, [LEADER], PUBLISHED).places == ()


def test_a_stand_in_reads_what_the_absent_leader_may() -> None:
    deputy = [Actor(3, frozenset({Role.OFFICER}), 2), Actor(3, frozenset({Role.LEADER}), 1, acting_for=1)]
    assert may_read(deputy)
    assert [each.name for each in seen(REPORT, CLOSED, deputy, OPEN).departments] == [MINE]


ENDED = LeftOut("CN-1", 5, "提出方撤回", "M5", ["部门答复", "部门修正"], [MINE, OTHER])
FOREIGN = LeftOut("CN-2", 5, "提出方撤回", "M5", ["部门答复"], [OTHER])
NOBODYS = LeftOut("CN-3", 2, "不予收办", "M10", [])
WITH_ENDED = replace(REPORT, left_out=[ENDED, FOREIGN, NOBODYS])


def test_a_leader_reads_the_own_left_out_tickets_at_once_with_the_own_lateness() -> None:
    """F4b, settled point 15."""
    found = seen(WITH_ENDED, CLOSED, [LEADER], OPEN).left_out
    assert [(line.number, line.late) for line in found] == [("CN-1", ["部门答复"])]


def test_others_left_out_tickets_are_a_leaders_to_read_after_publication() -> None:
    found = seen(WITH_ENDED, CLOSED, [LEADER], PUBLISHED).left_out
    assert [line.number for line in found] == ["CN-1", "CN-2"]
    assert found[1] == FOREIGN


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LEADER, Role.SUPERVISOR, Role.DIRECTOR, Role.AUDITOR}))
def test_nobody_else_reads_anything(role: Role) -> None:
    actor = Actor(4, frozenset({role}), 1)
    assert not may_read([actor])
    found = seen(REPORT, CLOSED, [actor], PUBLISHED)
    assert (found.departments, found.places, found.tickets, found.corrections) == ((), (), (), ())
