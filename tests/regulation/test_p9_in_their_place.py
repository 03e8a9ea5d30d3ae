"""规则二.7、二.9，本系统约定：没有其他人员的，由区政府办公室批准、裁定、确认，或者登记提出方的意见；有其他人员的，不代为办理。"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from regulation.case import Actor
from regulation.law import Law
from regulation.refusals import Incomplete, NotAllowedNow, NotYours
from regulation.states import Action, Outcome, Role, State
from tests.regulation.case_run import (
    BLAME,
    CIVIL,
    COLLEAGUE,
    DIRECTOR,
    LAW,
    OFFICER,
    OPERATOR,
    PLATFORM_DONE,
    PROPOSER,
    RELATED,
    SPECIAL,
    SUPERVISOR,
    TO_CONFIRMING,
    TRANSFER,
    CaseRun,
)

MONDAY = "2026-10-12 周一"
LONGER = {"days": 20, "reason": "须到基层重新采集"}
HEARD, WHY = {"heard": "2026-10-12来电"}, {"reason": "按规定程序审核后决定"}
OF_DEPARTMENT = Actor(60, frozenset({Role.OPERATOR}), CIVIL)  # an operator of the department that asks


def with_centre(*people: Actor) -> Law:
    return replace(LAW, centre=lambda: people)


def judging(action: Action) -> CaseRun:
    """A case in which this is to be decided."""
    run = CaseRun.in_state(State.DISPATCHED if action is Action.RULE else State.REPAIRING, MONDAY)
    match action:
        case Action.APPROVE_JOINT | Action.REFUSE_JOINT:
            run.do(Action.REQUEST_JOINT, OFFICER, MONDAY, **RELATED)
        case Action.APPROVE_SPECIAL | Action.REFUSE_SECOND_SPECIAL:
            run.do(Action.REPLY_SPECIAL, OFFICER, MONDAY, **SPECIAL)
            run.do(Action.REFUSE_SPECIAL, PROPOSER, MONDAY, reason="原件仍在档案馆")
            run.do(Action.REPLY_SPECIAL, OFFICER, MONDAY, **SPECIAL)
        case Action.RULE:
            run.do(Action.REPLY_PLATFORM, OFFICER, MONDAY, finding="源数据与档案一致", basis="业务系统截图与档案扫描件")
        case _:
            run.do(Action.EXTEND, OFFICER, MONDAY, ground="regather", **LONGER)
    return run


JUDGING = [
    Action.APPROVE_EXTENSION, Action.REFUSE_EXTENSION, Action.APPROVE_SPECIAL, Action.REFUSE_SECOND_SPECIAL,
    Action.APPROVE_JOINT, Action.REFUSE_JOINT, Action.RULE,
]  # fmt: skip


@pytest.mark.parametrize("action", JUDGING)
def test_it_judges_only_where_nobody_else_of_the_centre_may(action: Action) -> None:
    run = judging(action)
    run.law = with_centre(OPERATOR, OF_DEPARTMENT)
    assert isinstance(run.refused(action, SUPERVISOR, MONDAY, **WHY | TRANSFER), NotYours)
    run.law = with_centre(OF_DEPARTMENT)  # who may not decide on their own department's request
    assert isinstance(run.refused(action, OF_DEPARTMENT, MONDAY, **WHY | TRANSFER), NotYours)
    run.do(action, SUPERVISOR, MONDAY, **WHY | TRANSFER)


@pytest.mark.parametrize(
    ("asker", "centre", "may"),
    [
        (OPERATOR, (OPERATOR, DIRECTOR), False),  # the director judges what an operator asks for
        (OPERATOR, (OPERATOR, COLLEAGUE), True),  # an operator does not
        (DIRECTOR, (OPERATOR, DIRECTOR), True),  # a director's own request
    ],
)
def test_the_platforms_own_extension(asker: Actor, centre: tuple[Actor, ...], may: bool) -> None:
    run = CaseRun.in_state(State.PLATFORM_REPAIR, MONDAY)
    run.do(Action.EXTEND, asker, MONDAY, ground="volume", **LONGER)
    run.law = with_centre(*centre)
    assert (Action.APPROVE_EXTENSION in run.may(SUPERVISOR, MONDAY)) is may
    assert Action.APPROVE_EXTENSION not in run.may(OPERATOR, MONDAY)


@pytest.mark.parametrize(("centre", "may"), [((OPERATOR, DIRECTOR, COLLEAGUE), False), ((OPERATOR, DIRECTOR), True)])
def test_ex_officio_it_is_the_second_only_where_the_centre_has_nobody_left(
    centre: tuple[Actor, ...], may: bool
) -> None:
    """A director counts as the second operator; who repaired the platform does not."""
    run = CaseRun.in_state(State.CHECKING, MONDAY)
    run.do(Action.BLAME_PLATFORM, OPERATOR, MONDAY, **BLAME)
    run.do(Action.WITHDRAW, PROPOSER, MONDAY)
    run.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, MONDAY, **PLATFORM_DONE)
    run.law = with_centre(*centre)
    assert Action.CONFIRM_BY_CENTRE not in run.may(SUPERVISOR, MONDAY)
    run.do(Action.CONFIRM_BY_CENTRE, DIRECTOR, MONDAY, finding="平台中记录已与更正内容一致")
    assert (Action.CONFIRM_BY_CENTRE in run.may(SUPERVISOR, MONDAY)) is may


def recorded(state: State) -> CaseRun:
    run = CaseRun.recorded(MONDAY, MONDAY)
    special = (Action.REPLY_SPECIAL, OFFICER, SPECIAL)
    steps = [*TO_CONFIRMING[:4], special] if state is State.CONSENTING else TO_CONFIRMING
    for action, actor, given in steps:
        run.do(action, actor, MONDAY, **given)
    return run


WORDS: list[tuple[State, Action, dict[str, Any]]] = [
    (State.CONFIRMING, Action.CONFIRM, {}),
    (State.CONFIRMING, Action.REJECT, {"reason": "登记日期仍然不对"}),
    (State.CONFIRMING, Action.WITHDRAW, {}),
    (State.CONSENTING, Action.CONSENT, {}),
    (State.CONSENTING, Action.REFUSE_SPECIAL, {"reason": "原件仍在档案馆"}),
]


@pytest.mark.parametrize(("state", "action", "given"), WORDS)
def test_the_word_of_who_has_no_account(state: State, action: Action, given: dict[str, Any]) -> None:
    """A second operator records it; where there is only one, the supervising office, with how it was heard."""
    run = recorded(state)
    run.law = with_centre(OPERATOR, COLLEAGUE)
    assert isinstance(run.refused(action, OPERATOR, MONDAY, **HEARD, **given), NotYours)
    assert action in run.may(COLLEAGUE, MONDAY)
    assert isinstance(run.refused(action, SUPERVISOR, MONDAY, **HEARD, **given), NotYours)
    run.law = with_centre(OPERATOR)
    assert isinstance(run.refused(action, SUPERVISOR, MONDAY, **given), Incomplete)  # how it was heard
    run.do(action, SUPERVISOR, MONDAY, **HEARD, **given)


def test_and_their_evaluation() -> None:
    run = recorded(State.CONFIRMING)
    run.law = with_centre(OPERATOR)
    run.do(Action.CONFIRM, SUPERVISOR, MONDAY, **HEARD)
    assert isinstance(run.refused(Action.EVALUATE, OPERATOR, MONDAY, score=5, **HEARD), NotYours)
    run.do(Action.EVALUATE, SUPERVISOR, MONDAY, score=5, **HEARD)
    assert run.case.outcome is Outcome.CONFIRMED


@pytest.mark.parametrize(("state", "action", "given"), WORDS)
def test_nobody_speaks_for_who_has_an_account(state: State, action: Action, given: dict[str, Any]) -> None:
    run = CaseRun.in_state(state, MONDAY)
    assert isinstance(run.refused(action, SUPERVISOR, MONDAY, **HEARD, **given), NotYours | NotAllowedNow)


def test_a_ruling_is_the_centres_while_anybody_there_may() -> None:
    run = CaseRun.in_state(State.RULING, MONDAY)
    run.law = with_centre(OPERATOR, DIRECTOR)
    for action in (Action.RULE, Action.BLAME_PLATFORM, Action.HAND_TO_CITY):
        assert action not in run.may(SUPERVISOR, MONDAY)
        assert action in run.may(DIRECTOR, MONDAY)
