"""办法第十条: 不予收办的，应当一并说明理由; each ground needs its facts, and a duplicate is linked (own rules)."""

from __future__ import annotations

from regulation.act_inputs import GROUND
from regulation.need_parsers import offered
from regulation.refusals import BadValue
from regulation.states import Action, Outcome, State
from tests.regulation.case_run import FIRST_EDITION, ITEMS, OPERATOR, PROPOSER, CaseRun

FRIDAY = "2026-09-18 周五"
INCOMPLETE = {"ground": "incomplete", "reason": "仍缺注销通知书"}


def test_incomplete_is_a_ground_only_after_a_supplement_was_asked_for() -> None:
    """P3: 应当通知异议提出主体补正."""
    run = CaseRun(FRIDAY)
    assert "incomplete" not in offered(GROUND, run.law, run.case)
    refusal = run.refused(Action.DECLINE, OPERATOR, FRIDAY, **INCOMPLETE)
    assert isinstance(refusal, BadValue)
    assert (refusal.field, refusal.clause) == ("ground", "P3")
    assert "要求补正" in refusal.text
    run.do(Action.ASK_SUPPLEMENT, OPERATOR, FRIDAY, **ITEMS)
    run.do(Action.SUPPLEMENT, PROPOSER, FRIDAY)
    assert "incomplete" in offered(GROUND, run.law, run.case)
    run.do(Action.DECLINE, OPERATOR, FRIDAY, **INCOMPLETE)
    assert (run.case.state, run.case.outcome) == (State.CLOSED, Outcome.DECLINED)


def test_a_duplicate_is_no_ground() -> None:
    """The own rule: linked to the first case, each timed, told and confirmed by itself."""
    run = CaseRun(FRIDAY)
    refusal = run.refused(Action.DECLINE, OPERATOR, FRIDAY, ground="duplicate", reason="与在办工单反映同一问题")
    assert isinstance(refusal, BadValue)
    assert refusal.field == "ground"


def test_a_case_of_the_first_edition_keeps_its_grounds() -> None:
    for ground in ("incomplete", "duplicate"):
        run = CaseRun(FRIDAY, law=FIRST_EDITION)
        run.do(Action.DECLINE, OPERATOR, FRIDAY, ground=ground, reason="无")
        assert run.case.outcome is Outcome.DECLINED
