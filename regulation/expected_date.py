"""An expected date stays within the limit (G4, P5); beyond it an extension is needed first (own rule)."""

from __future__ import annotations

from datetime import date

from regulation import statutory_clocks
from regulation.refusals import BadValue, NotAllowedNow
from regulation.shanghai import dated
from regulation.states import ClockKind
from regulation.step import Step


def within(step: Step, due: date, clause: str) -> None:
    """Refuse an expected date beyond the limit."""
    expected = step.given.get("expected_on")
    if expected is not None and date.fromisoformat(expected) > due:
        raise BadValue(
            f"预计修正日期：不能晚于法定期限{dated(due)}；确需延长的，请在期限届满前申请延期。",
            field="expected_on",
            clause=clause,
        )


def not_broken(step: Step) -> None:
    """A date that has passed is a promise not kept: no new one takes its place (own rule)."""
    promised = step.case.promised_on
    if promised is not None and promised < step.today:
        raise NotAllowedNow(f"预计修正日期{dated(promised)}已过，请尽快修正；确需延长期限的，请申请延期。", clause="P5")


def replace(step: Step) -> None:
    """更新预计日期: within the limit that runs, and never later than what was promised: that needs an extension."""
    promised = step.case.promised_on
    if promised is not None and date.fromisoformat(step.given["expected_on"]) > promised:
        raise BadValue(
            f"预计修正日期：已承诺{dated(promised)}，不能自行推迟；确需推迟的，请在期限届满前申请延期。",
            field="expected_on",
            clause="P5",
        )
    running = (statutory_clocks.running(step.case, kind) for kind in (ClockKind.REPAIR, ClockKind.PLATFORM_REPAIR))
    clock = next((clock for clock in running if clock is not None), None)
    if clock is not None:
        within(step, clock.due_on, clock.clause)
    step.record(promised_before=step.case.promised_on)
    step.change(promised_on=step.given["expected_on"])
