"""承诺日期: a promised date that passed stays broken, whatever came after; a repair that was none keeps none (P5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from regulation.decision import Decision
from regulation.shanghai import local_date
from regulation.states import Action, State

REPORTED = (Action.FINISH_REPAIR, Action.FINISH_PLATFORM_REPAIR)
REPAIRED_IN = (State.REPAIRING, State.PLATFORM_REPAIR)
FALLS_AWAY = (Action.RETURN_REPLY, Action.CORRECT_CHECK)  # with the finding that it came with
_FIGURES = {True: "kept", False: "broken", None: ""}


def promise_figures(history: Iterable[Decision], undone: Collection[int]) -> Mapping[int, str]:
    """The figure of each reported repair by its history line; `undone` are the lines of repairs that were none."""
    found: dict[int, bool | None] = {}
    promised: date | None = None
    broken = False
    for act in history:
        if act.action in REPORTED:
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
    if act.action in (Action.APPROVE_EXTENSION, *REPORTED):  # the day on which it was asked for counts
        return False
    return act.action is Action.EXTEND or act.state_to is not act.state_from or "promised_on" in act.changes


def _still_broken(act: Decision) -> bool:
    """A new round, and a department after the platform, promise anew."""
    return act.action not in (Action.FINISH_PLATFORM_REPAIR, *FALLS_AWAY) and "round" not in act.changes


def _promised_after(act: Decision, promised: date | None) -> date | None:
    if "promised_on" not in act.changes:
        return promised
    named = act.changes["promised_on"]
    return date.fromisoformat(named) if named else None
