"""decide() is the only entry point to the law: an act becomes a Decision, or a Refusal with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from regulation import act_inputs, joint_handling, statutory_clocks, two_persons, undecided_requests, withdrawal
from regulation.act_groups import REPLIES
from regulation.case import Actor, Case
from regulation.decision import Decision
from regulation.law import Law
from regulation.need import Need, of_proposer
from regulation.need_parsers import read
from regulation.refusals import AlreadyDone, NotAllowedNow, NotYours, Refusal
from regulation.required_content import taken_as_it_is
from regulation.roles import is_proposer, party_of, roles_on
from regulation.states import Action, ClockKind, Outcome, Party, Result, Role, State, Track
from regulation.step import Step, Transition
from regulation.telling import LIMITS
from regulation.transitions import TABLE, TRANSITIONS

__all__ = ["allowed", "decide", "may", "needs_of", "roles_on"]

MAY_EVER = {action: frozenset(role for row in TABLE if row.action is action for role in row.roles) for action in Action}
LEADS_TO = {action: frozenset(row.to for row in TABLE if row.action is action) for action in Action}
LAPSES: Mapping[ClockKind, Action] = {  # what the system does, and nobody else may, once a limit has passed
    row.stops: row.action for row in TABLE if row.stops is not None and row.roles == (Role.SYSTEM,)
}
OPENING = frozenset(row.action for row in TABLE if row.source is None)  # the acts that open a case
FROM: Mapping[State, tuple[Action, ...]] = {
    state: tuple(action for action in Action if (state, action) in TRANSITIONS) for state in State
}


def decide(
    case: Case,
    action: Action,
    actor: Actor,
    now: datetime,
    law: Law,
    given: Mapping[str, object] | None = None,
) -> Decision:
    """What the law says to this act at this instant; raises Refusal. Nothing is changed: see `apply`.

    `given` holds plain values under the keys of `needs_of`: texts, numbers, truths, codes, ISO dates.
    """
    roles = roles_on(case, actor)
    step = _examined(case, action, actor, roles, now, law, given)
    if step is None:
        raise _refusal(case, action, actor, now, law, bool(roles & MAY_EVER[action]))
    for guard in step.row.guards:
        guard(step)
    wanted = _needs(step)
    step.take(wanted, read(wanted, step.given, law, step.today) if wanted else {})
    _mark_reply(step, wanted)
    return conclude(step)


def conclude(step: Step) -> Decision:
    """Carry the row into changes, with everything it stops and starts."""
    case, row = step.case, step.row
    if row.then is not None:
        row.then(step)
    if row.stops is not None:
        for clock in statutory_clocks.open_clocks(case, row.stops):
            statutory_clocks.stop(step, clock)
    if row.stops in statutory_clocks.LEADS:
        joint_handling.stop_with_lead(step)
    if case.special_pending or case.joint == "requested":
        undecided_requests.lapse(step)
    if row.to is not row.source:
        step.change(state=row.to)
    if row.to is not row.source or "to_tell" in step.changes:
        step.change(party=_waited_for(step))
    if row.result is not None:
        step.change(result=row.result)
    if row.to is State.CLOSED and row.outcome is not None:
        _close(step, row.outcome)
    if row.flag:
        _flag(step)
    if row.starts is not None:
        statutory_clocks.start(step, row.starts, step.limit_days, at=step.begun)
        if row.starts in statutory_clocks.LEADS:
            joint_handling.start_with_lead(step, row.starts)
    return step.decision()


def _waited_for(step: Step) -> Party:
    """Whose the days are from here on: until the proposer was told they are the centre's (own rule)."""
    row, case = step.row, step.case
    track = case.track if row.source else step.after("track")
    if track != Track.CITY_ISSUED and step.law.rulebook.edition > 1:
        if row.to in LIMITS and step.after("to_tell"):
            return Party.CENTRE
        if row.to is State.CONFIRMING:
            return Party.PROPOSER
    return party_of(row.to, track)


def allowed(case: Case, actor: Actor, now: datetime, law: Law) -> tuple[Action, ...]:
    """What this actor may do to this case now, in the order of the actions' list; for buttons and menus."""
    roles = roles_on(case, actor)
    return tuple(action for action in FROM[case.state] if may(case, action, actor, now, law, roles))


def may(
    case: Case, action: Action, actor: Actor, now: datetime, law: Law, roles: frozenset[Role] | None = None
) -> bool:
    """Whether the act is one of those that `allowed` names; `roles` are the actor's on this case, where known."""
    try:
        step = _examined(case, action, actor, roles_on(case, actor) if roles is None else roles, now, law)
        if step is None:
            return False
        for guard in step.row.guards:
            guard(step)
    except Refusal:
        return False
    return True


def needs_of(case: Case, action: Action, actor: Actor, now: datetime, law: Law) -> tuple[Need, ...]:
    """What must, or may, be given with an act by this actor; empty where it isn't theirs or not now."""
    step = _examined(case, action, actor, roles_on(case, actor), now, law)
    return _needs(step) if step else ()


