"""办法第六条、第十二条，本系统约定：部门认为涉及融合数据即可申请协同；关联部门期限不晚于责任部门期限。"""

import pytest

from regulation.case import Actor
from regulation.refusals import NotYours
from regulation.states import Action, ClockKind, Party, Role, State, Verdict
from tests.days import day
from tests.regulation.case_run import (
    CIVIL,
    COOPERATE,
    CORRECT,
    DONE,
    MARKET,
    MARKET_OFFICER,
    OFFICER,
    OPERATOR,
    PROPOSER,
    RELATED,
    REPAIR,
    SPECIAL,
    TAX,
    CaseRun,
)

MONDAY = "2026-10-12 周一"  # a reply is due on Thursday the 15th, a repair on Wednesday the 21st


def requested(state: State = State.REPAIRING, when: str = MONDAY) -> CaseRun:
    run = CaseRun.in_state(state, MONDAY)
    run.do(Action.REQUEST_JOINT, OFFICER, when, **RELATED)
    return run


def test_the_departments_word_is_enough_and_the_centre_has_one_working_day() -> None:
    run = requested()
    assert not run.case.fusion
    judge = run.clock(ClockKind.JUDGE)
    assert (judge.due_on, judge.party, judge.reason) == (day("2026-10-13 周二"), Party.CENTRE, "joint")
    run.do(Action.APPROVE_JOINT, OPERATOR, "2026-10-13 周二")
    assert (judge.verdict, run.case.joint) == (Verdict.IN_TIME, "approved")


@pytest.mark.parametrize(
    ("approved", "due"),
    [
        ("2026-10-13 周二", "2026-10-20 周二"),  # the day before the lead's
        ("2026-10-19 周一", "2026-10-20 周二"),
        ("2026-10-20 周二", "2026-10-21 周三"),  # not before the working day after the approval
    ],
)
def test_a_part_ends_before_the_leads_limit_and_never_after_it(approved: str, due: str) -> None:
    run = requested()
    run.do(Action.APPROVE_JOINT, OPERATOR, approved)
    assert run.due(ClockKind.JOINT) == day(due)
    assert run.due(ClockKind.JOINT) <= run.due(ClockKind.REPAIR)


@pytest.mark.parametrize("approved", ["2026-10-21 周三", "2026-10-23 周五"])
def test_on_the_leads_last_day_or_after_it_a_part_has_no_limit(approved: str) -> None:
    run = requested()
    run.do(Action.APPROVE_JOINT, OPERATOR, approved)
    assert not run.runs(ClockKind.JOINT)
    assert Action.FINISH_RELATED not in run.may(MARKET_OFFICER, approved)


def test_one_part_for_each_phase() -> None:
    run = requested(State.VERIFYING)
    run.do(Action.APPROVE_JOINT, OPERATOR, MONDAY)
    assert run.due(ClockKind.JOINT) == day("2026-10-14 周三")
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-10-14 周三", **REPAIR)
    assert run.due(ClockKind.JOINT) == day("2026-10-22 周四")  # the repair is due on the 23rd


def test_when_the_lead_goes_on_with_what_is_left_the_parts_are_inside_it() -> None:
    run = requested()
    run.do(Action.APPROVE_JOINT, OPERATOR, MONDAY)
    run.do(Action.REPLY_SPECIAL, OFFICER, "2026-10-15 周四", **SPECIAL)
    assert not run.runs(ClockKind.JOINT)
    run.do(Action.REFUSE_SPECIAL, PROPOSER, "2026-10-19 周一", reason="有底册可查")
    assert run.due(ClockKind.REPAIR) == day("2026-10-23 周五")
    assert run.due(ClockKind.JOINT) == day("2026-10-22 周四")


def test_a_request_outlives_the_proposers_turn_and_lapses_with_the_phase() -> None:
    run = requested(State.VERIFYING)
    run.do(Action.REPLY_COOPERATE, OFFICER, MONDAY, **COOPERATE)
    run.do(Action.APPROVE_JOINT, OPERATOR, MONDAY)
    assert run.case.joint == "approved"
    run = requested(State.VERIFYING)
    run.do(Action.REPLY_CORRECT, OFFICER, "2026-10-14 周三", **CORRECT)
    assert (run.case.joint, run.clock(ClockKind.JUDGE).verdict) == ("", Verdict.LATE)


