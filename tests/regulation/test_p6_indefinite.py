"""工作规则二.6: a reply without a finding is asked for again once, then marked; a refusal never passes (M10)."""

from __future__ import annotations

from typing import Any

import pytest

from regulation.case import Actor
from regulation.refusals import NotAnAnswer
from regulation.states import Action, ClockKind, State, Verdict
from tests.regulation.case_run import (
    COOPERATE,
    CORRECT,
    DECLINING,
    DONE,
    FIRST_EDITION,
    OFFICER,
    OPERATOR,
    PROPOSER,
    REPAIR,
    RETURN,
    SPECIAL,
    TO_VERIFYING,
    CaseRun,
)

FRIDAY = "2026-09-18 周五"
SOON = {"expected_on": "2026-09-25"}


def refused(run: CaseRun, action: Action, actor: Actor, **given: Any) -> NotAnAnswer:
    refusal = run.refused(action, actor, FRIDAY, **given)
    assert isinstance(refusal, NotAnAnswer)
    assert "本系统约定" in refusal.text
    return refusal


@pytest.mark.parametrize(
    ("action", "given", "field"),
    [
        (Action.REPLY_REPAIR, REPAIR | SOON, "finding"),
        (Action.REPLY_CORRECT, CORRECT, "finding"),
        (Action.REPLY_CORRECT, CORRECT, "basis"),
        (Action.REPLY_COOPERATE, COOPERATE, "finding"),
        (Action.REPLY_SPECIAL, SPECIAL, "explanation"),
    ],
)
def test_a_reply_is_asked_for_again_once_then_marked(action: Action, given: dict[str, Any], field: str) -> None:
    run, empty = CaseRun.in_state(State.VERIFYING, FRIDAY), given | {field: "还在核实"}
    refusal = refused(run, action, OFFICER, **empty)
    assert (refusal.field, refusal.clause, refusal.may_pass) == (field, "P6", True)
    assert run.runs(ClockKind.REPLY)
    decision = run.do(action, OFFICER, FRIDAY, **empty, as_it_is=[field])
    assert (decision.data["indefinite"], decision.data["as_it_is"], run.case.indefinite) == (True, [field], True)
    assert run.clock(ClockKind.REPLY).verdict is Verdict.IN_TIME


def test_each_field_is_asked_for_again_by_itself() -> None:
    run = CaseRun.in_state(State.VERIFYING, FRIDAY)
    empty = {"finding": "还在核实", "basis": "见附件"}
    assert refused(run, Action.REPLY_CORRECT, OFFICER, **empty).field == "finding"
    assert refused(run, Action.REPLY_CORRECT, OFFICER, **empty, as_it_is=["finding"]).field == "basis"


def test_a_definite_reply_is_not_marked_although_it_was_asked_for_again() -> None:
    run = CaseRun.in_state(State.VERIFYING, FRIDAY)
    decision = run.do(Action.REPLY_CORRECT, OFFICER, FRIDAY, **CORRECT, as_it_is=["finding"])
    assert "indefinite" not in decision.data
    assert not run.case.indefinite


@pytest.mark.parametrize(
    ("state", "action", "actor", "given", "field", "empty"),
    [
        (State.VERIFYING, Action.RETURN, OFFICER, RETURN, "basis", "正在核实"),
        (State.VERIFYING, Action.REPLY_COOPERATE, OFFICER, COOPERATE, "steps", "请等通知"),
        (State.VERIFYING, Action.REPLY_COOPERATE, OFFICER, COOPERATE, "way", "请配合我们"),
        (State.REPAIRING, Action.FINISH_REPAIR, OFFICER, DONE, "done", "正在处理"),
        (State.REPAIRING, Action.FINISH_REPAIR, OFFICER, DONE, "batch", "无"),
        (State.PRESCREEN, Action.DECLINE, OPERATOR, DECLINING, "reason", "无"),
        (State.PRESCREEN, Action.DECLINE, OPERATOR, DECLINING, "reason", "1111"),
    ],
)
def test_a_return_a_repair_and_a_refusal_never_pass_without_content(
    state: State, action: Action, actor: Actor, given: dict[str, Any], field: str, empty: str
) -> None:
    """M10, M11, P8, G4: steps that the proposer can do, what was done, batch or time."""
    run = CaseRun.in_state(state, FRIDAY)
    refusal = refused(run, action, actor, **given | {field: empty}, as_it_is=[field])
    assert (refusal.field, refusal.may_pass) == (field, False)


def test_what_was_done_may_be_said_in_two_characters() -> None:
    """P8."""
    run = CaseRun.in_state(State.REPAIRING, FRIDAY)
    run.do(Action.FINISH_REPAIR, OFFICER, FRIDAY, **DONE | {"done": "已改"})
    assert run.case.state is State.NOTIFYING


def test_a_proposer_who_rejects_is_asked_once_and_never_barred() -> None:
    """P9 turns on the proposer."""
    run = CaseRun.in_state(State.CONFIRMING, FRIDAY)
    assert refused(run, Action.REJECT, PROPOSER, reason="不认可").may_pass
    decision = run.do(Action.REJECT, PROPOSER, FRIDAY, reason="不认可", as_it_is=["reason"])
    assert decision.data["as_it_is"] == ["reason"]
    assert "indefinite" not in decision.data


def test_a_case_of_the_first_edition_keeps_its_own_list() -> None:
    run = CaseRun(FRIDAY, law=FIRST_EDITION)
    for action, actor, given in TO_VERIFYING:
        run.do(action, actor, FRIDAY, **given)
    refusal = run.refused(Action.REPLY_CORRECT, OFFICER, FRIDAY, **CORRECT | {"finding": "正在核实"})
    assert refusal.text == "核实结果：这不是明确答复，请写明核实的具体结果。答复期限仍在计算。"
    decision = run.do(Action.REPLY_CORRECT, OFFICER, FRIDAY, finding="还在核实", basis="无")
    assert "indefinite" not in decision.data
