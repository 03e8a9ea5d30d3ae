"""办法第十三条：区级责任部门接到公共数据异议需求的，应当通过内部协调机制完成核实并及时进行数据修正。"""

from __future__ import annotations

from regulation.states import Action, ClockKind, State
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World
from tests.regulation.case_run import CIVIL, CORRECT, HANDLER, OFFICER, REPAIR, CaseRun

FRIDAY = "2026-09-18 周五"
HANDLING = {"handler_id": HANDLER.person_id, "handler_department_id": CIVIL}


def test_coordination_inside_moves_no_limit() -> None:
    run = CaseRun.in_state(State.DISPATCHED, FRIDAY)
    due = run.due(ClockKind.REPLY)
    run.do(Action.DISPATCH, OFFICER, "2026-09-20 周日", **HANDLING)
    run.do(Action.RECEIVE, HANDLER, "2026-09-21 周一")
    assert run.due(ClockKind.REPLY) == due
    run.do(Action.REPLY_CORRECT, HANDLER, "2026-09-22 周二", **CORRECT)
    assert run.case.state is State.NOTIFYING


def test_the_repair_follows_the_verification_at_once() -> None:
    """及时: from the confirmed reply, not from the transfer (T25)."""
    run = CaseRun.in_state(State.VERIFYING, FRIDAY)
    run.do(Action.REPLY_REPAIR, OFFICER, FRIDAY, **REPAIR)
    assert run.clock(ClockKind.REPAIR).started_at == run.clock(ClockKind.REPLY).stopped_at


def test_the_colleague_has_the_same_card_for_that_ticket_alone(world: World) -> None:
    first, second = MainPath(world).until(MainPath.receive), MainPath(world).until(MainPath.receive)
    world.send_text("wang.fang", f"转派 {first} 孙丽")
    assert last_message(world, "sun.li").ticket == first
    assert "登记状态为存续" in world.send_text("sun.li", f"查询 {first}")[-1].body
    assert "查无此工单" in world.send_text("sun.li", f"查询 {second}")[-1].body
