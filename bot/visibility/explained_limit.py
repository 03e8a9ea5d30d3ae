"""A limit explained as it was: by the calendar of its day, and by the act that really started it (habit 9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.laws import Laws, LawsToday
from regulation.explain import OWN_RULE, Explanation, explain_clock
from regulation.states import ClockKind, Verdict
from store.cases import history

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from regulation.decision import Decision
    from store.tables import HistoryLine, Ticket, TicketClock

RUNNING = "计时中"


def explained(
    session: Session, laws: Laws, ticket: Ticket, clock: TicketClock, lines: Sequence[HistoryLine]
) -> Explanation:
    """A running limit is counted by today's calendar, a stopped one by the calendar that gave it its day."""
    decisions = [history.decision_of(line) for line in lines]
    started = next((each.action for each in decisions if each.seq == clock.start_seq), None)
    then = laws
    if clock.stopped_at is not None and isinstance(laws, LawsToday):
        dated = [each for each in decisions if _dates(each, clock)]
        if dated and dated[-1].data.get("calendar") != laws.calendar.version:
            then = laws.as_of(session, dated[-1].at)
    return explain_clock(clock, then.of(ticket), started)


def verdict_text(clock: TicketClock, *, own_rule: bool = False) -> str:
    """The verdict as shown: 暂定 while a holiday notice still to come could turn it.

    Silence at the end of the proposer's own time is no breach of the regulation.
    """
    if clock.verdict is None:
        return RUNNING
    marks = ["暂定"] if clock.verdict_if_kept is not None else []
    if clock.kind is ClockKind.CONFIRM and clock.verdict is Verdict.LATE:
        return f"期满未确认（{'，'.join([*marks, OWN_RULE])}）"
    marks += [OWN_RULE] if own_rule else []
    return f"{clock.verdict}（{'，'.join(marks)}）" if marks else clock.verdict.value


def _dates(decision: Decision, clock: TicketClock) -> bool:
    """Whether it set the clock's due day: at the start, an extension or a recount."""
    return any(op.names(clock) and "due_on" in op.fields for op in decision.clock_ops)
