"""办法第六条：及时核实与处理自然人、法人或非法人组织向本单位提出的公共数据异议，
并对区大数据中心派发的工单及时接收、分派和进行处理结果反馈；关联部门应当在规定时限内完成相关源数据的核实、修正工作。
"""

from regulation.states import Action, ClockKind, State
from tests.bot.test_on_behalf import recorded
from tests.bot.world import World
from tests.regulation.case_run import MARKET_OFFICER, OFFICER, OPERATOR, RELATED, TAX_OFFICER, CaseRun
from tests.scheduler.rig import OFFICER_A, OFFICER_B, PROPOSER, Rig

FRIDAY = "2026-09-18 周五"


def test_what_a_department_is_told_directly_it_records(world: World) -> None:
    """T03: the person need have no account; the centre prescreens it like any other."""
    number = recorded(world, "wang.fang", "今天 9:00", "姓名 钱进，单位 某街道，电话 021-62345678")
    ticket = world.ticket(number)
    assert (ticket.state, ticket.filed_by) == (State.PRESCREEN, world.person_id("wang.fang"))
    assert ticket.on_behalf
    assert number in f"{world.received['li.na']}"


def test_recording_it_opens_nothing_more_to_the_department(world: World) -> None:
    """Who wrote it down has no part in it before it is transferred to them."""
    number = recorded(world, "wang.fang", "今天 9:00", "姓名 钱进，单位 某街道，电话 021-62345678")
    assert "查无此工单" in world.send_text("wang.fang", f"查询 {number}")[-1].body


def test_a_task_nobody_takes_reaches_the_second_officer(rig: Rig) -> None:
    """T23: a task that is not received stops no limit; it is escalated (M7)."""
    number = rig.filed()
    rig.advance(number, Action.TRANSFER)
    due = rig.clock_of(number).due_on
    rig.clear_messages()
    rig.at("2026-09-16 周三 16:00")
    rig.run()
    assert rig.platform.to(OFFICER_B, number)
    assert rig.clock_of(number).due_on == due
    assert not rig.platform.to(PROPOSER, number)


def test_received_answered_or_returned_by_its_own_officers_alone() -> None:
    run = CaseRun.in_state(State.DISPATCHED, FRIDAY)
    assert {Action.RECEIVE, Action.DISPATCH, Action.RETURN} <= set(run.may(OFFICER, FRIDAY))
    assert run.may(MARKET_OFFICER, FRIDAY) == ()
    assert OFFICER_A != OFFICER_B


def test_related_departments_work_within_the_leads_limit() -> None:
    """T37: 规定时限内 is the lead's own limit, joint handling gives nobody a day."""
    run = CaseRun.in_state(State.REPAIRING, FRIDAY, fusion=True)
    before = run.due(ClockKind.REPAIR)
    run.do(Action.REQUEST_JOINT, OFFICER, FRIDAY, **RELATED)
    run.do(Action.APPROVE_JOINT, OPERATOR, FRIDAY)
    parts = [clock for clock in run.case.clocks if clock.kind is ClockKind.JOINT]
    assert run.due(ClockKind.REPAIR) == before
    assert all(part.due_on < before for part in parts)
    assert Action.FINISH_RELATED in run.may(TAX_OFFICER, FRIDAY)
