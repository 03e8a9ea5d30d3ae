"""A longer limit replaces the shorter one from the same start; beyond the soft cap it needs a recorded approval."""

from __future__ import annotations

from datetime import date

from regulation import joint_handling, statutory_clocks
from regulation.case import Clock
from regulation.conditions import extendable
from regulation.refusals import BadValue, Incomplete
from regulation.shanghai import local_date
from regulation.states import ClockKind
from regulation.step import Step


def ask(step: Step) -> None:
    """Within the cap it holds at once; beyond it (原则上) the running total stays until somebody approves."""
    clock = extendable(step)
    total = _total(step, clock)
    ground = step.given["ground"]
    step.record(kind=clock.kind, total=total, beyond_cap=total > clock.cap_days)
    if total > clock.cap_days:
        step.change(pending=clock.kind, pending_days=total, pending_reason=ground)
    else:
        _extend(step, clock, total, ground)


def approve(step: Step) -> None:
    clock, case = extendable(step), step.case
    step.record(kind=clock.kind, total=case.pending_days, beyond_cap=True)
    _extend(step, clock, case.pending_days, case.pending_reason)
    step.change(pending="", pending_days=0, pending_reason="")


def refuse(step: Step) -> None:
    step.record(kind=step.case.pending, total=step.case.pending_days)
    step.change(pending="", pending_days=0, pending_reason="")


def justify_supplement(step: Step) -> None:
    """P3: a good reason brings a later day for the supplement; a limit that had passed stays missed."""
    clock = statutory_clocks.running(step.case, ClockKind.SUPPLEMENT)
    if clock is None:  # not timed
        return
    statutory_clocks.extend(step, clock, _total(step, clock), "justified")


def length(step: Step, kind: ClockKind) -> int:
    """Working days for a limit that starts now: as given by number or day, or the ordinary ones."""
    if "until" in step.given:
        days = step.law.calendar.between(step.today, date.fromisoformat(step.given["until"]))
        return _sane(step, max(1, days), "until")
    return _sane(step, step.given.get("days", step.law.rulebook.limits[kind].days), "days")


def _extend(step: Step, clock: Clock, total: int, ground: str) -> None:
    statutory_clocks.extend(step, clock, total, ground)
    joint_handling.extend_with_lead(step, clock, step.law.calendar.after(local_date(clock.started_at), total).day)


def _total(step: Step, clock: Clock) -> int:
    """The new total in working days, given as such or as a last day."""
    if "until" in step.given:
        field, until = "until", date.fromisoformat(step.given["until"])
        total = step.law.calendar.between(local_date(clock.started_at), until)
    elif "days" in step.given:
        field, total = "days", step.given["days"]
    else:
        raise Incomplete("请补充：延长后的总工作日数，或者新的截止日期。", field="days", clause=clock.clause)
    if total <= clock.total_days:
        problem = f"现有期限为{clock.total_days}个工作日，延长后的总期限应当更长（总数，不是增加数）"
        raise BadValue(f"{problem}。", field=field, clause=clock.clause)
    return _sane(step, total, field)


def _sane(step: Step, total: int, field: str) -> int:
    longest = step.law.rulebook.policy.longest_extension
    if total > longest:
        raise BadValue(f"期限总数不能超过{longest}个工作日。", field=field)
    return total
