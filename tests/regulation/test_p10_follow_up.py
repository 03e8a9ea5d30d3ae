"""规则二.10，本系统约定：转市平台的每十个工作日跟进一次；市平台办理时间不计，反馈后的告知仍有期限。"""

from regulation.refusals import Incomplete
from regulation.states import Action, ClockKind, Party, State, Verdict
from tests.days import day
from tests.regulation.case_run import CITY, OPERATOR, PROPOSER, CaseRun

MONDAY = "2026-10-12 周一"
ASKED = {"note": "已电询市大数据中心，仍在核查"}


def test_every_ten_working_days() -> None:
    run = CaseRun.in_state(State.CITY, MONDAY)
    assert (run.due(ClockKind.CITY_FOLLOW_UP), run.case.party) == (day("2026-10-26 周一"), Party.CITY)
    assert isinstance(run.refused(Action.FOLLOW_UP_CITY, OPERATOR, "2026-10-26 周一"), Incomplete)
    run.do(Action.FOLLOW_UP_CITY, OPERATOR, "2026-10-26 周一", **ASKED)
    assert (run.case.state, run.due(ClockKind.CITY_FOLLOW_UP)) == (State.CITY, day("2026-11-09 周一"))


def test_the_date_is_nobodys_limit_but_the_citys() -> None:
    run = CaseRun.in_state(State.CITY, MONDAY)
    assert {clock.party for clock in run.case.clocks if clock.stopped_at is None} == {Party.CITY}


def test_its_result_is_told_by_the_centre_in_one_working_day() -> None:
    run = CaseRun.in_state(State.CITY, MONDAY)
    run.do(Action.CITY_RESULT, OPERATOR, "2026-11-20 周五", finding="市平台已更正")
    assert (run.due(ClockKind.NOTICE), run.case.party) == (day("2026-11-23 周一"), Party.CENTRE)
    assert not run.runs(ClockKind.CITY_FOLLOW_UP)


def test_a_rejected_result_is_followed_up_again() -> None:
    run = CaseRun.in_state(State.CITY, MONDAY)
    run.do(Action.CITY_RESULT, OPERATOR, MONDAY, finding="市平台已更正")
    run.do(Action.NOTIFY, OPERATOR, MONDAY)
    run.do(Action.REJECT, PROPOSER, MONDAY, reason="仍未更正")
    assert (run.case.state, run.due(ClockKind.CITY_FOLLOW_UP)) == (State.CITY, day("2026-10-26 周一"))


def test_handed_over_the_centres_own_limit_has_its_verdict() -> None:
    run = CaseRun.in_state(State.CHECKING, MONDAY)  # due on Wednesday the 14th
    run.do(Action.HAND_TO_CITY, OPERATOR, "2026-10-15 周四", **CITY)
    assert run.clock(ClockKind.CHECK).verdict is Verdict.LATE
