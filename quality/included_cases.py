"""Cases of a period, the parties that held them, and cases that are in no median, with the reason (M15, G5)."""

from __future__ import annotations

from dataclasses import dataclass

from quality.case_counts import CENTRE, FINISHED
from quality.case_snapshot import CaseFile, Span
from quality.report_columns import OWN_RULE
from regulation.decision import Decision
from regulation.replay import PlainCase, PlainClock
from regulation.states import ClockKind, Outcome, Party, Result, State, Track

# In no median, and in the first format counted for no department: the reason in the report's words, and its clause.
NOT_COUNTED = {
    Outcome.DECLINED: ("不予收办", "M10"),
    Outcome.ABANDONED: ("逾期不补正，视为放弃", "P3"),
    Outcome.WITHDRAWN: ("提出方撤回", "M5"),
}
CITY_ISSUED = ("市级下发工单，按市级机制办理", "M8")
CITY_DATA = ("市平台提供的数据，按市级机制办理", "P10")


NOT_AVERAGED = {**NOT_COUNTED, Outcome.SPECIAL: ("特例办结", "G7")}


@dataclass(frozen=True, slots=True)
class Presence:
    """`open`: whether the case was open at any moment of the span; `holders`: who had it then."""

    open: bool
    holders: frozenset[int]


def presence(file: CaseFile, span: Span) -> Presence:
    """Who held a case during the span: at its beginning, and after each act in it."""
    was_open, held = False, set[int]()
    now_open, department_id, party = False, None, Party.NOBODY
    for act in file.history:
        if act.at >= span.start:
            was_open, held = was_open or now_open, held | _holding(now_open, department_id, party)
        department_id = act.changes.get("department_id", department_id)
        party, now_open = _party(act, party), act.state_to is not State.CLOSED
    held |= _holding(now_open, department_id, party)
    held |= {clock.department_id for clock in file.case.clocks if clock.department_id and _joins(clock, span)}
    return Presence(was_open or now_open, frozenset(held))


def not_counted(case: PlainCase) -> tuple[str, str] | None:
    """Why a case counts for no department, and the clause; None where it does."""
    if case.track is Track.CITY_ISSUED:
        return CITY_ISSUED
    if case.outcome in NOT_COUNTED:
        return NOT_COUNTED[case.outcome]
    return CITY_DATA if case.state is State.CITY or case.result is Result.CITY else None


def not_averaged(case: PlainCase) -> tuple[str, str] | None:
    """Why a case is in no median, and the clause: every ending but the confirmation's, and the city's part."""
    if case.outcome is None or case.outcome in FINISHED or case.outcome in NOT_COUNTED:
        return not_counted(case)
    if case.track is Track.CITY_ISSUED:
        return CITY_ISSUED
    return NOT_AVERAGED.get(case.outcome, (case.outcome.value, OWN_RULE))


def _party(act: Decision, before: Party) -> Party:
    return Party(act.changes["party"]) if "party" in act.changes else before


def _holding(is_open: bool, department_id: int | None, party: Party) -> set[int]:
    if not is_open:
        return set()
    return ({department_id} if department_id else set()) | ({CENTRE} if party is Party.CENTRE else set())


def _joins(clock: PlainClock, span: Span) -> bool:
    """A related department has a part in the case as long as its own limit runs (M6)."""
    ended = clock.stopped_at is not None and clock.stopped_at < span.start
    return clock.kind is ClockKind.JOINT and not ended
