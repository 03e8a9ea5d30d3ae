"""A finding of fault that is taken back, or whose reply is returned, was none (M13, P9; own rule)."""

from __future__ import annotations

from regulation.case import Case, Clock
from regulation.states import ClockKind, Verdict
from regulation.step import Step


def take_back(step: Step, since: int) -> None:
    """The findings from this history line on fall away, and the flag with them where no earlier one is left."""
    if any(_found(step.case, clock) for clock in step.case.clocks if clock.start_seq < since):
        return
    step.change(fault_found=False)
    if step.case.flagged:
        step.flag = "clear"
        step.change(flagged=False)


def _found(case: Case, clock: Clock) -> bool:
    """Whether a finding started it that still stands; a platform repair that is not counted was itself taken back."""
    if clock.kind is ClockKind.PLATFORM_REPAIR:
        return clock.verdict is not Verdict.VOID
    return clock.kind is ClockKind.REPAIR and not _returned(case, clock)


def _returned(case: Case, repair: Clock) -> bool:
    """Whether its reply went back: the reply limit did not stop where it began, and ran on when it fell away."""
    gone = repair.stopped_at
    replies = [one for one in case.clocks if one.kind is ClockKind.REPLY and one.round == repair.round]
    if gone is None or any(one.stopped_at == repair.started_at for one in replies):
        return False
    return any(one.started_at <= gone and (one.stopped_at is None or one.stopped_at > gone) for one in replies)
