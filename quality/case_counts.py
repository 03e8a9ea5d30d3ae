"""The contribution of one case to the report: each limit, act and working day to exactly one party (G5, M15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from quality.case_snapshot import CaseFile, Span
from quality.own_rule_counts import OwnRules, extended_by_approval, in_time, promise_figures, waits_of
from quality.report_columns import ENDINGS, LIMITS, OVERDUE
from regulation.act_groups import REPAIR_REPORTED
from regulation.day_charges import Charge
from regulation.decision import Decision
from regulation.law import Law
from regulation.replay import PlainClock
from regulation.states import Action, ClockKind, Outcome, Party, Result, Verdict

CENTRE = 0  # the holder that is no department
FINISHED = (Outcome.CONFIRMED, Outcome.UNCONFIRMED)
_PROMISES: dict[object, str] = {True: "kept", False: "broken"}


class Cell(NamedTuple):
    """`amount` is a count; for `days` and `score` it is one value of many, to be averaged."""

    holder: int
    code: str
    amount: int


def cells(file: CaseFile, span: Span, law: Law, charges: Sequence[Charge]) -> list[Cell]:
    """All contributions of a case in the span by the first format; `charges` are its charged days."""
    return [*_limits(file, span, law), *_acts(file, span), *_effort(file, span, charges)]


def settled_cells(
    file: CaseFile, span: Span, law: Law, charges: Sequence[Charge], own: OwnRules, *, averaged: bool
) -> list[Cell]:
    """The same by the settled points, with the own rules' figures; only medians leave a case out (`averaged`)."""
    undone = [
        repair.clock for act, repair in own.not_in_place if repair.clock and span.holds(act.at) and in_time(repair)
    ]
    promises = promise_figures(file.history, {repair.reported for _, repair in own.not_in_place})
    return [
        *_limits(file, span, law, undone),
        *_acts(file, span, lambda act: promises.get(act.seq, "") if act.action in REPAIR_REPORTED else _figure(act)),
        *(cell for cell in _effort(file, span, charges) if averaged or cell.code != "days"),
        *(Cell(told.holder, told.code, 1) for told in own.figures if span.holds(told.act.at)),
        *_repairs(file, span, law, own),
        *(
            Cell(c.department_id or CENTRE, "proposer_days", 1)
            for c in charges
            if _proposers(c) and span.holds_day(c.day)
        ),
    ]


def ending_of(file: CaseFile, clock: PlainClock, span: Span, law: Law) -> str:
    """How a limit ended in the span; empty where it runs in time, is held open, or was judged in another span."""
    if clock.verdict is None:
        held = law.rulebook.edition > 1 and file.held_open(clock)
        late = not held and law.deadline(clock.due_on) <= span.until
        return OVERDUE if late else ""
    return ENDINGS.get(clock.verdict, "") if span.holds(file.fell(clock)) else ""


def _limits(file: CaseFile, span: Span, law: Law, undone: Collection[PlainClock] = ()) -> Iterator[Cell]:
    for clock in file.case.clocks:
        code, ending = LIMITS.get(clock.kind, ""), ending_of(file, clock, span, law)
        if code and ending and not any(clock is each for each in undone):
            yield Cell(_holder_of(clock), f"{code}_{ending}", 1)


def _repairs(file: CaseFile, span: Span, law: Law, own: OwnRules) -> Iterator[Cell]:
    """Repairs that were none, repairs within an approved extension, and the days that a refused one waited."""
    for act, repair in own.not_in_place:
        if span.holds(act.at):
            yield Cell(repair.holder, "not_in_place", 1)
            if in_time(repair):
                yield Cell(repair.holder, "undone", 1)
    for clock in file.case.clocks:
        if ending_of(file, clock, span, law) == ENDINGS[Verdict.IN_TIME] and extended_by_approval(file, clock):
            yield Cell(_holder_of(clock), "on_extension", 1)
        for wait in waits_of(file, clock):
            if span.holds_day(wait.until):
                yield Cell(_holder_of(clock), "waited", law.calendar.between(wait.since, wait.until))


def _proposers(charge: Charge) -> bool:
    return charge.party is Party.PROPOSER


def _figure(act: Decision) -> str:
    """The figure in which an act counts; empty for most."""
    match act.action:
        case Action.FINISH_REPAIR | Action.FINISH_PLATFORM_REPAIR:
            return _PROMISES.get(act.data.get("promise_kept", ""), "")
        case Action.REJECT | Action.REFUSE_SPECIAL:
            return "rejected"
        case Action.RETURN:
            return "returned"
        case Action.EXTEND:
            return "" if act.data["beyond_cap"] else "extended"
        case Action.APPROVE_EXTENSION:
            return "extended_beyond"
        case Action.ASK_SUPPLEMENT:
            return "deviations" if act.data.get("deviation") else ""
        case Action.EVALUATE:
            return "score"
    return ""


def _acts(file: CaseFile, span: Span, figure: Callable[[Decision], str] = _figure) -> Iterator[Cell]:
    """An act counts for the department that had the case before it, an evaluation for whose result stood then."""
    department_id: int | None = None
    result: str | None = None
    for act in file.history:
        holder, code = _answers_for(act, result, department_id), figure(act)
        if span.holds(act.at) and code and holder is not None:
            yield Cell(holder, code, act.data["score"] if code == "score" else 1)
        department_id = act.changes.get("department_id", department_id)
        result = act.changes.get("result", result)
    if file.case.outcome is Outcome.SPECIAL and span.holds(file.case.closed_at) and department_id:
        yield Cell(department_id, "special", 1)


def _answers_for(act: Decision, result: str | None, department_id: int | None) -> int | None:
    """Who answers for an act's figure; nobody in the district where the result was the city's (P10)."""
    match act.action:
        case Action.FINISH_PLATFORM_REPAIR | Action.ASK_SUPPLEMENT:
            return CENTRE
        case Action.EXTEND | Action.APPROVE_EXTENSION:
            return CENTRE if act.data["kind"] == ClockKind.PLATFORM_REPAIR else department_id
        case Action.REJECT:
            return _brought_about(act.data["rejected"], department_id)
        case Action.EVALUATE:
            return _brought_about(result, department_id)
    return department_id


def _brought_about(result: str | None, department_id: int | None) -> int | None:
    if result == Result.CITY:
        return None
    return CENTRE if result == Result.PLATFORM_REPAIRED or department_id is None else department_id


def _effort(file: CaseFile, span: Span, charges: Sequence[Charge]) -> Iterator[Cell]:
    """Working days of the span; and of the whole case for each who had a limit in it, once it is finished."""
    for charge in charges:
        holder = charged_to(charge)
        if holder is not None and span.holds_day(charge.day):
            yield Cell(holder, "charged", 1)
    if span.holds(file.case.closed_at) and file.case.outcome in FINISHED:
        spent = Counter(charged_to(charge) for charge in charges)
        for holder in sorted({_holder_of(clock) for clock in file.case.clocks if clock.kind in LIMITS}):
            yield Cell(holder, "days", spent[holder])


def charged_to(charge: Charge) -> int | None:
    """The holder of one working day; None where it is the proposer's, the city's or nobody's."""
    if charge.party is Party.CENTRE:
        return CENTRE
    return charge.department_id if charge.party in (Party.DEPARTMENT, Party.RELATED) else None


def _holder_of(clock: PlainClock) -> int:
    return clock.department_id or CENTRE
