"""办法第十四条: 区大数据中心应当在收到反馈结果后的1个工作日内将结果告知公共数据异议提出主体。"""

import pytest

from regulation.refusals import AlreadyDone, NotYours
from regulation.states import Action, ClockKind, State, Verdict
from tests.days import day
from tests.regulation.case_run import CORRECT, OFFICER, OPERATOR, PLATFORM_DONE, PROPOSER, CaseRun

FRIDAY = "2026-09-18 周五"


def every_ending(when: str) -> list[CaseRun]:
    """One case per result, brought to its notice."""
    repaired = CaseRun.in_state(State.NOTIFYING, when)
    platform = CaseRun.in_state(State.PLATFORM_REPAIR, when)
    platform.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, when, **PLATFORM_DONE)
    correct = CaseRun.in_state(State.VERIFYING, when)
    correct.do(Action.REPLY_CORRECT, OFFICER, when, **CORRECT)
    special = CaseRun.in_state(State.CONSENTING, when)
    special.do(Action.CONSENT, PROPOSER, when)
    city = CaseRun.in_state(State.CITY, when)
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
    assert len({run.case.result for run in desks}) == 5
    for run in desks:
        assert run.due(ClockKind.NOTICE) == day(due)


def test_the_system_tells_it_before_the_limit_ends() -> None:
    run = CaseRun.in_state(State.NOTIFYING, FRIDAY)
    run.system(Action.NOTIFY, "2026-09-20 周日 16:00")
    assert run.clock(ClockKind.NOTICE).verdict is Verdict.IN_TIME
    assert run.case.state is State.CONFIRMING


def test_later_it_is_the_centres_breach() -> None:
    run = CaseRun.in_state(State.NOTIFYING, FRIDAY)
    run.do(Action.NOTIFY, OPERATOR, "2026-09-21 周一")
    assert run.clock(ClockKind.NOTICE).verdict is Verdict.LATE
    assert isinstance(run.refused(Action.NOTIFY, OPERATOR, "2026-09-21 周一"), AlreadyDone)


def test_the_department_does_not_speak_for_the_centre() -> None:
    run = CaseRun.in_state(State.NOTIFYING, FRIDAY)
    assert isinstance(run.refused(Action.NOTIFY, OFFICER, FRIDAY), NotYours)
