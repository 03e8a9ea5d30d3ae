"""What is not a row of the table is refused: every state with every action by every role."""

from typing import get_args

import pytest

from regulation.case import SYSTEM, Actor, Pending
from regulation.decide import allowed, decide, needs_of
from regulation.refusals import NotAllowedNow, NotYours, Refusal
from regulation.states import Action, Role, State
from regulation.statutory_clocks import EXTENDABLE
from regulation.step import Condition
from regulation.transitions import TABLE, TRANSITIONS
from tests.regulation.case_run import (
    CIVIL,
    DIRECTOR,
    HANDLER,
    LAW,
    LEADER,
    MARKET,
    MARKET_OFFICER,
    OFFICER,
    OPERATOR,
    PATHS,
    PROPOSER,
    STRANGER,
    SUPERVISOR,
    CaseRun,
    moment,
)

FRIDAY = "2026-09-18 周五"
NOW = moment(FRIDAY)
ACTORS = {
    Role.PROPOSER: PROPOSER,
    Role.OPERATOR: OPERATOR,
    Role.DIRECTOR: DIRECTOR,
    Role.OFFICER: OFFICER,
    Role.HANDLER: HANDLER,
    Role.RELATED: MARKET_OFFICER,
    Role.LEADER: LEADER,
    Role.SUPERVISOR: SUPERVISOR,
    Role.ADMINISTRATOR: Actor(9, frozenset({Role.ADMINISTRATOR})),
    Role.AUDITOR: Actor(8, frozenset({Role.AUDITOR})),
    Role.SYSTEM: SYSTEM,
}


def desk_in(state: State) -> CaseRun:
    """A case in this state in which every role is held by somebody."""
    if state is State.LAPSED:
        run = CaseRun.in_state(State.SUPPLEMENTING, FRIDAY)
        run.system(Action.LAPSE, "2026-09-23 周三")
    else:
        run = CaseRun.in_state(state, FRIDAY, fusion=True)
    case = run.case
    case.handler_id, case.joint, case.related_ids = HANDLER.person_id, "approved", [MARKET]
    case.department_id = CIVIL
    return run


def test_every_state_has_a_road_and_a_way_on() -> None:
    assert {*PATHS, State.LAPSED} == set(State)
    for state in State:
        assert any(row.source is state and row.to is not state for row in TABLE)
        assert any(row.to is state and row.source is not state for row in TABLE)


def test_every_action_is_in_the_table() -> None:
    assert {row.action for row in TABLE} == set(Action)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_the_table_is_the_law(state: State, action: Action) -> None:
    run = desk_in(state)
    rows = TRANSITIONS.get((state, action), ())
    may = {role for row in rows for role in row.roles}
    for role, actor in ACTORS.items():
        if role in may:
            continue
        with pytest.raises((NotYours, NotAllowedNow)) as refused:
            decide(run.case, action, actor, NOW, LAW)
        assert run.case.number in refused.value.text
        assert action not in allowed(run.case, actor, NOW, LAW)


@pytest.mark.parametrize("state", State)
def test_a_stranger_may_nothing(state: State) -> None:
    run = desk_in(state)
    assert allowed(run.case, STRANGER, NOW, LAW) == ()
    for action in Action:
        with pytest.raises(NotYours):
            decide(run.case, action, STRANGER, NOW, LAW)


@pytest.mark.parametrize("state", State)
def test_what_is_offered_is_refused_only_for_what_was_given(state: State) -> None:
    """An offered act may ask for more, but is never barred."""
    run = desk_in(state)
    for actor in ACTORS.values():
        for action in allowed(run.case, actor, NOW, LAW):
            try:
                decide(run.case, action, actor, NOW, LAW)
            except NotAllowedNow as refusal:
                raise AssertionError(f"{action} in {state}: {refusal.text}") from refusal
            except Refusal:
                assert needs_of(run.case, action, actor, NOW, LAW)


def test_rows_of_one_act_differ_by_condition() -> None:
    for edition in (1, 2):
        for of_all in TRANSITIONS.values():
            rows = [row for row in of_all if row.applies_in(edition)]
            conditions: list[Condition | None] = [row.when for row in rows]
            assert len(rows) < 2 or None not in conditions
            assert len(set(conditions)) == len(rows)


def test_nothing_leaves_closed_but_a_recorded_reopening() -> None:
    leaving = {Action.REOPEN, Action.UNDO_WITHDRAWAL}
    assert {row.action for row in TABLE if row.source is State.CLOSED and row.to is not State.CLOSED} == leaving
    for row in TABLE:
        if row.action in leaving:
            assert "reason" in {need.field for need in row.needs if not need.optional}


def test_closing_names_its_outcome() -> None:
    for row in TABLE:
        assert (row.outcome is not None) == (row.to is State.CLOSED and row.source is not State.CLOSED)


def test_every_row_cites_a_quoted_clause() -> None:
    assert {row.clause for row in TABLE} <= set(LAW.rulebook.clauses)


def test_what_may_wait_for_approval_is_what_may_be_extended() -> None:
    """The words of `Pending` are the kinds of limits that have an extension (P4, P7)."""
    assert set(get_args(Pending)) - {""} == {kind.value for kind in EXTENDABLE.values()}
