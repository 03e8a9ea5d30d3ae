"""Own rule: a working day belongs to whoever was waited for when it began; a lapse to the day that lapsed (G5, M15)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from regulation.case import Case
from regulation.day_charges import Charge, Holding, day_charges
from regulation.decision import ClockAct, ClockOp, Decision, decode
from regulation.law import Law
from regulation.shanghai import deadline, local_date
from regulation.states import Action, ClockKind, Party, Role, State

_INSTANT = timedelta(microseconds=1)


class Wait(NamedTuple):
    """The working days after `since` up to and including `until` are another party's than the state says."""

    since: date
    until: date
    party: Party
    department_id: int | None
    instead: tuple[Party, ...] = (Party.DEPARTMENT,)


def whose_days(case: Case, history: Sequence[Decision], until: datetime, law: Law) -> tuple[Charge, ...]:
    """The charged days of one case. Confirmation, cooperation, consent and supplement are the proposer's.

    A day of the proposer's names the department that has the case, so that it has a column of its own.
    """
    steps = waited_for(history)
    if case.closed_at is not None and steps:
        until = min(until, steps[-1].at)
    related = law.rulebook.policy.joint_lateness == "related"
    parts = [clock for clock in case.clocks if related and clock.kind is ClockKind.JOINT]
    waits = [*refused_waits(history), *_returned_replies(history)]
    return tuple(_moved(charge, waits) for charge in day_charges(steps, until, law.calendar, parts))


def waited_for(history: Iterable[Decision]) -> tuple[Holding, ...]:
    """Who was waited for from when; what the system does for a silent proposer counts from the day that lapsed."""
    held: list[Holding] = []
    dues: dict[tuple[ClockKind, int, int | None], date] = {}
    department_id: int | None = None
    for decision in history:
        changes = decision.changes
        department_id = changes.get("department_id", department_id)
        if "party" in changes and not _afterwards(decision):
            party = _party(decision)
            own = department_id if party in (Party.DEPARTMENT, Party.PROPOSER) else None
            held.append(Holding(_since(decision, held, dues), party, own))
        dues |= {_key(op): decode("due_on", op.fields["due_on"]) for op in decision.clock_ops if "due_on" in op.fields}
    return tuple(held)


def refused_waits(history: Iterable[Decision]) -> Iterator[Wait]:
    """Own rule: where an extension is refused, the days from the request to the decision are the centre's."""
    asked: date | None = None
    for decision in history:
        if decision.action is Action.REFUSE_EXTENSION and asked is not None:
            yield Wait(asked, local_date(decision.at), Party.CENTRE, None)
        if decision.action is Action.EXTEND and decision.data.get("beyond_cap"):
            asked = local_date(decision.at)
        elif "pending" in decision.changes:
            asked = None


def _returned_replies(history: Iterable[Decision]) -> Iterator[Wait]:
    """Own rule: days after an indefinite reply that the centre returned stay the department's."""
    department_id: int | None = None
    replied: date | None = None
    for decision in history:
        if decision.action is Action.RETURN_REPLY and replied is not None:
            yield Wait(
                replied, local_date(decision.at), Party.DEPARTMENT, department_id, (Party.CENTRE, Party.PROPOSER)
            )
        department_id = decision.changes.get("department_id", department_id)
        if "party" in decision.changes:
            replied = local_date(decision.at)


def _moved(charge: Charge, waits: Iterable[Wait]) -> Charge:
    for wait in waits:
        if wait.since < charge.day <= wait.until and charge.party in wait.instead:
            return replace(charge, party=wait.party, department_id=wait.department_id)
    return charge


def _afterwards(decision: Decision) -> bool:
    """What is told or evaluated after the end gives the case to nobody."""
    return decision.state_from is State.CLOSED and decision.state_to is State.CLOSED


def _party(decision: Decision) -> Party:
    party = Party(decision.changes["party"])
    return Party.PROPOSER if decision.state_to is State.CONFIRMING and party is Party.NOBODY else party


def _since(
    decision: Decision, held: Sequence[Holding], dues: dict[tuple[ClockKind, int, int | None], date]
) -> datetime:
    """The receipt of a filing, the due day of what lapsed for the proposer, the day of a call, else the act itself."""
    if "filed_at" in decision.changes:
        return datetime.fromisoformat(decision.changes["filed_at"])
    if decision.role is Role.SYSTEM and held and held[-1].party is Party.PROPOSER:
        ended = [dues[_key(op)] for op in decision.clock_ops if op.act is ClockAct.STOP and _key(op) in dues]
        if ended:
            return max(held[-1].at, min(decision.at, deadline(max(ended)) - _INSTANT))
    if decision.data.get("told") and held:  # a call or a letter counts on its own day, whenever it was entered
        told_on = date.fromisoformat(decision.data.get("told_on", local_date(decision.at).isoformat()))
        return max(held[-1].at, min(decision.at, deadline(told_on) - _INSTANT))
    return decision.at


def _key(op: ClockOp) -> tuple[ClockKind, int, int | None]:
    return op.kind, op.start_seq, op.department_id
