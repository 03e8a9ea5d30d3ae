"""Named limits by clause: each starts with its own event, stops with an act, and its verdict is frozen there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from regulation.case import Case, Clock
from regulation.decision import ClockAct, ClockOp, encode
from regulation.law import Law
from regulation.provisional_verdicts import counted, is_open, moved_to, settled
from regulation.shanghai import local_date
from regulation.states import ClockKind, Party, State, Track, Verdict
from regulation.step import Step
from regulation.workdays import Due

PARTIES = {
    ClockKind.ACCEPT: Party.CENTRE,
    ClockKind.SUPPLEMENT: Party.PROPOSER,
    ClockKind.CHECK: Party.CENTRE,
    ClockKind.PLATFORM_REPAIR: Party.CENTRE,
    ClockKind.TRANSFER: Party.CENTRE,
    ClockKind.REPLY: Party.DEPARTMENT,
    ClockKind.REPAIR: Party.DEPARTMENT,
    ClockKind.NOTICE: Party.CENTRE,
    ClockKind.CONFIRM: Party.NOBODY,
    ClockKind.JOINT: Party.RELATED,
    ClockKind.COOPERATE: Party.PROPOSER,
    ClockKind.CONSENT: Party.PROPOSER,
    ClockKind.RULING: Party.CENTRE,
    ClockKind.JUDGE: Party.CENTRE,
    ClockKind.DELAY: Party.CENTRE,
    ClockKind.CENTRE_CONFIRM: Party.CENTRE,
    ClockKind.CITY_FOLLOW_UP: Party.CITY,
}
LEADS = (ClockKind.REPLY, ClockKind.REPAIR)  # inside which related departments have their parts (M6)
RETURNED = "returned"  # the reason of a day more after a returned reply or feedback
EXTENDABLE = {State.PLATFORM_REPAIR: ClockKind.PLATFORM_REPAIR, State.REPAIRING: ClockKind.REPAIR}


def open_clocks(case: Case, kind: ClockKind | None = None) -> Iterator[Clock]:
    """The clocks that run, all or of one kind."""
    return (clock for clock in case.clocks if clock.stopped_at is None and kind in (None, clock.kind))


def running(case: Case, kind: ClockKind) -> Clock | None:
    """The clock of this kind that runs, if any."""
    return next(open_clocks(case, kind), None)


def expired(clock: Clock, now: datetime, law: Law) -> bool:
    """Whether the limit has passed, by the due day as it stands."""
    return now >= law.deadline(clock.due_on)


def verdict(clock: Clock, at: datetime, law: Law) -> Verdict:
    """In time until the due day ends; a limit that passed before it was extended stays missed."""
    return Verdict.LATE if clock.missed or expired(clock, at, law) else Verdict.IN_TIME


def start(
    step: Step,
    kind: ClockKind,
    days: int | None = None,
    *,
    at: datetime | None = None,
    department_id: int | None = None,
    cap: int | None = None,
    reason: str = "",
) -> None:
    """Start a limit with this act, in full; cases on the city's mechanism are not timed (P10)."""
    if step.case.track is Track.CITY_ISSUED:
        return
    limit, party = step.law.rulebook.limits[kind], _party(step, kind)
    total = days or limit.days
    begun = at or step.now
    due = step.law.calendar.after(local_date(begun), total)
    if party is Party.DEPARTMENT:
        department_id = step.after("department_id")
    fields = {
        "clause": limit.clause,
        "round": step.after("round"),
        "party": party,
        "started_at": begun,
        "limit_days": total if kind is ClockKind.JOINT else limit.days,
        "cap_days": total if kind is ClockKind.JOINT else cap or limit.cap,
        "total_days": total,
        "due_on": due.day,
        "provisional": due.provisional,
        "missed": False,
        "reason": reason,
    }
    step.clock_ops.append(ClockOp(ClockAct.START, kind, step.seq, department_id, encode(fields)))


def _party(step: Step, kind: ClockKind) -> Party:
    """The days of a confirmation are the proposer's (own rule of the second edition), in nobody's figures."""
    confirming = kind is ClockKind.CONFIRM and step.law.rulebook.edition > 1
    return Party.PROPOSER if confirming else PARTIES[kind]


