"""办法第二条: 因具体行政行为导致数据出现问题的,且已有相关法律法规或其他规定能够处理的,不在本办法适用范围。"""

import pytest

from regulation.refusals import Incomplete
from regulation.states import Action, Outcome, State
from tests.regulation.case_run import COUNTED, OPERATOR, CaseRun

FRIDAY = "2026-09-18 周五"
BOTH = {"administrative_act": True, "other_remedy": True, "rule": "《企业信息公示暂行条例》"}


def test_out_of_scope_needs_both_ticks_and_the_rules_name() -> None:
    run = CaseRun(FRIDAY)
    decision = run.do(Action.DECLINE, OPERATOR, FRIDAY, ground="out_of_scope", reason="请向登记机关申请更正", **BOTH)
    assert (run.case.state, run.case.outcome) == (State.CLOSED, Outcome.DECLINED)
    assert decision.data == {"ground": "out_of_scope", "administrative_act": True, "other_remedy": True, **COUNTED}
    assert decision.texts["rule"] == BOTH["rule"]


@pytest.mark.parametrize("missing", sorted(BOTH))
def test_one_of_the_two_alone_is_no_ground(missing: str) -> None:
    given = {name: value for name, value in BOTH.items() if name != missing}
    refusal = CaseRun(FRIDAY).refused(
        Action.DECLINE, OPERATOR, FRIDAY, ground="out_of_scope", reason="另案处理", **given
    )
    assert isinstance(refusal, Incomplete)
    assert (refusal.field, refusal.clause) == (missing, "M2")


def test_other_grounds_ask_no_ticks() -> None:
    run = CaseRun(FRIDAY)
    run.do(Action.DECLINE, OPERATOR, FRIDAY, ground="not_public_data", reason="系企业内部数据")
    assert run.case.outcome is Outcome.DECLINED
