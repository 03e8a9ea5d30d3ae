"""Told means told (M14): a notice counts once it reached the proposer; only then does their limit begin (own rule)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from regulation import statutory_clocks
from regulation.refusals import NotAllowedNow, NotYours
from regulation.shanghai import SHANGHAI, local_date
from regulation.states import Action, Call, ClockKind, Letter, State, Track
from regulation.step import Condition, Step

LIMITS: Mapping[State, ClockKind] = {  # the proposer's limit that begins when the notice reached them
    State.SUPPLEMENTING: ClockKind.SUPPLEMENT,
    State.COOPERATING: ClockKind.COOPERATE,
    State.CONSENTING: ClockKind.CONSENT,
    State.CONFIRMING: ClockKind.CONFIRM,
}
GOES_ON = {Action.REOPEN, Action.UNDO_WITHDRAWAL}  # a limit that had run goes on with what was left
NOON = time(12, 0)


def to_tell(step: Step, days: int = 0) -> None:
    """From here on the proposer has to be told; `days` is their limit's length where it is not the ordinary one."""
    step.change(to_tell=step.row.action, told_attempts="", letter_sent=False, pending_days=days)


def told(step: Step) -> None:
    """The notice has reached the proposer, at the time that the act names: a call or a letter may be entered later."""
    at = told_at(step)
    kind = LIMITS.get(step.row.to)
    goes_on = step.case.to_tell in GOES_ON
    step.record(told=step.case.to_tell, told_on=local_date(at))
    for clock in statutory_clocks.open_clocks(step.case, ClockKind.NOTICE):
        statutory_clocks.stop(step, clock, at=at)
    if kind is not None and goes_on:
        statutory_clocks.resume(step, kind)
    elif kind is not None:
        statutory_clocks.start(step, kind, step.case.pending_days or None, at=at)
    step.change(to_tell="", told_attempts="", letter_sent=False, pending_days=0)


def told_at(step: Step) -> datetime:
    """When the proposer was told: now, or noon of the earlier day that is given."""
    day = step.given.get("told_on")
    if day is None or date.fromisoformat(day) >= step.today:
        return step.now
    return datetime.combine(date.fromisoformat(day), NOON, SHANGHAI).astimezone(UTC)


def by_acting(step: Step) -> None:
    """Who acts upon a notice has been told, whatever the platform reported."""
    if step.case.to_tell:
        for clock in statutory_clocks.open_clocks(step.case, ClockKind.NOTICE):
            statutory_clocks.stop(step, clock)
        step.record(told=step.case.to_tell)
        step.change(to_tell="", told_attempts="", letter_sent=False, pending_days=0)


def to_tell_proposer(step: Step) -> None:
    """As `to_tell`, where there is a proposer: not for the city's orders, nor after a withdrawal."""
    if step.case.track is Track.DISTRICT and not step.case.ex_officio:
        to_tell(step)


def nothing_more(step: Step) -> None:
    step.change(to_tell="", told_attempts="", letter_sent=False)


def give_up(step: Step) -> None:
    step.record(untold=step.case.to_tell)
    nothing_more(step)


def attempt(step: Step) -> None:
    """A call or letter that did not reach them: one attempt a day counts."""
    if not step.case.to_tell:
        return
    days = dict.fromkeys([*step.case.told_attempts.split(), step.today.isoformat()])
    step.change(told_attempts=" ".join(days), pending_by=step.actor.person_id)
    if step.row.action is Action.LETTER:
        step.change(letter_sent=True)


def _reached(step: Step) -> bool:
    """Read from what is given, before it is parsed: rows of one act may differ by it."""
    return step.given.get("answer") == Call.TOLD or step.given.get("letter") == Letter.ARRIVED


def _untold(step: Step) -> bool:
    return step.case.to_tell != ""


UNTOLD = Condition("尚未告知提出方", _untold)
REACHED = Condition("提出方已获告知", lambda step: _untold(step) and _reached(step))
NOT_REACHED = Condition("未告知到，或者无须告知", lambda step: not (_untold(step) and _reached(step)))
RESULT_SENT = Condition("结果已发出，尚未送达", lambda step: step.case.to_tell == Action.NOTIFY)


def not_sent(step: Step) -> None:
    if step.case.to_tell:
        raise NotAllowedNow("结果告知已发出，尚未送达提出方；请电话或者函告，并登记。", clause="M14")


def beyond_reach(step: Step) -> None:
    """After attempts on three working days and a letter, by somebody else than who made the last attempt."""
    case = step.case
    days = [date.fromisoformat(day) for day in case.told_attempts.split()]
    tried = sum(step.law.calendar.is_workday(day) for day in days)
    if not case.to_tell:
        raise NotAllowedNow("没有等待告知的事项。", clause="M14")
    wanted = step.law.rulebook.policy.telling_attempts
    if tried < wanted or not case.letter_sent:
        done = f"已有{tried}个工作日尝试，{'函件已寄' if case.letter_sent else '尚未寄送函件'}"
        raise NotAllowedNow(
            f"须在{wanted}个工作日各尝试告知一次并寄送函件（{done}），方可按无法告知处理。", clause="M14"
        )
    if step.actor.person_id == case.pending_by:
        raise NotYours("无法告知由另一位运营人员认定，不能由登记最后一次告知的人员认定。", clause="M14")


def something_to_tell(step: Step) -> None:
    if not step.case.to_tell:
        raise NotAllowedNow("没有等待告知的事项。", clause="M14")


def result_told(step: Step) -> None:
    if step.case.state is State.NOTIFYING and not step.case.to_tell:
        raise NotAllowedNow("结果尚未告知，请直接告知结果。", clause="M14")
