"""工作规则一.7: 因历史原因无法核实修正的数据,由数据责任方出具相关说明,经异议提出方认可后,可做为特例数据不做处理。"""

import pytest

from regulation.case import Actor
from regulation.refusals import Incomplete, NotAllowedNow, NotYours
from regulation.states import Action, ClockKind, Outcome, Party, Result, State, Verdict
from tests.days import day
from tests.regulation.case_run import DIRECTOR, OFFICER, OPERATOR, PROPOSER, REPAIR, SPECIAL, CaseRun

FRIDAY = "2026-09-18 周五"


def asking(when: str = FRIDAY) -> CaseRun:
    return CaseRun.in_state(State.CONSENTING, when)


@pytest.mark.parametrize("field", sorted(SPECIAL))
def test_cause_and_written_explanation(field: str) -> None:
    run = CaseRun.in_state(State.VERIFYING, FRIDAY)
    refusal = run.refused(Action.REPLY_SPECIAL, OFFICER, FRIDAY, **{k: v for k, v in SPECIAL.items() if k != field})
    assert isinstance(refusal, Incomplete)
    assert refusal.field == field


@pytest.mark.parametrize("actor", [OPERATOR, DIRECTOR, OFFICER])
def test_only_the_proposer_consents(actor: Actor) -> None:
    assert isinstance(asking().refused(Action.CONSENT, actor, FRIDAY), NotYours)


def test_with_consent_it_ends_unrepaired_and_marked_for_good() -> None:
    run = asking()
    assert run.case.party is Party.PROPOSER
    assert run.do(Action.CONSENT, PROPOSER, "2026-09-21 周一").flag == "set"
    assert (run.case.state, run.case.result) == (State.NOTIFYING, Result.SPECIAL)
    assert run.due(ClockKind.NOTICE) == day("2026-09-22 周二")
    assert run.do(Action.NOTIFY, OPERATOR, "2026-09-21 周一").flag == ""
    assert (run.case.state, run.case.outcome) == (State.CLOSED, Outcome.SPECIAL)
    assert run.case.flagged


def test_refused_it_returns_to_the_repair() -> None:
    run = asking()
    run.do(Action.REFUSE_SPECIAL, PROPOSER, "2026-09-30 周三", reason="档案馆有底册可查")
    assert run.case.state is State.REPAIRING
    assert run.case.flagged
    assert run.due(ClockKind.REPAIR) == day("2026-10-15 周四")


def test_it_may_turn_out_during_the_repair() -> None:
    run = CaseRun.in_state(State.REPAIRING, FRIDAY)
    run.do(Action.REPLY_SPECIAL, OFFICER, "2026-09-30 周三", **SPECIAL)
    assert run.clock(ClockKind.REPAIR).verdict is Verdict.LATE
    assert run.case.state is State.CONSENTING


def test_the_department_may_turn_back_to_repairing() -> None:
    run = asking()
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-09-21 周一", **REPAIR)
    assert run.due(ClockKind.REPAIR) == day("2026-10-08 周四")


def test_a_special_case_is_never_up_for_confirmation() -> None:
    run = asking()
    run.do(Action.CONSENT, PROPOSER, FRIDAY)
    run.system(Action.NOTIFY, FRIDAY)
    assert isinstance(run.refused(Action.CONFIRM, PROPOSER, FRIDAY), NotAllowedNow)
    run.do(Action.EVALUATE, PROPOSER, FRIDAY, score=4)
