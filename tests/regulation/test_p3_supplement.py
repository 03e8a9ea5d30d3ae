"""工作规则二.3: 通知在3个工作日内补正,并一次性告知补正内容和期限,收办时间自收到补正材料后次日重新计算。
无正当理由逾期不补正的,视为其放弃。
"""

from typing import Any

import pytest

from regulation.refusals import AlreadyDone, BadValue, Incomplete, SecondSupplement, TooEarly
from regulation.states import Action, ClockKind, Outcome, Party, Role, State, Verdict
from tests.days import day
from tests.regulation.case_run import DIRECTOR, FIRST_EDITION, ITEMS, OPERATOR, PROPOSER, STRANGER, CaseRun

FRIDAY = "2026-09-18 周五"


def asked(when: str = FRIDAY) -> CaseRun:
    return CaseRun.in_state(State.SUPPLEMENTING, when)


@pytest.mark.parametrize(
    ("told", "due"),
    [
        ("2026-02-12 周四", "2026-02-24 周二"),
        ("2026-09-18 周五", "2026-09-22 周二"),
        ("2025-09-25 周四", "2025-09-29 周一"),
        ("2024-09-12 周四", "2024-09-18 周三"),
    ],
)
def test_three_working_days_from_the_notice(told: str, due: str) -> None:
    assert asked(told).due(ClockKind.SUPPLEMENT) == day(due)


def test_asking_is_due_within_the_acceptance_limit() -> None:
    run = CaseRun(FRIDAY)
    run.do(Action.ASK_SUPPLEMENT, OPERATOR, "2026-09-21 周一", **ITEMS)
    assert run.clock(ClockKind.ACCEPT).verdict is Verdict.LATE


@pytest.mark.parametrize("given", [{}, {"items": []}])
def test_the_notice_names_what_is_missing(given: dict[str, Any]) -> None:
    refusal = CaseRun(FRIDAY).refused(Action.ASK_SUPPLEMENT, OPERATOR, FRIDAY, **given)
    assert isinstance(refusal, Incomplete)
    assert refusal.field == "items"


def test_an_item_off_the_list_may_be_written_out() -> None:
    run = CaseRun(FRIDAY)
    decision = run.do(Action.ASK_SUPPLEMENT, OPERATOR, FRIDAY, other="请说明字段含义")
    assert run.case.state is State.SUPPLEMENTING
    assert decision.texts == {"other": "请说明字段含义"}


def test_an_unknown_item_is_refused() -> None:
    assert isinstance(CaseRun(FRIDAY).refused(Action.ASK_SUPPLEMENT, OPERATOR, FRIDAY, items=["mood"]), BadValue)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-02-13 周五", "2026-02-14 周六"),
        ("2026-02-14 周六", "2026-02-24 周二"),
        ("2026-02-13 周五 22:00", "2026-02-14 周六"),
    ],
)
def test_the_acceptance_limit_starts_anew_in_full(received: str, due: str) -> None:
    """次日重新计算: the first working day strictly after receipt is the due day, not one more."""
    run = asked("2026-02-12 周四")
    run.do(Action.SUPPLEMENT, PROPOSER, received)
    assert run.case.state is State.PRESCREEN
    assert run.due(ClockKind.ACCEPT) == day(due)
    assert run.clock(ClockKind.SUPPLEMENT).verdict is Verdict.IN_TIME


def test_only_once() -> None:
    run = asked()
    run.do(Action.SUPPLEMENT, PROPOSER, FRIDAY)
    assert isinstance(run.refused(Action.ASK_SUPPLEMENT, OPERATOR, FRIDAY, **ITEMS), SecondSupplement)
    assert Action.ASK_SUPPLEMENT not in run.may(OPERATOR, FRIDAY)


def test_a_second_request_is_the_directors_recorded_deviation() -> None:
    run = asked()
    run.do(Action.SUPPLEMENT, PROPOSER, FRIDAY)
    refusal = run.refused(Action.ASK_SUPPLEMENT, DIRECTOR, FRIDAY, **ITEMS)
    assert isinstance(refusal, Incomplete)
    assert refusal.field == "deviation"
    decision = run.do(Action.ASK_SUPPLEMENT, DIRECTOR, FRIDAY, deviation="补正材料引出新的疑点", **ITEMS)
    assert decision.data["deviation"] is True
    assert (decision.role, run.case.supplement_asked) == (Role.DIRECTOR, 2)


def test_after_the_supplement_the_centre_may_decline() -> None:
    run = asked()
    run.do(Action.SUPPLEMENT, PROPOSER, FRIDAY)
    run.do(Action.DECLINE, OPERATOR, FRIDAY, ground="incomplete", reason="仍未提供数据来源")
    assert run.case.outcome is Outcome.DECLINED