def test_nobody_approves_their_own_departments_request() -> None:
    both = Actor(90, frozenset({Role.OPERATOR, Role.OFFICER}), CIVIL)
    assert isinstance(requested().refused(Action.APPROVE_JOINT, both, MONDAY), NotYours)


MORE = {"reason": "平台中没有查到所报批次，答复也未写明登记状态"}
NOTHING_SAID = {"finding": "正在核实", "as_it_is": ["finding"]}  # sent all the same: marked 答复不明确


def parts(run: CaseRun) -> list[tuple[int | None, str, Verdict | None]]:
    return [
        (one.department_id, one.due_on.isoformat(), one.verdict)
        for one in run.case.clocks
        if one.kind is ClockKind.JOINT
    ]


def test_parts_run_on_when_a_feedback_is_returned_except_what_was_finished() -> None:
    """M12，本系统约定（第6点）：每个阶段一次；已完成的不再重来，未完成的随责任部门期限继续。"""
    run = requested()
    run.do(Action.APPROVE_JOINT, OPERATOR, MONDAY)
    run.do(Action.FINISH_RELATED, MARKET_OFFICER, "2026-10-13 周二", done="已核对并更正本部门数据")
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-14 周三", **DONE)
    assert parts(run) == [(MARKET, "2026-10-20", Verdict.IN_TIME), (TAX, "2026-10-20", Verdict.VOID)]
    run.do(Action.RETURN_FEEDBACK, OPERATOR, "2026-10-15 周四", **MORE)
    assert parts(run) == [(MARKET, "2026-10-20", Verdict.IN_TIME), (TAX, "2026-10-20", None)]


def test_parts_run_on_when_a_reply_is_returned() -> None:
    run = requested(State.VERIFYING)
    run.do(Action.APPROVE_JOINT, OPERATOR, MONDAY)
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-10-13 周二", **REPAIR | NOTHING_SAID)
    run.do(Action.RETURN_REPLY, OPERATOR, "2026-10-14 周三", **MORE)
    assert [due for _, due, verdict in parts(run) if verdict is None] == ["2026-10-14"] * 2
    assert sum(verdict is Verdict.VOID for _, _, verdict in parts(run)) == 2  # the repair's, which fell away


@pytest.mark.parametrize(
    ("replied", "returned", "due"),
    [
        ("2026-10-14 周三", "2026-10-15 周四", "2026-10-15"),  # never after the lead's
        ("2026-10-14 周三", "2026-10-14 周三", "2026-10-14"),
    ],
)
def test_a_part_that_passed_meanwhile_never_ends_after_the_leads_limit(replied: str, returned: str, due: str) -> None:
    run = requested(State.VERIFYING)
    run.do(Action.APPROVE_JOINT, OPERATOR, MONDAY)  # the parts are due on the 14th, the reply on the 15th
    run.do(Action.REPLY_CORRECT, OFFICER, replied, **CORRECT | NOTHING_SAID)
    run.do(Action.RETURN_REPLY, OPERATOR, returned, **MORE)
    assert parts(run) == [(MARKET, due, None), (TAX, due, None)]
    assert run.due(ClockKind.REPLY) == day("2026-10-15 周四")


def test_approved_after_the_reply_that_goes_back_each_has_a_part_in_that_phase() -> None:
    run = requested(State.VERIFYING)
    run.do(Action.REPLY_REPAIR, OFFICER, MONDAY, **REPAIR | NOTHING_SAID)
    run.do(Action.APPROVE_JOINT, OPERATOR, "2026-10-13 周二")
    run.do(Action.RETURN_REPLY, OPERATOR, "2026-10-13 周二 11:00", **MORE)
    assert [due for _, due, verdict in parts(run) if verdict is None] == ["2026-10-14"] * 2


def test_parts_run_on_when_a_withdrawal_is_undone_on_the_same_day() -> None:
    run = requested(State.VERIFYING)
    run.do(Action.APPROVE_JOINT, OPERATOR, MONDAY)
    run.do(Action.WITHDRAW, PROPOSER, "2026-10-13 周二")
    assert not run.runs(ClockKind.JOINT)
    run.do(Action.UNDO_WITHDRAWAL, OPERATOR, "2026-10-13 周二 11:00", reason="提出方来电说明系误操作")
    assert parts(run) == [(MARKET, "2026-10-14", None), (TAX, "2026-10-14", None)]
