"""工作规则二.10、办法第八条: 对于市平台提供数据的异议核查,统一参照市平台现有工作机制;
市级下发的工单由区级公共数据主管部门进行处置。
"""

import pytest

from regulation.refusals import BadValue, Incomplete, NotAllowedNow
from regulation.states import Action, ClockKind, Outcome, Party, State, Track
from tests.days import day
from tests.regulation.case_run import (
    CITY,
    CORRECT,
    COUNTED,
    DONE,
    FIRST_EDITION,
    OFFICER,
    OPERATOR,
    PROPOSER,
    REPAIR,
    RETURN,
    SPECIAL,
    TRANSFER,
    CaseRun,
)

FRIDAY = "2026-09-18 周五"


@pytest.mark.parametrize(
    ("state", "kind"), [(State.CHECKING, ClockKind.CHECK), (State.TRANSFERRING, ClockKind.TRANSFER)]
)
def test_city_data_is_handed_over_and_no_longer_timed(state: State, kind: ClockKind) -> None:
    run = CaseRun.in_state(state, FRIDAY, law=FIRST_EDITION)
    decision = run.do(Action.HAND_TO_CITY, OPERATOR, FRIDAY, **CITY)
    assert decision.data == {**CITY, **COUNTED}
    assert (run.case.state, run.case.party) == (State.CITY, Party.CITY)
    assert not run.runs(kind)
    assert [clock for clock in run.case.clocks if clock.stopped_at is None] == []


def test_the_citys_order_number_is_needed() -> None:
    run = CaseRun.in_state(State.CHECKING, FRIDAY)
    assert isinstance(run.refused(Action.HAND_TO_CITY, OPERATOR, FRIDAY), Incomplete)
    assert isinstance(run.refused(Action.HAND_TO_CITY, OPERATOR, FRIDAY, order="9" * 65), BadValue)


def test_its_result_is_told_within_one_working_day() -> None:
    run = CaseRun.in_state(State.CITY, FRIDAY)
    run.do(Action.CITY_RESULT, OPERATOR, "2026-11-20 周五", finding="市平台已更正")
    assert run.due(ClockKind.NOTICE) == day("2026-11-23 周一")
    run.do(Action.NOTIFY, OPERATOR, "2026-11-20 周五")
    run.do(Action.REJECT, PROPOSER, "2026-11-20 周五", reason="仍未更正")
    assert (run.case.state, run.case.party) == (State.CITY, Party.CITY)


def test_an_order_of_the_city_goes_to_the_competent_department_untimed() -> None:
    run = CaseRun.city_order(FRIDAY)
    assert (run.case.track, run.case.state, run.case.party) == (Track.CITY_ISSUED, State.TRANSFERRING, Party.CITY)
    run.do(Action.TRANSFER, OPERATOR, FRIDAY, **TRANSFER | {"target": "competent"})
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-10-30 周五", **REPAIR)
    assert isinstance(
        run.refused(Action.EXTEND, OFFICER, "2026-10-30 周五", ground="other", days=9, reason="难"), NotAllowedNow
    )
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-11-20 周五", **DONE)
    decision = run.do(Action.NOTIFY, OPERATOR, "2026-11-20 周五")
    assert (run.case.state, run.case.outcome) == (State.CLOSED, Outcome.CITY_DONE)
    assert decision.flag == "clear"
    assert run.case.clocks == []
    assert {decision.changes["party"] for decision in run.history if "party" in decision.changes} == {Party.CITY}


def test_an_order_of_the_city_may_be_returned_ruled_and_special() -> None:
    run = CaseRun.city_order(FRIDAY, FIRST_EDITION)
    for _ in range(2):
        run.do(Action.TRANSFER, OPERATOR, FRIDAY, **TRANSFER)
        run.do(Action.RETURN, OFFICER, FRIDAY, **RETURN)
    run.do(Action.RULE, OPERATOR, FRIDAY, **TRANSFER)
    run.do(Action.REPLY_SPECIAL, OFFICER, FRIDAY, **SPECIAL)
    run.do(Action.CONSENT, OPERATOR, FRIDAY, heard="市平台复函同意")
    assert run.do(Action.NOTIFY, OPERATOR, FRIDAY).flag == ""
    assert run.case.outcome is Outcome.CITY_DONE
    assert run.case.flagged
    assert run.case.clocks == []


def test_a_correct_record_answers_the_city_too() -> None:
    run = CaseRun.city_order(FRIDAY)
    run.do(Action.TRANSFER, OPERATOR, FRIDAY, **TRANSFER)
    run.do(Action.REPLY_CORRECT, OFFICER, FRIDAY, **CORRECT)
    run.do(Action.NOTIFY, OPERATOR, FRIDAY)
    assert run.case.outcome is Outcome.CITY_DONE
