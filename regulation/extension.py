"""A longer limit replaces the shorter one from the same start; beyond the soft cap it needs a recorded approval."""

from __future__ import annotations

from datetime import date

from regulation import joint_handling, statutory_clocks
from regulation.case import Clock
from regulation.conditions import extendable
from regulation.expected_date import within
from regulation.provisional_verdicts import is_open
from regulation.refusals import BadValue, Incomplete, NotAllowedNow
from regulation.shanghai import local_date
from regulation.states import ClockKind, Verdict
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


def apply_for(step: Step) -> None:
    """Own rule: within the cap it holds at once; beyond it the verdict is held open until somebody decides."""
    clock = extendable(step)
    total = _total(step, clock)
    beyond = total > clock.cap_days
    due = step.law.calendar.after(local_date(clock.started_at), total).day
    within(step, due, clock.clause)
    step.record(kind=clock.kind, total=total, beyond_cap=beyond)
    expected = step.given.get("expected_on")
    if not beyond:
        _extend(step, clock, total, step.given["ground"])
        step.change(promised_on=expected or step.case.promised_on)
        return
    step.change(
        pending=clock.kind,
        pending_days=total,
        pending_reason=step.given["ground"],
        pending_by=step.actor.person_id,
        pending_on=expected,
    )
    statutory_clocks.start(step, ClockKind.JUDGE, reason="extension")


def grant(step: Step) -> None:
    """Counted from the same start; what had been asked for in time is not late by having waited (own rule)."""
    clock, case = _waiting(step), step.case
    step.record(kind=clock.kind, total=case.pending_days, beyond_cap=True, waited=_waited(step))
    _extend(step, clock, case.pending_days, case.pending_reason, held=True)
    if clock.stopped_at is not None:
        due = step.law.calendar.after(local_date(clock.started_at), case.pending_days)
        late = clock.missed or clock.stopped_at >= step.law.deadline(due.day)
        judged, unsure = Verdict.LATE if late else Verdict.IN_TIME, due.provisional and not clock.missed
        statutory_clocks.judge(step, clock, judged, provisional=unsure)
    step.change(promised_on=case.pending_on or case.promised_on)
    _no_longer_pending(step)


def deny(step: Step) -> None:
    """The old limit holds; the days of waiting are the centre's (own rule)."""
    clock = _waiting(step)
    step.record(kind=clock.kind, total=step.case.pending_days, waited=_waited(step))
    if clock.stopped_at is not None:
        judged = statutory_clocks.verdict(clock, clock.stopped_at, step.law)
        statutory_clocks.judge(step, clock, judged, provisional=is_open(clock, clock.stopped_at, step.law))
    _no_longer_pending(step)


def _waiting(step: Step) -> Clock:
    found = statutory_clocks.awaiting(step.case)
    if found is None:
        raise NotAllowedNow("没有等待批准的延期申请。")
    return found


def _waited(step: Step) -> int:
    """Working days between the application and its decision."""
    judging = (
        clock for clock in statutory_clocks.open_clocks(step.case, ClockKind.JUDGE) if clock.reason == "extension"
    )
    clock = next(judging, None)
    return 0 if clock is None else step.law.calendar.between(local_date(clock.started_at), step.today)


def _no_longer_pending(step: Step) -> None:
    for clock in statutory_clocks.open_clocks(step.case, ClockKind.JUDGE):
        if clock.reason == "extension":
            statutory_clocks.stop(step, clock)
    step.change(pending="", pending_days=0, pending_reason="", pending_by=0, pending_on=None)


def justify_supplement(step: Step) -> None:
    """P3: a good reason brings a later day for the supplement; a limit that had passed stays missed."""
    clock = statutory_clocks.running(step.case, ClockKind.SUPPLEMENT)
    if clock is None:  # it begins when the proposer was told (own rule), and is that long then
        days = length(step, ClockKind.SUPPLEMENT)
        ordinary = step.law.rulebook.limits[ClockKind.SUPPLEMENT].days
        if days <= max(ordinary, step.case.pending_days):
            raise BadValue("补正期限应当比现有期限更长。", field="days", clause="P3")
        step.change(pending_days=days)
        return
    statutory_clocks.extend(step, clock, _total(step, clock), "justified")


def length(step: Step, kind: ClockKind) -> int:
    """Working days for a limit that starts now: as given by number or day, or the ordinary ones."""
    if "until" in step.given:
        days = step.law.calendar.between(step.today, date.fromisoformat(step.given["until"]))
        return _sane(step, max(1, days), "until")
    return _sane(step, step.given.get("days", step.law.rulebook.limits[kind].days), "days")


def _extend(step: Step, clock: Clock, total: int, ground: str, *, held: bool = False) -> None:
    statutory_clocks.extend(step, clock, total, ground, held=held)
    joint_handling.extend_with_lead(step, clock, step.law.calendar.after(local_date(clock.started_at), total).day)


def _total(step: Step, clock: Clock) -> int:
    """The new total in working days, given as such or as a last day."""
    if "until" in step.given:
        field, until = "until", date.fromisoformat(step.given["until"])
        total = step.law.calendar.between(local_date(clock.started_at), until)
    elif "days" in step.given:
        field, total = "days", step.given["days"]
    else:
        raise Incomplete("请补充：延长后的工作日总数，或者新的截止日期。", field="days", clause=clock.clause)
    if total <= clock.total_days:
        problem = f"现有期限为{clock.total_days}个工作日，延长后的总期限应当更长（总数，不是增加数）"
        raise BadValue(f"{problem}。", field=field, clause=clock.clause)
    return _sane(step, total, field)


def _sane(step: Step, total: int, field: str) -> int:
    longest = step.law.rulebook.policy.longest_extension
    if total > longest:
        raise BadValue(f"期限总数不能超过{longest}个工作日。", field=field)
    return total