def _examined(
    case: Case,
    action: Action,
    actor: Actor,
    roles: frozenset[Role],
    now: datetime,
    law: Law,
    given: Mapping[str, object] | None = None,
) -> Step | None:
    """The act by the row whose condition holds and that this actor may use; None where the act is not theirs.

    Raises NotAllowedNow where no row's condition holds.
    """
    rows = _rows_of(case, action, law)
    role = next((role for row in rows for role in row.roles if role in roles), None)
    if role is None:
        return None
    step = Step(case, rows[0], actor, role, now, law, given or {})
    holding = [row for row in rows if row.when is None or row.when.holds(step)]
    for row in holding:
        for role in row.roles:
            if role in roles:
                step.row = withdrawal.in_the_proposers_place(case, row) if case.ex_officio else row
                step.role = role
                return step
    if holding:
        return None
    raise NotAllowedNow(_where(case, action, law))


def _rows_of(case: Case, action: Action, law: Law) -> tuple[Transition, ...]:
    """The rows of the edition of the own rules under which the case was filed."""
    edition = law.rulebook.edition
    return tuple(row for row in TRANSITIONS.get((case.state, action), ()) if row.applies_in(edition))


def _needs(step: Step) -> tuple[Need, ...]:
    """A proposer without an account speaks through the centre, which records how it heard of it."""
    needs = tuple(need for need in step.row.needs if need.since <= step.law.rulebook.edition)
    speaks = step.role is Role.PROPOSER or (step.role is Role.SUPERVISOR and step.row.roles[0] is Role.PROPOSER)
    if not speaks:
        return needs
    heard = () if is_proposer(step.case, step.actor) else (act_inputs.HEARD,)
    return (*of_proposer(needs), *heard)


def _mark_reply(step: Step, wanted: tuple[Need, ...]) -> None:
    """Whose reply it is; one that says nothing and was sent all the same is marked 答复不明确 (own rule to P6)."""
    empty, case = taken_as_it_is(wanted, step.given, step.law) if wanted else [], step.case
    if empty:
        step.record(as_it_is=empty)
    if step.row.action not in REPLIES or step.law.rulebook.edition == 1:
        return
    if bool(empty) != case.indefinite:
        step.change(indefinite=bool(empty))
    if empty:
        step.record(indefinite=True)
    step.change(replied_by=case.department_id, replied_at=step.now)


def _close(step: Step, outcome: Outcome) -> None:
    for clock in statutory_clocks.open_clocks(step.case):
        held = clock.reason == "extension" and bool(step.after("pending"))  # still to be decided
        if not held and not any(op.names(clock) for op in step.clock_ops):
            statutory_clocks.end(step, clock)
    step.change(outcome=outcome, closed_at=step.now, ended_from=step.row.source)


def _flag(step: Step) -> None:
    """P9; a special case keeps its mark for good (G7)."""
    wanted, flagged = step.row.flag, step.case.flagged
    if wanted == "set" and not flagged:
        step.flag = "set"
        step.change(flagged=True)
    elif wanted == "clear" and flagged and step.after("result") != Result.SPECIAL:
        step.flag = "clear"
        step.change(flagged=False)


def _refusal(case: Case, action: Action, actor: Actor, now: datetime, law: Law, may_ever: bool) -> Refusal:
    if _rows_of(case, action, law) or not may_ever:
        return NotYours(f"您没有对工单{case.number}“{action}”的权限{_who_may(case, action, actor, now, law)}。")
    if case.state in LEADS_TO[action]:
        return AlreadyDone(_where(case, action, law))
    return NotAllowedNow(_where(case, action, law))


def _who_may(case: Case, action: Action, actor: Actor, now: datetime, law: Law) -> str:
    """The roles that may do it now, by the rows of the table; "" for what only the system does."""
    steps = [Step(case, row, actor, row.roles[0], now, law) for row in _rows_of(case, action, law)]
    holding = [step for step in steps if step.row.when is None or step.row.when.holds(step)] or steps
    may_now = [two_persons.who_may(step) for step in holding] or [row.roles for row in TABLE if row.action is action]
    names = [law.rulebook.roles[role] for roles in may_now for role in roles if role is not Role.SYSTEM]
    return f"，由{'、'.join(dict.fromkeys(names))}办理" if names else ""


def _where(case: Case, action: Action, law: Law) -> str:
    if case.state is State.CLOSED and case.outcome is not None:
        return f"工单{case.number}已办结（{law.rulebook.outcomes[case.outcome]}），不能“{action}”。"
    holder = law.rulebook.parties[case.party]
    by = "" if case.state is State.CONFIRMING else f"，由{holder}办理"
    return f"工单{case.number}目前“{case.state}”{by}，不能“{action}”。"
