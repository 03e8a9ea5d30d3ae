"""工作规则一.5、办法第十五条: 处理超时等情况在数据质量报告中予以体现——each working day counts for exactly one party."""

from collections import Counter
from dataclasses import replace

import pytest

from regulation.day_charges import Charge, charged, day_charges, holdings
from regulation.law import Law
from regulation.states import Action, Party, State
from tests.days import day
from tests.regulation.case_run import (
    CALENDAR,
    CIVIL,
    COOPERATE,
    DONE,
    FIRST_EDITION,
    LAW,
    MARKET,
    MARKET_OFFICER,
    OFFICER,
    OPERATOR,
    PROPOSER,
    RELATED,
    REPAIR,
    RETURN,
    RULEBOOK,
    TAX,
    TRANSFER,
    CaseRun,
    moment,
)


def account(run: CaseRun, until: str) -> list[Charge]:
    return list(charged(run.case, run.history, moment(until), run.law))


@pytest.mark.parametrize(("law", "confirming"), [(LAW, Party.PROPOSER), (FIRST_EDITION, Party.NOBODY)])
def test_a_whole_case_day_by_day(law: Law, confirming: Party) -> None:
    """The days of a confirmation are the proposer's since the second edition (own rule)."""
    run = CaseRun("2026-09-18 周五 20:00", law)
    run.do(Action.ACCEPT, OPERATOR, "2026-09-20 周日")
    run.do(Action.CLEAR_PLATFORM, OPERATOR, "2026-09-21 周一")
    run.do(Action.TRANSFER, OPERATOR, "2026-09-21 周一", **TRANSFER)
    run.do(Action.REPLY_COOPERATE, OFFICER, "2026-09-23 周三", **COOPERATE)
    run.do(Action.COOPERATE, PROPOSER, "2026-09-28 周一", done="已提交")
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-09-29 周二", **REPAIR)
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-08 周四", **DONE)
    run.do(Action.NOTIFY, OPERATOR, "2026-10-09 周五")
    run.do(Action.CONFIRM, PROPOSER, "2026-10-12 周一")
    centre, proposer, department = Party.CENTRE, Party.PROPOSER, Party.DEPARTMENT
    assert account(run, "2026-12-01 周二") == [
        Charge(day("2026-09-20 周日"), centre, None),
        Charge(day("2026-09-21 周一"), centre, None),
        Charge(day("2026-09-22 周二"), department, CIVIL),
        Charge(day("2026-09-23 周三"), department, CIVIL),
        Charge(day("2026-09-24 周四"), proposer, None),
        Charge(day("2026-09-28 周一"), proposer, None),
        Charge(day("2026-09-29 周二"), department, CIVIL),
        Charge(day("2026-09-30 周三"), department, CIVIL),
        Charge(day("2026-10-08 周四"), department, CIVIL),
        Charge(day("2026-10-09 周五"), centre, None),
        Charge(day("2026-10-10 周六"), confirming, None),
        Charge(day("2026-10-12 周一"), confirming, None),
    ]


def test_several_events_on_one_day_count_for_the_last_holder_from_the_next_day_on() -> None:
    run = CaseRun.in_state(State.REPAIRING, "2026-09-18 周五")
    assert account(run, "2026-09-20 周日") == [Charge(day("2026-09-20 周日"), Party.DEPARTMENT, CIVIL)]


def test_the_returning_departments_days_stay_its_own() -> None:
    run = CaseRun.in_state(State.DISPATCHED, "2026-09-18 周五")
    run.do(Action.RETURN, OFFICER, "2026-09-21 周一", **RETURN)
    run.do(Action.TRANSFER, OPERATOR, "2026-09-21 周一", **TRANSFER | {"department_id": MARKET})
    days = Counter(charge.department_id for charge in account(run, "2026-09-23 周三"))
    assert days == {CIVIL: 2, MARKET: 2}


def test_open_cases_are_charged_until_now_and_none_before_the_first_day() -> None:
    run = CaseRun("2026-09-18 周五")
    assert account(run, "2026-09-18 周五 23:00") == []
    assert len(account(run, "2026-09-22 周二")) == 3
    assert day_charges((), moment("2026-09-22 周二"), CALENDAR) == ()


def test_nothing_is_charged_to_anybody_while_closed() -> None:
    """Between the end and its reopening the days are nobody's; the lapse's own day is the proposer's."""
    run = CaseRun.in_state(State.CONFIRMING, "2026-09-18 周五")
    run.system(Action.LAPSE_CONFIRMATION, "2026-09-25 周五")
    run.do(Action.REOPEN, PROPOSER, "2026-09-29 周二", reason="仍有疑问")
    charges = {charge.day: charge.party for charge in account(run, "2026-09-30 周三")}
    assert [charges[day(text)] for text in ("2026-09-24 周四", "2026-09-28 周一", "2026-09-29 周二")] == [
        Party.PROPOSER,
        Party.NOBODY,
        Party.NOBODY,
    ]
    assert charges[day("2026-09-30 周三")] is Party.PROPOSER


def joint_desk(law: Law) -> CaseRun:
    run = CaseRun.in_state(State.REPAIRING, "2026-09-18 周五", fusion=True, law=law)
    run.do(Action.REQUEST_JOINT, OFFICER, "2026-09-18 周五", **RELATED)
    run.do(Action.APPROVE_JOINT, OPERATOR, "2026-09-18 周五")
    run.do(Action.FINISH_RELATED, MARKET_OFFICER, "2026-09-21 周一", done="源数据已修正")
    return run


def test_the_lead_answers_for_a_related_departments_lateness() -> None:
    assert {charge.party for charge in account(joint_desk(LAW), "2026-10-09 周五")} == {Party.DEPARTMENT}


def test_unless_the_rulebook_charges_the_related_department() -> None:
    policy = replace(RULEBOOK.policy, joint_lateness="related")
    run = joint_desk(Law(replace(RULEBOOK, policy=policy), CALENDAR))
    late = [charge for charge in account(run, "2026-09-30 周三") if charge.party is Party.RELATED]
    assert late == [
        Charge(day("2026-09-29 周二"), Party.RELATED, TAX),
        Charge(day("2026-09-30 周三"), Party.RELATED, TAX),
    ]


def test_holdings_name_the_department_only_while_it_holds() -> None:
    run = CaseRun.in_state(State.NOTIFYING, "2026-09-18 周五")
    assert [(party, department) for _, party, department in holdings(run.history)][-2:] == [
        (Party.DEPARTMENT, CIVIL),
        (Party.CENTRE, None),
    ]
