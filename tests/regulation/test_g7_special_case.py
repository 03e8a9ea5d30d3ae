"""工作规则一.7: 因历史原因无法核实修正的数据,由数据责任方出具相关说明,经异议提出方认可后,可做为特例数据不做处理。"""

import pytest

from regulation.case import Actor
from regulation.refusals import Incomplete, NotAllowedNow, NotYours
from regulation.states import Action, ClockKind, Outcome, Party, Result, State, Verdict
from tests.days import day
from tests.regulation.desk import DIRECTOR, OFFICER, OPERATOR, PROPOSER, REPAIR, SPECIAL, Desk

FRIDAY = "2026-09-18 周五"


def asking(when: str = FRIDAY) -> Desk:
    return Desk.in_state(State.CONSENTING, when)


@pytest.mark.parametrize("field", sorted(SPECIAL))
def test_cause_and_written_explanation(field: str) -> None:
    desk = Desk.in_state(State.VERIFYING, FRIDAY)
    refusal = desk.refused(Action.REPLY_SPECIAL, OFFICER, FRIDAY, **{k: v for k, v in SPECIAL.items() if k != field})
    assert isinstance(refusal, Incomplete)
    assert refusal.field == field


@pytest.mark.parametrize("actor", [OPERATOR, DIRECTOR, OFFICER])
def test_only_the_proposer_consents(actor: Actor) -> None:
    assert isinstance(asking().refused(Action.CONSENT, actor, FRIDAY), NotYours)


def test_with_consent_it_ends_unrepaired_and_marked_for_good() -> None:
    desk = asking()
    assert desk.case.party is Party.PROPOSER
    assert desk.do(Action.CONSENT, PROPOSER, "2026-09-21 周一").flag == "set"
    assert (desk.case.state, desk.case.result) == (State.NOTIFYING, Result.SPECIAL)
    assert desk.due(ClockKind.NOTICE) == day("2026-09-22 周二")
    assert desk.do(Action.NOTIFY, OPERATOR, "2026-09-21 周一").flag == ""
    assert (desk.case.state, desk.case.outcome) == (State.CLOSED, Outcome.SPECIAL)
    assert desk.case.flagged


def test_refused_it_returns_to_the_repair() -> None:
    desk = asking()
    desk.do(Action.REFUSE_SPECIAL, PROPOSER, "2026-09-30 周三", reason="档案馆有底册可查")
    assert desk.case.state is State.REPAIRING
    assert desk.case.flagged
    assert desk.due(ClockKind.REPAIR) == day("2026-10-15 周四")


def test_it_may_turn_out_during_the_repair() -> None:
    desk = Desk.in_state(State.REPAIRING, FRIDAY)
    desk.do(Action.REPLY_SPECIAL, OFFICER, "2026-09-30 周三", **SPECIAL)
    assert desk.clock(ClockKind.REPAIR).verdict is Verdict.LATE
    assert desk.case.state is State.CONSENTING


def test_the_department_may_turn_back_to_repairing() -> None:
    desk = asking()
    desk.do(Action.REPLY_REPAIR, OFFICER, "2026-09-21 周一", **REPAIR)
    assert desk.due(ClockKind.REPAIR) == day("2026-10-08 周四")


def test_a_special_case_is_never_up_for_confirmation() -> None:
    desk = asking()
    desk.do(Action.CONSENT, PROPOSER, FRIDAY)
    desk.system(Action.NOTIFY, FRIDAY)
    assert isinstance(desk.refused(Action.CONFIRM, PROPOSER, FRIDAY), NotAllowedNow)
    desk.do(Action.EVALUATE, PROPOSER, FRIDAY, score=4)
