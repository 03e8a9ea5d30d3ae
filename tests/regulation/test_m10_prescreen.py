"""办法第十条：应当对异议内容和相关佐证材料进行预审，并出具是否收办意见。不予收办的，应当一并说明理由。"""

from __future__ import annotations

import pytest

from regulation.refusals import Incomplete
from regulation.states import Action, ClockKind, Outcome, State, Verdict
from tests.bot.acts.last_message import last_message
from tests.bot.filing import filed
from tests.bot.world import World
from tests.regulation.case_run import DECLINING, LAW, OPERATOR, PROPOSER, CaseRun

FRIDAY = "2026-09-18 周五"


@pytest.mark.parametrize("reason", ["", "   "])
def test_no_refusal_without_its_reason(reason: str) -> None:
    """T46."""
    refusal = CaseRun(FRIDAY).refused(Action.DECLINE, OPERATOR, FRIDAY, ground="not_public_data", reason=reason)
    assert isinstance(refusal, Incomplete)


def test_a_refusal_is_due_like_an_acceptance() -> None:
    """T46: within the one working day; a late one is late."""
    run = CaseRun(FRIDAY)
    run.do(Action.DECLINE, OPERATOR, "2026-09-21 周一", **DECLINING)
    assert (run.case.outcome, run.clock(ClockKind.ACCEPT).verdict) == (Outcome.DECLINED, Verdict.LATE)


def test_the_proposer_reads_ground_and_reason(world: World) -> None:
    number = filed(world)
    world.send_text("li.na", f"不予收办 {number}")
    world.choose_option("li.na", "不属于公共数据")
    world.send_text("li.na", "所涉数据为企业内部台账")
    notice = last_message(world, "zhang.wei")
    assert notice.title == "您的异议不予收办"
    assert "所涉数据不属于公共数据" in notice.body
    assert "所涉数据为企业内部台账" in notice.body


def test_whoever_prescreens_reads_content_and_evidence(world: World) -> None:
    number = filed(world)
    card = world.send_text("li.na", f"查询 {number}")[-1]
    for words in ("登记状态为存续", "应为注销", "在办理补贴发放时发现"):
        assert words in card.body


@pytest.mark.parametrize("ground", LAW.rulebook.decline_grounds)
def test_every_ground_cites_its_clause(ground: str) -> None:
    assert LAW.rulebook.decline_grounds[ground].clause in {*LAW.rulebook.clauses, "M9"}


def test_an_opinion_is_given_once() -> None:
    run = CaseRun(FRIDAY)
    run.do(Action.ACCEPT, OPERATOR, FRIDAY)
    assert run.case.state is State.CHECKING
    for action in (Action.ACCEPT, Action.DECLINE, Action.ASK_SUPPLEMENT):
        assert action not in run.may(OPERATOR, FRIDAY)
    assert run.may(PROPOSER, FRIDAY) == (Action.WITHDRAW, Action.URGE)
