"""规则一.4、二.5，本系统约定：预计修复时间不超过法定期限；超过的先申请延期；已承诺的不能自行推迟。"""

import pytest

from regulation.refusals import BadValue
from regulation.states import Action, State
from tests.days import day
from tests.regulation.case_run import BLAME, DONE, OFFICER, OPERATOR, PROPOSER, REPAIR, TRANSFER, CaseRun

MONDAY = (
    "2026-10-12 周一"  # a department's repair would be due on Wednesday the 21st, the platform's on Monday the 19th
)
WHY = {"reason": "底册已调出"}


@pytest.mark.parametrize(("expected", "may"), [("2026-10-21", True), ("2026-10-22", False)])
def test_a_departments_date_is_within_the_seven_days(expected: str, may: bool) -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    if may:
        run.do(Action.REPLY_REPAIR, OFFICER, MONDAY, **REPAIR, expected_on=expected)
        return
    refusal = run.refused(Action.REPLY_REPAIR, OFFICER, MONDAY, **REPAIR, expected_on=expected)
    assert isinstance(refusal, BadValue)
    assert "申请延期" in refusal.text


def test_the_platforms_date_is_within_the_five() -> None:
    run = CaseRun.in_state(State.CHECKING, MONDAY)
    assert isinstance(run.refused(Action.BLAME_PLATFORM, OPERATOR, MONDAY, **BLAME, expected_on="2026-10-20"), BadValue)
    run.do(Action.BLAME_PLATFORM, OPERATOR, MONDAY, **BLAME, expected_on="2026-10-19")


def test_orders_of_the_city_have_no_limit_to_exceed() -> None:
    run = CaseRun.city_order(MONDAY)
    run.do(Action.TRANSFER, OPERATOR, MONDAY, **TRANSFER)
    run.do(Action.REPLY_REPAIR, OFFICER, MONDAY, **REPAIR, expected_on="2026-11-30")
    assert run.case.promised_on == day("2026-11-30 周一")


def test_an_earlier_date_is_welcome_and_a_later_one_needs_an_extension() -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.REPLY_REPAIR, OFFICER, MONDAY, **REPAIR, expected_on="2026-10-16")
    decision = run.do(Action.PROMISE, OFFICER, MONDAY, **WHY, expected_on="2026-10-15")
    assert decision.data["promised_before"] == "2026-10-16"
    refusal = run.refused(Action.PROMISE, OFFICER, MONDAY, **WHY, expected_on="2026-10-16")
    assert "不能自行推迟" in refusal.text
    assert decision.clock_ops == ()


def test_a_new_round_asks_for_a_new_date() -> None:
    run = CaseRun.in_state(State.CONFIRMING, MONDAY)
    run.do(Action.REJECT, PROPOSER, MONDAY, reason="第三条仍未更正")
    assert run.case.promised_on is None
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-10-13 周二", **REPAIR, expected_on="2026-10-22")
    assert run.case.promised_on == day("2026-10-22 周四")


def test_a_broken_promise_is_not_mended_by_a_late_new_one() -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.REPLY_REPAIR, OFFICER, MONDAY, **REPAIR, expected_on="2026-10-14")
    assert run.refused(Action.PROMISE, OFFICER, "2026-10-15 周四", **WHY, expected_on="2026-10-15").text
    assert run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-15 周四", **DONE).data["promise_kept"] is False
