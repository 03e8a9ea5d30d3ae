"""工作规则二.10、办法第八条: 对于市平台提供数据的异议核查,统一参照市平台现有工作机制;
市级下发的工单由区级公共数据主管部门进行处置。
"""

import pytest

from regulation.refusals import BadValue, Incomplete, NotAllowedNow
from regulation.states import Action, ClockKind, Outcome, Party, State, Track
from tests.days import day
from tests.regulation.desk import (
    CITY,
    CORRECT,
    COUNTED,
    DONE,
    OFFICER,
    OPERATOR,
    PROPOSER,
    REPAIR,
    RETURN,
    SPECIAL,
    TRANSFER,
    Desk,
)

FRIDAY = "2026-09-18 周五"


@pytest.mark.parametrize(
    ("state", "kind"), [(State.CHECKING, ClockKind.CHECK), (State.TRANSFERRING, ClockKind.TRANSFER)]
)
def test_city_data_is_handed_over_and_no_longer_timed(state: State, kind: ClockKind) -> None:
    desk = Desk.in_state(state, FRIDAY)
    decision = desk.do(Action.HAND_TO_CITY, OPERATOR, FRIDAY, **CITY)
    assert decision.data == {**CITY, **COUNTED}
    assert (desk.case.state, desk.case.party) == (State.CITY, Party.CITY)
    assert not desk.runs(kind)
    assert [clock for clock in desk.case.clocks if clock.stopped_at is None] == []


def test_the_citys_order_number_is_needed() -> None:
    desk = Desk.in_state(State.CHECKING, FRIDAY)
    assert isinstance(desk.refused(Action.HAND_TO_CITY, OPERATOR, FRIDAY), Incomplete)
    assert isinstance(desk.refused(Action.HAND_TO_CITY, OPERATOR, FRIDAY, order="9" * 65), BadValue)


def test_its_result_is_told_within_one_working_day() -> None:
    desk = Desk.in_state(State.CITY, FRIDAY)
    desk.do(Action.CITY_RESULT, OPERATOR, "2026-11-20 周五", finding="市平台已更正")
    assert desk.due(ClockKind.NOTICE) == day("2026-11-23 周一")
    desk.do(Action.NOTIFY, OPERATOR, "2026-11-20 周五")
    desk.do(Action.REJECT, PROPOSER, "2026-11-20 周五", reason="仍未更正")
    assert (desk.case.state, desk.case.party) == (State.CITY, Party.CITY)


def test_an_order_of_the_city_goes_to_the_competent_department_untimed() -> None:
    desk = Desk.city_order(FRIDAY)
    assert (desk.case.track, desk.case.state, desk.case.party) == (Track.CITY_ISSUED, State.TRANSFERRING, Party.CITY)
    desk.do(Action.TRANSFER, OPERATOR, FRIDAY, **TRANSFER | {"target": "competent"})
    desk.do(Action.REPLY_REPAIR, OFFICER, "2026-10-30 周五", **REPAIR)
    assert isinstance(
        desk.refused(Action.EXTEND, OFFICER, "2026-10-30 周五", ground="other", days=9, reason="难"), NotAllowedNow
    )
    desk.do(Action.FINISH_REPAIR, OFFICER, "2026-11-20 周五", **DONE)
    decision = desk.do(Action.NOTIFY, OPERATOR, "2026-11-20 周五")
    assert (desk.case.state, desk.case.outcome) == (State.CLOSED, Outcome.CITY_DONE)
    assert decision.flag == "clear"
    assert desk.case.clocks == []
    assert {decision.changes["party"] for decision in desk.history if "party" in decision.changes} == {Party.CITY}


def test_an_order_of_the_city_may_be_returned_ruled_and_special() -> None:
    desk = Desk.city_order(FRIDAY)
    for _ in range(2):
        desk.do(Action.TRANSFER, OPERATOR, FRIDAY, **TRANSFER)
        desk.do(Action.RETURN, OFFICER, FRIDAY, **RETURN)
    desk.do(Action.RULE, OPERATOR, FRIDAY, **TRANSFER)
    desk.do(Action.REPLY_SPECIAL, OFFICER, FRIDAY, **SPECIAL)
    desk.do(Action.CONSENT, OPERATOR, FRIDAY, heard="市平台复函同意")
    assert desk.do(Action.NOTIFY, OPERATOR, FRIDAY).flag == ""
    assert desk.case.outcome is Outcome.CITY_DONE
    assert desk.case.flagged
    assert desk.case.clocks == []


def test_a_correct_record_answers_the_city_too() -> None:
    desk = Desk.city_order(FRIDAY)
    desk.do(Action.TRANSFER, OPERATOR, FRIDAY, **TRANSFER)
    desk.do(Action.REPLY_CORRECT, OFFICER, FRIDAY, **CORRECT)
    desk.do(Action.NOTIFY, OPERATOR, FRIDAY)
    assert desk.case.outcome is Outcome.CITY_DONE
