"""办法第十五条: 区政府办公室监督与评估——a missed limit stays missed until that office records a correction."""

from typing import Any

import pytest

from regulation.case import Actor
from regulation.refusals import BadValue, Incomplete, NotAllowedNow, NotYours, Refusal
from regulation.states import Action, ClockKind, State, Verdict
from tests.regulation.case_run import (
    ADMINISTRATOR,
    DIRECTOR,
    LEADER,
    OFFICER,
    OPERATOR,
    PROPOSER,
    STRANGER,
    SUPERVISOR,
    CaseRun,
)

FRIDAY = "2026-09-18 周五"
LATER = "2026-09-21 周一"


def late_acceptance() -> CaseRun:
    run = CaseRun(FRIDAY)
    run.do(Action.ACCEPT, OPERATOR, LATER)
    return run


def correction(run: CaseRun, **other: object) -> dict[str, object]:
    clock = run.clock(ClockKind.ACCEPT)
    given = {"start_seq": clock.start_seq, "kind": clock.kind.value, "verdict": "按时", "reason": "系统故障，已核实"}
    return given | other


def test_the_supervising_office_corrects_with_a_reason() -> None:
    run = late_acceptance()
    decision = run.do(Action.CORRECT_VERDICT, SUPERVISOR, LATER, **correction(run))
    assert run.clock(ClockKind.ACCEPT).verdict is Verdict.IN_TIME
    assert (decision.data["old"], decision.data["verdict"]) == ("超期", "按时")
    assert run.case.state is State.CHECKING


@pytest.mark.parametrize("actor", [OPERATOR, DIRECTOR, OFFICER, ADMINISTRATOR, PROPOSER])
def test_nobody_else_does(actor: Actor) -> None:
    run = late_acceptance()
    assert isinstance(run.refused(Action.CORRECT_VERDICT, actor, LATER, **correction(run)), NotYours)


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        ({"reason": ""}, Incomplete),
        ({"start_seq": 99}, BadValue),
        ({"kind": "不存在"}, BadValue),
        ({"verdict": "超期"}, BadValue),
        ({"verdict": "尚可"}, BadValue),
        ({"department_id": 5}, BadValue),
    ],
)
def test_what_a_correction_names(other: dict[str, Any], kind: type[Refusal]) -> None:
    run = late_acceptance()
    assert isinstance(run.refused(Action.CORRECT_VERDICT, SUPERVISOR, LATER, **correction(run, **other)), kind)


def test_a_running_limit_has_no_verdict_to_correct() -> None:
    run = CaseRun(FRIDAY)
    refusal = run.refused(Action.CORRECT_VERDICT, SUPERVISOR, FRIDAY, **correction(run, verdict="超期"))
    assert isinstance(refusal, NotAllowedNow)


def test_after_closing_too_and_without_reopening() -> None:
    run = late_acceptance()
    run.do(Action.WITHDRAW, PROPOSER, LATER)
    run.do(Action.CORRECT_VERDICT, SUPERVISOR, LATER, **correction(run))
    assert run.case.state is State.CLOSED


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (PROPOSER, True),
        (LEADER, True),
        (SUPERVISOR, True),
        (DIRECTOR, True),
        (OPERATOR, True),
        (OFFICER, False),
        (STRANGER, False),
    ],
)
def test_who_may_urge(actor: Actor, may: bool) -> None:
    run = CaseRun.in_state(State.VERIFYING, FRIDAY)
    assert (Action.URGE in run.may(actor, FRIDAY)) is may
