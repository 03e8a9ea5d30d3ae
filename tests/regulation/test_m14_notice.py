"""办法第十四条: 区大数据中心应当在收到反馈结果后的1个工作日内将结果告知公共数据异议提出主体。"""

import pytest

from regulation.refusals import AlreadyDone, NotYours
from regulation.states import Action, ClockKind, State, Verdict
from tests.days import day
from tests.regulation.desk import CORRECT, OFFICER, OPERATOR, PLATFORM_DONE, PROPOSER, Desk

FRIDAY = "2026-09-18 周五"


def every_ending(when: str) -> list[Desk]:
    """One case per result, brought to its notice."""
    repaired = Desk.in_state(State.NOTIFYING, when)
    platform = Desk.in_state(State.PLATFORM_REPAIR, when)
    platform.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, when, **PLATFORM_DONE)
    correct = Desk.in_state(State.VERIFYING, when)
    correct.do(Action.REPLY_CORRECT, OFFICER, when, **CORRECT)
    special = Desk.in_state(State.CONSENTING, when)
    special.do(Action.CONSENT, PROPOSER, when)
    city = Desk.in_state(State.CITY, when)
    city.do(Action.CITY_RESULT, OPERATOR, when, finding="市平台已更正")
    return [repaired, platform, correct, special, city]


@pytest.mark.parametrize(
    ("fed_back", "due"),
    [
        ("2026-09-18 周五", "2026-09-20 周日"),
        ("2026-02-13 周五", "2026-02-14 周六"),
        ("2026-09-30 周三", "2026-10-08 周四"),
    ],
)
def test_one_working_day_for_every_result(fed_back: str, due: str) -> None:
    desks = every_ending(fed_back)
    assert len({desk.case.result for desk in desks}) == 5
    for desk in desks:
        assert desk.due(ClockKind.NOTICE) == day(due)


def test_the_system_tells_it_before_the_limit_ends() -> None:
    desk = Desk.in_state(State.NOTIFYING, FRIDAY)
    desk.system(Action.NOTIFY, "2026-09-20 周日 16:00")
    assert desk.clock(ClockKind.NOTICE).verdict is Verdict.IN_TIME
    assert desk.case.state is State.CONFIRMING


def test_later_it_is_the_centres_breach() -> None:
    desk = Desk.in_state(State.NOTIFYING, FRIDAY)
    desk.do(Action.NOTIFY, OPERATOR, "2026-09-21 周一")
    assert desk.clock(ClockKind.NOTICE).verdict is Verdict.LATE
    assert isinstance(desk.refused(Action.NOTIFY, OPERATOR, "2026-09-21 周一"), AlreadyDone)


def test_the_department_does_not_speak_for_the_centre() -> None:
    desk = Desk.in_state(State.NOTIFYING, FRIDAY)
    assert isinstance(desk.refused(Action.NOTIFY, OFFICER, FRIDAY), NotYours)
