"""A finding of fault that is taken back, or whose reply is returned, was none (M13, P9; own rule)."""

from __future__ import annotations

from regulation.case import Clock
from regulation.states import ClockKind, Verdict
from regulation.step import Step


def take_back(step: Step, since: int) -> None:
    """The findings from this history line on fall away, and the flag with them where no earlier one is left."""
    if any(_found(clock) for clock in step.case.clocks if clock.start_seq < since):
        return
    step.change(fault_found=False)
    if step.case.flagged:
        step.flag = "clear"
        step.change(flagged=False)


def _found(clock: Clock) -> bool:
    """Whether a finding started it; a platform repair that is not counted was itself taken back."""
    if clock.kind is ClockKind.PLATFORM_REPAIR:
        return clock.verdict is not Verdict.VOID
    return clock.kind is ClockKind.REPAIR