def stop(step: Step, clock: Clock, kept: Verdict = Verdict.IN_TIME, *, at: datetime | None = None) -> None:
    """Stop a limit with this act and freeze its verdict, `kept` where it had not passed.

    `at` is what counts where it happened before it was entered. An extension that waited for approval lapses.
    """
    at = at or step.now
    held = False
    if step.after("pending") == clock.kind and clock is awaiting(step.case):
        is_asked = step.law.rulebook.edition > 1 and kept is Verdict.IN_TIME and not clock.missed
        held = is_asked and expired(clock, at, step.law)
        if not held:
            step.change(pending="", pending_days=0, pending_reason="", pending_by=0, pending_on=None)
            release_requests(step, "extension")
    if held:
        _set(step, ClockAct.STOP, clock, stopped_at=at, verdict=None)
    else:
        _freeze(step, clock, kept, at)


def _freeze(step: Step, clock: Clock, kept: Verdict, at: datetime) -> None:
    """A verdict that a holiday notice still to come could turn is provisional, and the history line says so."""
    late = verdict(clock, at, step.law) is Verdict.LATE
    fields: dict[str, object] = {"stopped_at": at, "verdict": Verdict.LATE if late else kept}
    if clock.provisional and is_open(clock, at, step.law):
        fields["verdict_if_kept"] = kept
        step.record(provisional=[*step.data.get("provisional", []), clock.kind])
    elif clock.verdict_if_kept is not None:
        fields["verdict_if_kept"] = None
    _set(step, ClockAct.STOP, clock, **fields)


def awaiting(case: Case) -> Clock | None:
    """The limit whose extension awaits a decision; it may have stopped meanwhile, its verdict held open (own rule)."""
    waiting = [clock for clock in case.clocks if clock.kind == case.pending and clock.verdict is None]
    return next((clock for clock in waiting if clock.stopped_at is not None), next(iter(waiting), None))


def release_requests(step: Step, *reasons: str) -> None:
    """A request that lapses undecided: late where the centre's day for it had passed, not counted otherwise."""
    for judging in open_clocks(step.case, ClockKind.JUDGE):
        if judging.reason in reasons:
            _freeze(step, judging, Verdict.VOID, step.now)


def release(step: Step, clock: Clock) -> None:
    """Stop a limit without a verdict, where no party caused the stop: not counted, unless it had already passed."""
    stop(step, clock, Verdict.VOID)


def release_all(step: Step, *kinds: ClockKind) -> None:
    """Release every running limit of these kinds."""
    for kind in kinds:
        for clock in open_clocks(step.case, kind):
            release(step, clock)


def end(step: Step, clock: Clock) -> None:
    """Stop a limit because the case has ended; an extension asked for in time holds the verdict open."""
    if clock is awaiting(step.case) and expired(clock, step.now, step.law):
        stop(step, clock)
    else:
        release(step, clock)


def suspend(step: Step, clock: Clock) -> None:
    """Stop a limit that goes on later with what is left; late only where it had already passed (own rule)."""
    release(step, clock)


def resume(step: Step, kind: ClockKind) -> None:
    """Go on with what is left of the last limit of this kind: its own clock, the day of resumption not counted.

    What is left are its days less the working days up to and including the day it stopped, at least one; the whole
    limit where none has run.
    """
    last = last_in_round(step, kind)
    if last is None:
        start(step, kind)
        return
    used = step.law.calendar.between(local_date(last.started_at), local_date(last.stopped_at or step.now))
    left = max(1, last.total_days - used)
    start(step, kind, left, cap=max(left, last.cap_days - used))


def restore(step: Step, kind: ClockKind) -> None:
    """As `resume`, after an ending that is undone; on the same day the limit runs on, so that nothing is gained."""
    last = last_in_round(step, kind)
    if last is not None and last.stopped_at is not None and local_date(last.stopped_at) == step.today:
        reopen(step, last)
    else:
        resume(step, kind)


def last_in_round(step: Step, kind: ClockKind) -> Clock | None:
    """The newest limit of this kind in the present round, of the department that has the case where it is one's."""
    holder = step.after("department_id") if PARTIES[kind] is Party.DEPARTMENT else None
    named = (kind, step.after("round"), holder)
    return next((one for one in reversed(step.case.clocks) if (one.kind, one.round, one.department_id) == named), None)


