"""One case as of the end of the span, by replay: later acts do not count, except corrections and recounts (M15)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from regulation.decision import ClockAct, Decision, apply, decode
from regulation.replay import PlainCase, PlainClock
from regulation.shanghai import local_date
from regulation.states import Action, ClockKind, Verdict

ClockKey: TypeAlias = tuple[ClockKind, int, int | None]  # kind, line that started it, department
_DATED, _JUDGED = {"due_on", "provisional", "not_before"}, {"verdict", "verdict_if_kept"}
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Span:
    """The half-open interval that is counted: `start` included, `until` excluded."""

    start: datetime
    until: datetime

    def holds(self, instant: datetime | None) -> bool:
        return instant is not None and self.start <= instant < self.until

    def holds_day(self, day: date) -> bool:
        """Whether a day, or the part of it that has passed, is counted."""
        return local_date(self.start) <= day <= local_date(self.until - INSTANT)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """`history` up to the end of the span, and the `case` it gives, with every correction known so far."""

    number: str
    history: Sequence[Decision]
    case: PlainCase
    corrections: Sequence[Decision]
    judged: Mapping[ClockKey, datetime]  # when each verdict fell; later than its limit stopped where it was held open

    def fell(self, clock: PlainClock) -> datetime | None:
        """When the verdict of a limit fell; None where it has none yet."""
        return self.judged.get((clock.kind, clock.start_seq, clock.department_id))

    def held_open(self, clock: PlainClock) -> bool:
        """Own rule: a request for a longer limit, made in time, holds the verdict open until it is decided."""
        return clock.verdict is None and (clock.stopped_at is not None or self.case.pending == clock.kind)


def open_file(number: str, decisions: Sequence[Decision], until: datetime) -> CaseFile | None:
    """The case before `until`; None where it was not filed yet. Of later decisions only corrections are applied."""
    history: list[Decision] = []
    case = PlainCase()
    for decision in decisions:
        if decision.seq != len(history) + 1 or decision.at >= until:
            break
        apply(case, decision)
        history.append(decision)
    if not history:
        return None
    for decision in decisions[len(history) :]:
        if decision.action is Action.RECOMPUTE:
            _recount(case, decision)
    corrections = [decision for decision in decisions if decision.action is Action.CORRECT_VERDICT]
    for decision in corrections:
        if decision.seq > len(history):
            _amend(case, decision)
    return CaseFile(number, history, case, corrections, _judged(history))


def _judged(history: Iterable[Decision]) -> dict[ClockKey, datetime]:
    """The act that stopped or judged each limit last; a correction changes a verdict, not its day."""
    found: dict[ClockKey, datetime] = {}
    for decision in history:
        for op in decision.clock_ops:
            key = (op.kind, op.start_seq, op.department_id)
            if op.act is not ClockAct.CORRECT and "verdict" in op.fields:
                found.pop(key, None)
                if op.fields["verdict"] is not None:
                    found[key] = decision.at
    return found


def corrected(case: PlainCase, decision: Decision) -> PlainClock | None:
    """The limit that a correction is about; None where it had not stopped yet when the counting ended."""
    for op in decision.clock_ops:
        for clock in case.clocks:
            if op.names(clock) and clock.verdict is not None:
                return clock
    return None


def verdict_of(decision: Decision) -> Verdict:
    """What a correction found instead."""
    return Verdict(decision.clock_ops[0].fields["verdict"])


def _recount(case: PlainCase, decision: Decision) -> None:
    """A notice that came later counts what was provisional when the counting ended."""
    for op in decision.clock_ops:
        for clock in case.clocks:
            if op.names(clock) and clock.provisional:
                for name in op.fields.keys() & (_DATED if clock.stopped_at is None else _DATED | _JUDGED):
                    setattr(clock, name, decode(name, op.fields[name]))


def _amend(case: PlainCase, decision: Decision) -> None:
    clock = corrected(case, decision)
    if clock is not None:
        clock.verdict = verdict_of(decision)
