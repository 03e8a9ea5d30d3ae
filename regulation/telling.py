"""Told means told (M14): a notice counts once it reached the proposer; only then does their limit begin (own rule)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from regulation import statutory_clocks
from regulation.case import Case
from regulation.refusals import BadValue, NotAllowedNow, NotYours
from regulation.shanghai import SHANGHAI, dated, local_date
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
BY_LETTER = "letter:"  # before the day of a letter among the attempts


def to_tell(step: Step, days: int = 0) -> None:
    """From here on the proposer has to be told; `days` is the length of a supplement's limit that is not ordinary.

    The city's orders have no proposer to tell (M8).
    """
    if step.after("track") == Track.CITY_ISSUED:
        return
    step.change(to_tell=step.row.action, told_attempts="", letter_sent=False)
    if days:
        step.change(pending_days=days)


def told(step: Step) -> None:
    """The notice has reached the proposer, at the time that the act names: a call or a letter may be entered later."""
    at = told_at(step)
    step.record(told=step.case.to_tell, told_on=local_date(at))
    for clock in statutory_clocks.open_clocks(step.case, ClockKind.NOTICE):
        statutory_clocks.stop(step, clock, at=at)
    kind = LIMITS.get(step.row.to)
    if kind is not None:
        _begin(step, kind, at)
    _result_told(step)
    _nothing_waits(step)


def _result_told(step: Step) -> None:
    if step.case.to_tell == Action.NOTIFY and not step.case.result_told:
        step.change(result_told=True)


def _begin(step: Step, kind: ClockKind, at: datetime) -> None:
    """The proposer's limit, from when they were told; one that had run goes on, a reopened confirmation is given anew.

    A call that is entered later leaves the proposer at least the working day after the entry (own rule).
    """
    given = step.case.pending_days if kind is ClockKind.SUPPLEMENT else 0
    anew = kind is ClockKind.CONFIRM and step.case.to_tell == Action.REOPEN
    if step.case.to_tell in GOES_ON and not anew and not given:
        statutory_clocks.resume(step, kind)
        return
    days = given or step.law.rulebook.limits[kind].days
    days = max(days, step.law.calendar.between(local_date(at), step.law.calendar.after(step.today, 1).day))
    statutory_clocks.start(step, kind, days, at=at)


def told_at(step: Step) -> datetime:
    """When the proposer was told: now, or noon of the earlier day that is given, never before what is told."""
    given = step.given.get("told_on")
    if given is None or date.fromisoformat(given) >= step.today:
        return step.now
    day, since = date.fromisoformat(given), _last_event(step.case)
    if day < local_date(since):
        raise BadValue(
            f"日期：不能早于所告知事项发生之日（{dated(local_date(since))}）。", field="told_on", clause="M14"
        )
    return max(since, datetime.combine(day, NOON, SHANGHAI).astimezone(UTC))


def _last_event(case: Case) -> datetime:
    """The last start or stop of a limit: what is to be told did not exist before."""
    moments = [at for clock in case.clocks for at in (clock.started_at, clock.stopped_at) if at is not None]
    return max([case.filed_at, *moments])


def _nothing_waits(step: Step) -> None:
    nothing_more(step)
    if step.case.state is State.SUPPLEMENTING:
        step.change(pending_days=0)


def by_acting(step: Step) -> None:
    """Who acts upon a notice has been told, whatever the platform reported."""
    if step.case.to_tell:
        for clock in statutory_clocks.open_clocks(step.case, ClockKind.NOTICE):
            statutory_clocks.stop(step, clock)
        step.record(told=step.case.to_tell)
        _result_told(step)
        _nothing_waits(step)


def to_tell_proposer(step: Step) -> None:
    """As `to_tell`, where there still is a proposer: not after a withdrawal."""
    if not step.case.ex_officio:
        to_tell(step)


def nothing_more(step: Step) -> None:
    step.change(to_tell="", told_attempts="", letter_sent=False)


def give_up(step: Step) -> None:
    step.record(untold=step.case.to_tell)
    nothing_more(step)


def attempt(step: Step) -> None:
    """A call that did not reach them: one attempt a day counts, with who made the day's last; or a letter."""
    if not step.case.to_tell:
        return
    by_letter = step.row.action is Action.LETTER
    day, tried = f"{BY_LETTER if by_letter else ''}{step.today.isoformat()}", _attempts(step.case)
    tried.pop(day, None)  # the last attempt stands last
    tried[day] = str(step.actor.person_id)
    step.change(told_attempts=" ".join(f"{day}/{person}" for day, person in tried.items()))
    if by_letter:
        step.change(letter_sent=True)


def _attempts(case: Case) -> dict[str, str]:
    """Day and person of each attempt; the letter is beside the calls, not one of them."""
    return dict(attempt.split("/") for attempt in case.told_attempts.split())


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
    attempts = _attempts(case)
    calls = [date.fromisoformat(day) for day in attempts if not day.startswith(BY_LETTER)]
    tried = sum(step.law.calendar.is_workday(day) for day in calls)
    if not case.to_tell:
        raise NotAllowedNow("没有等待告知的事项。", clause="M14")
    wanted = step.law.rulebook.policy.telling_attempts
    if tried < wanted or not case.letter_sent:
        done = f"已有{tried}个工作日电话未告知到，{'函件已寄' if case.letter_sent else '尚未寄送函件'}"
        raise NotAllowedNow(
            f"须在{wanted}个工作日各电话告知一次，并另行寄送函件（{done}），方可按无法告知处理。", clause="M14"
        )
    if [*attempts.values()][-1] in {str(step.actor.person_id), str(step.actor.acting_for)}:
        raise NotYours("无法告知由另一位运营人员认定，不能由登记最后一次告知的人员认定。", clause="M14")


def something_to_tell(step: Step) -> None:
    if not step.case.to_tell:
        raise NotAllowedNow("没有等待告知的事项。", clause="M14")


def result_told(step: Step) -> None:
    case = step.case
    if case.state is not State.CONFIRMING and case.to_tell != Action.NOTIFY and not case.result_told:
        raise NotAllowedNow("还没有告知过结果，没有可以更正的告知。", clause="M14")
