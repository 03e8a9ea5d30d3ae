"""工作规则二.5：数据责任方在收到数据核实需求后，应安排相关部门对数据问题进行核实，及时答复，并明确数据修复时间。"""

from __future__ import annotations

import pytest

from regulation.refusals import BadValue, Incomplete, Refusal
from regulation.states import Action, ClockKind, State, Verdict
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World
from tests.days import day
from tests.regulation.case_run import DONE, OFFICER, REPAIR, CaseRun

FRIDAY = "2026-09-18 周五"


@pytest.mark.parametrize(("promised", "kind"), [("", Incomplete), ("2026-09-17", BadValue), ("soon", BadValue)])
def test_no_reply_to_repair_without_a_day_to_come(promised: str, kind: type[Refusal]) -> None:
    run = CaseRun.in_state(State.VERIFYING, FRIDAY)
    refusal = run.refused(Action.REPLY_REPAIR, OFFICER, FRIDAY, **REPAIR | {"expected_on": promised})
    assert isinstance(refusal, kind)
    assert run.runs(ClockKind.REPLY)


@pytest.mark.parametrize(("finished", "kept"), [("2026-09-25 周五", True), ("2026-09-28 周一", False)])
def test_the_promise_is_a_figure_of_its_own(finished: str, kept: bool) -> None:
    """T26: late by promise is not late by law, which has seven working days."""
    run = CaseRun.in_state(State.VERIFYING, FRIDAY)
    run.do(Action.REPLY_REPAIR, OFFICER, FRIDAY, **REPAIR | {"expected_on": "2026-09-25"})
    assert (run.case.promised_on, run.due(ClockKind.REPAIR)) == (day("2026-09-25 周五"), day("2026-09-29 周二"))
    decision = run.do(Action.FINISH_REPAIR, OFFICER, finished, **DONE)
    assert decision.data["promise_kept"] is kept
    assert run.clock(ClockKind.REPAIR).verdict is Verdict.IN_TIME


def test_the_card_says_both_dates_and_that_the_limit_began(world: World) -> None:
    """T25: who answers early starts the repair early, and reads so."""
    number = MainPath(world).until(MainPath.receive)
    card = world.send_text("wang.fang", f"答复需修正 {number} 9月21日 经核实属实，登记状态未更新")[-1]
    assert "预计2026-09-21 周一修正" in card.body
    assert "自确认答复起算" in card.body
