"""The system counts provisional verdicts anew once the notice is there, in every state of the case (own rule)."""

from __future__ import annotations

from datetime import datetime

from regulation import statutory_clocks
from regulation.case import SYSTEM, Case
from regulation.decide import conclude
from regulation.decision import Decision
from regulation.law import Law
from regulation.provisional_verdicts import settled
from regulation.states import Action, Role
from regulation.step import Step, Transition


def settle(case: Case, now: datetime, law: Law) -> Decision | None:
    """The decision that makes verdicts final, silent and without a change of state; None where there is none."""
    if next(settled(case, law), None) is None:
        return None
    row = Transition(case.state, Action.RECOMPUTE, case.state, (Role.SYSTEM,), "M14", then=statutory_clocks.settle)
    return conclude(Step(case, row, SYSTEM, Role.SYSTEM, now, law))