def reopen(step: Step, clock: Clock, *, returned: bool = False, latest: date = date.max) -> date:
    """The limit runs on as if it had never stopped, until the day that is returned; what was late stays late.

    One that was kept, and passed while it waited to be `returned`, ends next working day, at `latest` then: once.
    """
    missed = clock.missed or clock.verdict is Verdict.LATE
    fields: dict[str, Any] = {"stopped_at": None, "verdict": None, "missed": missed}
    if clock.verdict_if_kept is not None:
        fields["verdict_if_kept"] = None
    due = step.law.calendar.after(local_date(clock.started_at), clock.total_days)  # as every limit that runs (M14)
    if returned and not missed and clock.reason != RETURNED and step.now >= step.law.deadline(due.day):
        until = min(latest, step.law.calendar.after(step.today, 1).day)
        fields |= {"total_days": step.law.calendar.between(local_date(clock.started_at), until), "reason": RETURNED}
        due = step.law.calendar.after(local_date(clock.started_at), fields["total_days"])
    _set(step, ClockAct.REOPEN, clock, due_on=due.day, provisional=due.provisional, **fields)
    return due.day


def continued(case: Case, clock: Clock) -> bool:
    """Whether a department's limit goes on for one of the same kind and round that ran before (own rule)."""
    if clock.kind not in LEADS:
        return False
    this = (clock.kind, clock.round, clock.department_id)
    return any(
        (one.kind, one.round, one.department_id) == this for one in case.clocks if one.start_seq < clock.start_seq
    )


def extend(step: Step, clock: Clock, total: int, reason: str, *, held: bool = False) -> None:
    """Replace the total from the same start (15 instead of 5, never added); a missed limit stays missed.

    `held`: it was asked for in time, and waiting for the decision made nothing late (own rule).
    """
    due = step.law.calendar.after(local_date(clock.started_at), total)
    passed = expired(clock, step.now, step.law) and not is_open(clock, step.now, step.law)
    missed = clock.missed or (not held and passed)
    _set(
        step,
        ClockAct.EXTEND,
        clock,
        total_days=total,
        due_on=max(due.day, clock.not_before or due.day),
        provisional=due.provisional,
        missed=missed,
        reason=reason,
    )


def judge(step: Step, clock: Clock, judged: Verdict, *, provisional: bool) -> None:
    """The verdict of a limit that stopped while it was held open."""
    unsettled: dict[str, object] = {"verdict_if_kept": Verdict.IN_TIME} if provisional else {}
    _set(step, ClockAct.JUDGE, clock, verdict=judged, **unsettled)


def correct(step: Step, clock: Clock, judged: Verdict) -> None:
    """Change a frozen verdict: only by the supervising office's recorded correction."""
    final: dict[str, object] = {} if clock.verdict_if_kept is None else {"verdict_if_kept": None}
    _set(step, ClockAct.CORRECT, clock, verdict=judged, **final)


def recompute(step: Step) -> None:
    """Count every running limit anew on today's calendar; see `settle` for verdicts."""
    moved = []
    for clock, due in redated(step.case, step.law, step.today):
        earliest = {"not_before": due.day} if due.day > counted(clock, step.law).day else {}
        _set(step, ClockAct.RECOMPUTE, clock, due_on=due.day, provisional=due.provisional, **earliest)
        moved.append({"kind": clock.kind.value, "old": clock.due_on.isoformat(), "new": due.day.isoformat()})
    step.record(moved=moved)


def settle(step: Step) -> None:
    """Provisional verdicts that no notice can turn any more become final, turned only in favour of who was waited for.

    One that the calendar would turn against them keeps its day and its verdict: the supervising office decides.
    """
    found = []
    for clock, one in settled(step.case, step.law):
        turned: dict[str, object] = {"due_on": one.due.day, "verdict": one.verdict} if one.favours else {}
        _set(step, ClockAct.CORRECT, clock, provisional=False, verdict_if_kept=None, **turned)
        found.append({"kind": clock.kind, "old": one.was, "new": one.verdict, "turned": one.favours})
    step.record(settled=found)


def stale(case: Case, law: Law, today: date) -> bool:
    """Whether a running limit of this case would be dated otherwise by today's calendar."""
    return next(redated(case, law, today), None) is not None


def redated(case: Case, law: Law, today: date) -> Iterator[tuple[Clock, Due]]:
    """The running limits that today's calendar would date otherwise, each with the day it would have."""
    for clock in open_clocks(case):
        due = moved_to(clock, law, today)
        if (due.day, due.provisional) != (clock.due_on, clock.provisional) or due.day > counted(clock, law).day:
            yield clock, due


def _set(step: Step, act: ClockAct, clock: Clock, **fields: object) -> None:
    step.clock_ops.append(ClockOp(act, clock.kind, clock.start_seq, clock.department_id, encode(fields)))
