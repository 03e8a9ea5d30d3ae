"""A case that ended unsettled is reopened in the state it ended in; a limit once given goes on (own rule)."""

from __future__ import annotations

from collections.abc import Mapping

from regulation import statutory_clocks, suspended_limits, telling
from regulation.state_groups import WITH_DEPARTMENT
from regulation.states import ClockKind, Outcome, Result, Role, State
from regulation.step import Condition, Step

LIMIT_OF: Mapping[State, ClockKind] = {
    State.PRESCREEN: ClockKind.ACCEPT,
    State.LAPSED: ClockKind.DELAY,
    State.CHECKING: ClockKind.CHECK,
    State.PLATFORM_REPAIR: ClockKind.PLATFORM_REPAIR,
    State.TRANSFERRING: ClockKind.TRANSFER,
    State.DISPATCHED: ClockKind.REPLY,
    State.VERIFYING: ClockKind.REPLY,
    State.REPAIRING: ClockKind.REPAIR,
    State.RULING: ClockKind.RULING,
    State.CITY: ClockKind.CITY_FOLLOW_UP,
    State.NOTIFYING: ClockKind.NOTICE,
    State.CENTRE_CONFIRMING: ClockKind.CENTRE_CONFIRM,
}
UNSETTLED = (  # ended, but neither confirmed nor refused: the case may go on where it stood
    Outcome.UNCOOPERATIVE, Outcome.SPECIAL_UNANSWERED, Outcome.UNTOLD, Outcome.UNACCEPTED, Outcome.TERMINATED,
)  # fmt: skip


def ended_in(state: State, *outcomes: Outcome) -> Condition:
    """That the case ended in this state, in one of these ways."""
    return Condition(
        f"在“{state}”以“{'、'.join(outcomes)}”结束",
        lambda step: step.case.ended_from == state and step.case.outcome in outcomes,
    )


def confirmation_anew(step: Step) -> None:
    """Five days anew: from now for a proposer who reopens it themselves, else from when they were told (M14)."""
    if step.role is Role.PROPOSER:
        statutory_clocks.start(step, ClockKind.CONFIRM)
        telling.nothing_more(step)
    else:
        telling.to_tell(step)


def reopen(step: Step) -> None:
    """Back in its state; where the proposer is waited for, they are told anew, and their limit goes on from then."""
    step.record(was=step.case.outcome)
    step.change(outcome=None, closed_at=None, withdrawn_at=None, flag_unconfirmed=False)
    telling.nothing_more(step)
    if step.row.to in telling.LIMITS:
        telling.to_tell(step)
    else:
        statutory_clocks.restore(step, LIMIT_OF[step.row.to])
    if step.row.to in WITH_DEPARTMENT:
        suspended_limits.with_parts(step, LIMIT_OF[step.row.to])
    if step.case.fault_found and step.case.result is not Result.SPECIAL and not step.case.flagged:
        step.flag = "set"
        step.change(flagged=True)
