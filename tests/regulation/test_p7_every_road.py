"""规则二.7、办法第十二条、规则一.7，本系统约定：待批的申请，无论工单走到哪一步都有人可以决定，决定后不再待批。"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

import pytest

from regulation.case import SYSTEM, Actor
from regulation.decide import allowed, decide
from regulation.decision import apply
from regulation.refusals import Refusal
from regulation.replay import PlainCase
from regulation.states import Action, ClockKind, State
from regulation.statutory_clocks import open_clocks
from tests.regulation.case_run import (
    COLLEAGUE,
    DIRECTOR,
    LAW,
    MARKET_OFFICER,
    OFFICER,
    OPERATOR,
    PROPOSER,
    RELATED,
    SPECIAL,
    SUPERVISOR,
    CaseRun,
    moment,
)
from tests.regulation.every_input import inputs

MONDAY = "2026-08-24 周一"
DAYS = ("2026-08-25 周二", "2026-09-16 周三")  # while the limit runs, and after it has passed
PEOPLE = (PROPOSER, OPERATOR, COLLEAGUE, DIRECTOR, OFFICER, MARKET_OFFICER, SUPERVISOR, SYSTEM)
STEPS = 5  # a search of this depth reaches every state from an application
DECIDING = {
    "extension": (Action.APPROVE_EXTENSION, Action.REFUSE_EXTENSION),
    "special": (Action.APPROVE_SPECIAL, Action.REFUSE_SECOND_SPECIAL),
    "joint": (Action.APPROVE_JOINT, Action.REFUSE_JOINT),
}
BESIDE = {Action.URGE, Action.LINK, Action.TELEPHONE, Action.LETTER, Action.CORRECT_VERDICT, Action.RECOMPUTE,
          Action.CORRECT_REPLY, Action.CORRECT_NOTICE, Action.PROMISE, Action.DISPATCH, Action.EVALUATE}  # fmt: skip


def waits(case: PlainCase) -> set[str]:
    """What is pending, by the case itself."""
    pending = {"extension": bool(case.pending), "special": case.special_pending, "joint": case.joint == "requested"}
    return {name for name, so in pending.items() if so}


def timed(case: PlainCase) -> set[str]:
    """What is pending, by the limits that the centre has for it."""
    return {clock.reason for clock in open_clocks(case, ClockKind.JUDGE)}


def steps(case: PlainCase, when: str) -> Iterator[tuple[Actor, Action, PlainCase]]:
    """Every act that somebody may do, and what becomes of the case."""
    for who in PEOPLE:
        for action in allowed(case, who, moment(when), LAW):
            if action in BESIDE:
                continue
            given = inputs(case, action) | {"expected_on": moment(when).date().isoformat()}
            for also in (False, True) if action is Action.FINISH_PLATFORM_REPAIR else (False,):
                try:
                    decision = decide(case, action, who, moment(when), LAW, given | {"also_department": also})
                except Refusal:
                    continue
                after = deepcopy(case)
                apply(after, decision)
                yield who, action, after


def alike(case: PlainCase) -> tuple[object, ...]:
    """Cases that may go on in the same ways."""
    running = frozenset((clock.kind, clock.reason) for clock in open_clocks(case))
    return (
        case.state, case.outcome, case.result, case.round > 1, case.pending, case.special_pending, case.joint,
        case.ex_officio, case.to_tell, case.ended_from, case.fault_found, case.returns, case.specials, running,
        case.department_id, case.confirmed_by,
    )  # fmt: skip


def asked(what: str) -> list[CaseRun]:
    """Applications of a department, and of the centre for its own platform."""
    longer = {"ground": "regather", "days": 20, "reason": "须到基层重新采集", "expected_on": "2026-08-25"}
    platform = longer | {"ground": "volume"}
    if what == "extension":
        repairing, operators, directors = (
            CaseRun.in_state(state, MONDAY) for state in (State.REPAIRING, *[State.PLATFORM_REPAIR] * 2)
        )
        repairing.do(Action.EXTEND, OFFICER, MONDAY, **longer)
        operators.do(Action.EXTEND, OPERATOR, MONDAY, **platform)
        directors.do(Action.EXTEND, DIRECTOR, MONDAY, **platform)
        return [repairing, operators, directors]
    run = CaseRun.in_state(State.REPAIRING, MONDAY)
    if what == "joint":
        run.do(Action.REQUEST_JOINT, OFFICER, MONDAY, **RELATED)
        return [run]
    run.do(Action.REPLY_SPECIAL, OFFICER, MONDAY, **SPECIAL)
    run.do(Action.REFUSE_SPECIAL, PROPOSER, MONDAY, reason="原件仍在档案馆")
    run.do(Action.REPLY_SPECIAL, OFFICER, MONDAY, **SPECIAL)
    return [run]


@pytest.mark.parametrize("what", sorted(DECIDING))
def test_what_is_pending_is_decided_wherever_the_case_has_gone(what: str) -> None:
    """Answered, returned, fed back, withdrawn, ex officio, ended and reopened: a search over all roads."""
    front = [(run.case, 0) for run in asked(what)]
    seen, states = {alike(case) for case, _ in front}, set[State]()
    assert all(what in waits(case) for case, _ in front)
    while front:
        case, depth = front.pop(0)
        states.add(case.state)
        assert waits(case) == timed(case), f"{case.state} {case.outcome}"
        for when in DAYS:
            following = list(steps(case, when))
            decided = {action for _, action, after in following if what not in waits(after)}
            assert set(DECIDING[what]) <= decided, f"{case.state} {case.outcome}: nobody can decide on {what}"
            for _, _, after in following if depth < STEPS else ():
                if what in waits(after) and alike(after) not in seen:
                    seen.add(alike(after))
                    front.append((after, depth + 1))
    expected = {"extension": {State.NOTIFYING, State.CENTRE_CONFIRMING, State.CLOSED}, "special": {State.REPAIRING},
                "joint": {State.CONSENTING}}  # fmt: skip
    assert expected[what] <= states
