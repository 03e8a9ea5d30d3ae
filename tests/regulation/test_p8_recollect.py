"""工作规则二.8：数据责任方对问题数据修正后，应重新归集，并反馈区大数据中心。"""

from __future__ import annotations

import pytest

from regulation.refusals import Refusal
from regulation.states import Action, ClockKind, Party, Result, State
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World
from tests.regulation.case_run import BLAME, DONE, OFFICER, OPERATOR, PLATFORM_DONE, CaseRun

FRIDAY = "2026-09-18 周五"


@pytest.mark.parametrize(
    ("field", "value"),
    [("recollected", False), ("recollected", None), ("batch", ""), ("done", "")],
)
def test_repaired_is_not_done(field: str, value: object) -> None:
    """T27: two ticks, and the batch or the time of the re-collection."""
    run = CaseRun.in_state(State.REPAIRING, FRIDAY)
    refusal = run.refused(Action.FINISH_REPAIR, OFFICER, FRIDAY, **DONE | {field: value})
    assert isinstance(refusal, Refusal)
    assert run.runs(ClockKind.REPAIR)


def test_the_limit_ends_with_the_feedback_and_the_centres_begins() -> None:
    run = CaseRun.in_state(State.REPAIRING, FRIDAY)
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-09-22 周二", **DONE)
    assert (run.case.state, run.case.party, run.case.result) == (State.NOTIFYING, Party.CENTRE, Result.REPAIRED)
    assert run.clock(ClockKind.REPAIR).stopped_at == run.clock(ClockKind.NOTICE).started_at


def test_the_platforms_own_repair_is_gathered_again_too() -> None:
    run = CaseRun.in_state(State.CHECKING, FRIDAY)
    run.do(Action.BLAME_PLATFORM, OPERATOR, FRIDAY, **BLAME)
    run.refused(Action.FINISH_PLATFORM_REPAIR, OPERATOR, FRIDAY, **PLATFORM_DONE | {"recollected": False})


def test_a_no_is_told_what_comes_first(world: World) -> None:
    number = MainPath(world).until(MainPath.reply)
    world.send_text("wang.fang", f"完成修正 {number} 已在业务系统更正")
    answer = world.choose_option("wang.fang", "否")[-1]
    assert "请先重新归集" in answer.body
    assert world.ticket(number).state is State.REPAIRING
