"""规则二.9，本系统约定：未经确认办结的，标注为“修正未经确认”，经另一人核查后清除；确认期限只重新给一次。"""

import pytest

from regulation.case import Actor
from regulation.refusals import Incomplete, NotAllowedNow, NotYours
from regulation.states import Action, ClockKind, Outcome, State
from tests.days import day
from tests.regulation.case_run import (
    COLLEAGUE,
    CORRECT,
    OFFICER,
    OPERATOR,
    PLATFORM_DONE,
    PROPOSER,
    SPECIAL,
    SUPERVISOR,
    TO_CONFIRMING,
    TO_DISPATCHED,
    CaseRun,
)

MONDAY = "2026-10-12 周一"  # a confirmation is due on Monday the 19th
CHECKED = {"finding": "平台中记录已与更正内容一致"}
AGAIN = {"reason": "提出方刚看到通知"}


def unconfirmed() -> CaseRun:
    run = CaseRun.in_state(State.CONFIRMING, MONDAY)
    run.system(Action.LAPSE_CONFIRMATION, "2026-10-20 周二")
    return run


def test_the_flag_stays_until_somebody_checked() -> None:
    run = unconfirmed()
    assert (run.case.outcome, run.case.flagged, run.case.flag_unconfirmed) == (Outcome.UNCONFIRMED, True, True)
    assert isinstance(run.refused(Action.CLEAR_FLAG, OFFICER, "2026-10-20 周二", **CHECKED), NotYours)
    assert isinstance(run.refused(Action.CLEAR_FLAG, OPERATOR, "2026-10-20 周二"), Incomplete)
    decision = run.do(Action.CLEAR_FLAG, OPERATOR, "2026-10-21 周三", **CHECKED)
    assert (decision.flag, run.case.flagged, run.case.flag_unconfirmed) == ("clear", False, False)
    assert run.case.outcome is Outcome.UNCONFIRMED
    assert isinstance(run.refused(Action.CLEAR_FLAG, OPERATOR, "2026-10-21 周三", **CHECKED), NotAllowedNow)


def test_who_repaired_the_platform_is_not_who_checks() -> None:
    run = CaseRun.in_state(State.PLATFORM_REPAIR, MONDAY)
    run.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, MONDAY, **PLATFORM_DONE)
    run.do(Action.NOTIFY, OPERATOR, MONDAY)
    run.system(Action.LAPSE_CONFIRMATION, "2026-10-20 周二")
    assert isinstance(run.refused(Action.CLEAR_FLAG, OPERATOR, "2026-10-20 周二", **CHECKED), NotYours)
    run.do(Action.CLEAR_FLAG, COLLEAGUE, "2026-10-20 周二", **CHECKED)


def test_nor_who_repaired_it_before_the_departments_turn() -> None:
    run = CaseRun.in_state(State.PLATFORM_REPAIR, MONDAY)
    run.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, MONDAY, also_department=True, **PLATFORM_DONE)
    for action, actor, given in (TO_DISPATCHED[-1], *TO_CONFIRMING[4:]):
        run.do(action, actor, MONDAY, **given)
    run.system(Action.LAPSE_CONFIRMATION, "2026-10-20 周二")
    assert isinstance(run.refused(Action.CLEAR_FLAG, OPERATOR, "2026-10-20 周二", **CHECKED), NotYours)
    run.do(Action.CLEAR_FLAG, COLLEAGUE, "2026-10-20 周二", **CHECKED)


def test_a_special_case_keeps_its_mark_however_the_case_ends() -> None:
    """G7: ended by the supervising office after the consent, the data is no 修正未经确认."""
    run = CaseRun.in_state(State.CONFIRMING, MONDAY)
    for _ in range(3):
        run.do(Action.REJECT, PROPOSER, MONDAY, reason="登记日期仍然不对")
        run.do(Action.REPLY_CORRECT, OFFICER, MONDAY, **CORRECT)
        run.do(Action.NOTIFY, OPERATOR, MONDAY)
    run.do(Action.REJECT, PROPOSER, MONDAY, reason="登记日期仍然不对")
    run.do(Action.REPLY_SPECIAL, OFFICER, MONDAY, **SPECIAL)
    run.do(Action.CONSENT, PROPOSER, MONDAY)
    run.do(Action.END_UNACCEPTED, SUPERVISOR, MONDAY, reason="已四轮办理，提出方同意特例后仍要求修正")
    assert (run.case.flagged, run.case.flag_unconfirmed) == (True, False)


def test_data_found_right_carries_no_such_flag() -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.REPLY_CORRECT, OFFICER, MONDAY, **CORRECT)
    run.do(Action.NOTIFY, OPERATOR, MONDAY)
    run.system(Action.LAPSE_CONFIRMATION, "2026-10-20 周二")
    assert (run.case.flagged, run.case.flag_unconfirmed) == (False, False)


def test_reopened_by_the_proposer_there_are_five_days_anew() -> None:
    run = unconfirmed()
    run.do(Action.REOPEN, PROPOSER, "2026-10-21 周三", **AGAIN)
    assert (run.case.state, run.due(ClockKind.CONFIRM)) == (State.CONFIRMING, day("2026-10-28 周三"))
    assert (run.case.flagged, run.case.flag_unconfirmed) == (True, False)


def test_reopened_by_the_centre_they_begin_when_the_proposer_was_told() -> None:
    run = unconfirmed()
    run.told = False
    run.do(Action.REOPEN, OPERATOR, "2026-10-21 周三", **AGAIN)
    assert not run.runs(ClockKind.CONFIRM)
    run.system(Action.TOLD, "2026-10-22 周四")
    assert run.due(ClockKind.CONFIRM) == day("2026-10-29 周四")


@pytest.mark.parametrize("actor", [PROPOSER, OPERATOR])
def test_once(actor: Actor) -> None:
    run = unconfirmed()
    run.do(Action.REOPEN, actor, "2026-10-21 周三", **AGAIN)
    run.system(Action.LAPSE_CONFIRMATION, "2026-10-29 周四")
    for who in (PROPOSER, OPERATOR):
        assert isinstance(run.refused(Action.REOPEN, who, "2026-10-29 周四", **AGAIN), NotAllowedNow)


def test_a_flag_that_was_checked_comes_back_with_the_reopening() -> None:
    run = unconfirmed()
    run.do(Action.CLEAR_FLAG, OPERATOR, "2026-10-21 周三", **CHECKED)
    assert run.do(Action.REOPEN, PROPOSER, "2026-10-22 周四", **AGAIN).flag == "set"
