"""Figures of the own rules by acts: sham repairs, dates, returned replies, endings, late entries (M15)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from quality.case_snapshot import CaseFile
from regulation.act_groups import FINDING_TAKEN_BACK, REJECTIONS, REPAIR_REPORTED, STILL_FAULTY
from regulation.decision import ClockAct, Decision
from regulation.law import Law
from regulation.replay import PlainClock
from regulation.shanghai import local_date
from regulation.states import Action, ClockKind, Outcome, Result, State, Verdict
from regulation.whose_day import Wait, refused_waits

CENTRE = 0
BY_ACT: Mapping[Action, str] = {
    Action.REFUSE_SPECIAL: "special_refused",
    Action.RETURN_REPLY: "replies_returned",
    Action.RETURN_FEEDBACK: "feedback_returned",
    Action.WITHDRAW: "withdrawn",
}
BY_OUTCOME: Mapping[object, str] = {
    Outcome.UNCOOPERATIVE: "uncooperative",
    Outcome.SPECIAL_UNANSWERED: "special_unanswered",
    Outcome.UNTOLD: "untold",
    Outcome.UNACCEPTED: "unaccepted",
    Outcome.TERMINATED: "terminated",
}
ONCE_A_ROUND: Mapping[Action, str] = {
    Action.REPLY_COOPERATE: "cooperated_again",
    Action.REPLY_SPECIAL: "special_again",
}
SIDE = {Result.REPAIRED: ClockKind.REPAIR, Result.PLATFORM_REPAIRED: ClockKind.PLATFORM_REPAIR}
REPAIRED_IN = (State.REPAIRING, State.PLATFORM_REPAIR)
_FIGURES = {True: "kept", False: "broken", None: ""}
LATEST_ENTRY = 1  # working days between a receipt and its entry that are no figure


class Repair(NamedTuple):
    """A repair, by the history line that reported it: whose it was, and the limit it stopped (None: not timed)."""

    holder: int
    kind: ClockKind
    clock: PlainClock | None
    reported: int


class Told(NamedTuple):
    """One own-rule figure of an act."""

    act: Decision
    holder: int
    code: str


@dataclass(slots=True)
class OwnRules:
    """Reads the acts of one case in order; `not_in_place` are the repairs that turned out to be none."""

    file: CaseFile
    law: Law
    figures: list[Told] = field(default_factory=list)
    not_in_place: list[tuple[Decision, Repair]] = field(default_factory=list)
    department_id: int | None = None
    done: set[Action] = field(default_factory=set)
    repaired: Repair | None = None
    doubted: Repair | None = None

    def read(self) -> OwnRules:
        for act in self.file.history:
            holder = self.department_id or CENTRE
            self.figures += [Told(act, whose, code) for whose, code in self._figures(act, holder)]
            self._follow_repair(act, holder)
            self.department_id = act.changes.get("department_id", self.department_id)
            if "round" in act.changes:
                self.done.clear()
            self.done.add(act.action)
        return self

    def _figures(self, act: Decision, holder: int) -> Iterator[tuple[int, str]]:
        if code := BY_ACT.get(act.action):
            yield holder, code
        if act.action in self.done and (code := ONCE_A_ROUND.get(act.action)):
            yield holder, code
        if code := BY_OUTCOME.get(act.changes.get("outcome")):
            yield holder, code
        if act.data.get("indefinite") or act.changes.get("indefinite"):
            yield holder, "indefinite"
        if self._entered_late(act):
            yield CENTRE, "entered_late"

    def _entered_late(self, act: Decision) -> bool:
        """The receipt of a filing, or of a call or letter, lies more than one working day before its entry."""
        if "filed_at" in act.changes:
            happened = local_date(datetime.fromisoformat(act.changes["filed_at"]))
        elif "told_on" in act.data:
            happened = date.fromisoformat(act.data["told_on"])
        else:
            return False
        return self.law.calendar.between(happened, local_date(act.at)) > LATEST_ENTRY

    def _follow_repair(self, act: Decision, holder: int) -> None:
        """A repair whose result the proposer rejects, and whose next round finds the fault still there."""
        if self.doubted and act.action in STILL_FAULTY[self.doubted.kind]:
            self.not_in_place.append((act, self.doubted))
            self.doubted = None
        if act.action in REPAIR_REPORTED:
            kind = ClockKind.REPAIR if act.action is Action.FINISH_REPAIR else ClockKind.PLATFORM_REPAIR
            whose = holder if kind is ClockKind.REPAIR else CENTRE
            self.repaired = Repair(whose, kind, self._stopped(act, kind), act.seq)
        elif act.action in REJECTIONS:
            rejected = SIDE.get(act.data.get("rejected", ""))
            same = self.repaired is not None and rejected is self.repaired.kind
            self.doubted = self.repaired if same else None
        elif act.state_to is State.CLOSED and act.state_from is not State.CLOSED:
            self.doubted = None

    def _stopped(self, act: Decision, kind: ClockKind) -> PlainClock | None:
        ended = [op for op in act.clock_ops if op.act is ClockAct.STOP and op.kind is kind]
        return next((clock for clock in self.file.case.clocks for op in ended if op.names(clock)), None)


def in_time(repair: Repair) -> bool:
    """Whether the reported repair would have counted as on time."""
    return repair.clock is not None and repair.clock.verdict is Verdict.IN_TIME


def waits_of(file: CaseFile, clock: PlainClock) -> list[Wait]:
    """The refused requests for a longer limit that were made while this limit ran."""
    if clock.kind is not ClockKind.REPAIR:
        return []
    begun, stopped = local_date(clock.started_at), clock.stopped_at and local_date(clock.stopped_at)
    return [
        wait for wait in refused_waits(file.history) if begun <= wait.since and (not stopped or wait.since <= stopped)
    ]


def extended_by_approval(file: CaseFile, clock: PlainClock) -> bool:
    """Whether the limit in force at its end was one that somebody had approved."""
    approvals = (act for act in file.history if act.action is Action.APPROVE_EXTENSION)
    return any(op.act is ClockAct.EXTEND and op.names(clock) for act in approvals for op in act.clock_ops)


def promise_figures(history: Iterable[Decision], undone: Collection[int]) -> Mapping[int, str]:
    """Whether each reported repair kept its date (P5), by history line; `undone` are lines of repairs that were none.

    A date that passed stays broken, whatever came after; a returned feedback or a repair that was none keeps none.
    """
    found: dict[int, bool | None] = {}
    promised: date | None = None
    broken = False
    for act in history:
        if act.action in REPAIR_REPORTED:
            found[act.seq] = False if broken else act.data.get("promise_kept")
        elif act.action is Action.RETURN_FEEDBACK and found:
            found.popitem()  # nothing was repaired
        broken = _still_broken(act) and (broken or _breaks(act, promised))
        promised = _promised_after(act, promised)
    return {seq: "" if kept and seq in undone else _FIGURES[kept] for seq, kept in found.items()}


def _breaks(act: Decision, promised: date | None) -> bool:
    """The date had passed when something else took its place, or the repair was left or to be prolonged."""
    if promised is None or act.state_from not in REPAIRED_IN or promised >= local_date(act.at):
        return False
    if act.action in (Action.APPROVE_EXTENSION, *REPAIR_REPORTED):  # the day on which it was asked for counts
        return False
    return act.action is Action.EXTEND or act.state_to is not act.state_from or "promised_on" in act.changes


def _still_broken(act: Decision) -> bool:
    """A new round, and a department after the platform, promise anew."""
    return act.action not in (Action.FINISH_PLATFORM_REPAIR, *FINDING_TAKEN_BACK) and "round" not in act.changes


def _promised_after(act: Decision, promised: date | None) -> date | None:
    if "promised_on" not in act.changes:
        return promised
    named = act.changes["promised_on"]
    return date.fromisoformat(named) if named else None