def test_silence_lapses_only_after_the_limit() -> None:
    run = asked()
    with pytest.raises(TooEarly):
        run.system(Action.LAPSE, "2026-09-22 周二 23:59")
    run.system(Action.LAPSE, "2026-09-23 周三 00:00")
    assert (run.case.state, run.case.party) == (State.LAPSED, Party.CENTRE)
    assert run.clock(ClockKind.SUPPLEMENT).verdict is Verdict.LATE


def test_silence_is_not_abandonment_by_itself() -> None:
    """视为放弃 needs the centre's finding that no good reason stood in the way."""
    run = asked()
    run.system(Action.LAPSE, "2026-09-23 周三")
    assert run.case.closed_at is None
    run.do(Action.ABANDON, OPERATOR, "2026-09-23 周三", reason="提出方未说明理由")
    assert (run.case.state, run.case.outcome) == (State.CLOSED, Outcome.ABANDONED)


def test_a_provisional_day_abandons_nobody() -> None:
    run = asked("2026-12-28 周一")
    assert run.clock(ClockKind.SUPPLEMENT).provisional
    with pytest.raises(TooEarly, match="暂定"):
        run.system(Action.LAPSE, "2027-01-20 周三")


def test_a_late_supplement_awaits_the_centres_finding() -> None:
    """The same whether or not the sweep has noticed the lapse before it came."""
    for swept in (True, False):
        run = CaseRun.in_state(State.SUPPLEMENTING, FRIDAY, law=FIRST_EDITION)
        if swept:
            run.system(Action.LAPSE, "2026-09-23 周三")
        decision = run.do(Action.SUPPLEMENT, PROPOSER, "2026-09-23 周三")
        assert run.case.state is State.LAPSED
        assert decision.data["late_supplement"] is True
        assert run.clock(ClockKind.SUPPLEMENT).verdict is Verdict.LATE
        assert run.due(ClockKind.ACCEPT) == day("2026-09-24 周四")
        assert isinstance(run.refused(Action.SUPPLEMENT, PROPOSER, "2026-09-23 周三"), AlreadyDone)


def test_a_good_reason_lets_the_late_supplement_in() -> None:
    """In the first edition the acceptance limit counted from the late supplement; see test_p3_delay.py."""
    run = CaseRun.in_state(State.SUPPLEMENTING, FRIDAY, law=FIRST_EDITION)
    run.do(Action.SUPPLEMENT, PROPOSER, "2026-09-23 周三")
    run.do(Action.JUSTIFY, OPERATOR, "2026-09-24 周四", reason="提出方住院")
    assert run.case.state is State.PRESCREEN
    assert run.due(ClockKind.ACCEPT) == day("2026-09-24 周四")


def test_a_good_reason_after_the_limit_gives_a_new_one() -> None:
    run = asked()
    run.system(Action.LAPSE, "2026-09-23 周三")
    run.do(Action.JUSTIFY, OPERATOR, "2026-09-23 周三", reason="提出方住院", days=5)
    assert run.case.state is State.SUPPLEMENTING
    assert run.due(ClockKind.SUPPLEMENT) == day("2026-10-08 周四")


@pytest.mark.parametrize("given", [{"days": 6}, {"until": "2026-09-29"}])
def test_a_good_reason_before_the_limit_moves_it(given: dict[str, Any]) -> None:
    run = asked()
    run.do(Action.JUSTIFY, OPERATOR, "2026-09-21 周一", reason="提出方出差", **given)
    assert run.case.state is State.SUPPLEMENTING
    assert run.due(ClockKind.SUPPLEMENT) == day("2026-09-28 周一") if "days" in given else day("2026-09-29 周二")
    run.do(Action.SUPPLEMENT, PROPOSER, "2026-09-28 周一")
    assert run.clock(ClockKind.SUPPLEMENT).verdict is Verdict.IN_TIME


def test_an_abandoned_case_is_reopened_by_the_centre_alone() -> None:
    run = asked()
    run.system(Action.LAPSE, "2026-09-23 周三")
    run.do(Action.ABANDON, OPERATOR, "2026-09-23 周三", reason="提出方未说明理由")
    assert Action.REOPEN not in run.may(PROPOSER, "2026-09-24 周四")
    assert isinstance(run.refused(Action.REOPEN, OPERATOR, "2026-09-24 周四"), Incomplete)
    run.do(Action.REOPEN, OPERATOR, "2026-09-24 周四", reason="有正当理由")
    assert run.case.state is State.SUPPLEMENTING
    assert run.due(ClockKind.SUPPLEMENT) == day("2026-09-30 周三")


def test_a_stranger_supplements_nothing() -> None:
    assert Action.SUPPLEMENT not in asked().may(STRANGER, FRIDAY)
