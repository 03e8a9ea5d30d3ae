"""Counts the histories of single cases as one month's report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from quality.case_snapshot import Span
from quality.compile_report import Compiler
from quality.period import Period
from quality.report import Report, Row
from quality.report_columns import COLUMNS, Columns
from regulation.decision import ClockAct, ClockOp, Decision
from regulation.law import Laws
from regulation.replay import replay
from regulation.rulebook_file import load_rulebooks
from regulation.states import Action, State, Verdict
from store.lists.report_source import Label
from tests.regulation.case_run import CALENDAR, CIVIL, MARKET, OPERATOR, TAX, CaseRun, moment

LAWS = Laws(load_rulebooks(), CALENDAR)
LABELS = {CIVIL: Label(CIVIL, "CIV", "区民政局"), MARKET: Label(MARKET, "MKT", "区市场监管局")}
LABELS |= {TAX: Label(TAX, "TAX", "区税务局"), 1: Label(1, "DC", "区大数据中心")}
SEPTEMBER, OCTOBER = Period(2026, 9), Period(2026, 10)


def counted(*runs: CaseRun, period: Period = SEPTEMBER, columns: Columns = COLUMNS) -> Report:
    """The month's report over these cases."""
    compiler = Compiler(Span(period.start, period.end), LAWS, LABELS, columns)
    for place, run in enumerate(runs, 1):
        compiler.take(f"CN-{place}", run.history)
    return compiler.report(str(period), period.end)


def row_of(report: Report, department_id: int = CIVIL) -> Row:
    return next(row for row in report.departments if row.id == department_id)


def figures(report: Report, department_id: int = CIVIL) -> dict[str, Any]:
    """A department's figures that are not zero."""
    return {code: value for code, value in row_of(report, department_id).figures.items() if value}


def centre(report: Report) -> dict[str, Any]:
    return {code: value for code, value in report.centre.figures.items() if value}


def line(run: CaseRun, action: str, when: str, **parts: Any) -> Decision:
    """A history line of an act as other parts of the program write it; it is kept in the run's history alone."""
    last = run.history[-1]
    known = Decision(
        action=Action.URGE,
        actor=OPERATOR,
        role=last.role,
        at=moment(when),
        seq=last.seq + 1,
        clause="M15",
        state_from=last.state_to,
        state_to=parts.pop("state_to", last.state_to),
        changes={},
    )
    made = replace(known, action=Action(action), **parts)
    run.history.append(made)
    return made


def closing(run: CaseRun, outcome: str, when: str) -> dict[str, Any]:
    """The parts of a line that ends a case: limits that have not passed are not counted."""
    changes = {"state": "已办结", "party": "不计", "outcome": outcome, "closed_at": moment(when).isoformat()}
    return {"state_to": State.CLOSED, "changes": changes, "clock_ops": released(run, when)}


def released(run: CaseRun, when: str) -> tuple[ClockOp, ...]:
    fields = {"stopped_at": moment(when).isoformat(), "verdict": Verdict.VOID.value}
    running = (clock for clock in replay(run.history).clocks if clock.stopped_at is None)
    return tuple(ClockOp(ClockAct.STOP, each.kind, each.start_seq, each.department_id, fields) for each in running)
