"""工作规则一.2、办法第八条: 如遇特殊情况,也可通过其他方式向区大数据中心提出。"""

import pytest

from regulation.case import Actor
from regulation.decision import apply
from regulation.refusals import BadValue, Incomplete, NotYours
from regulation.states import Action, ClockKind, Outcome, Role, State
from tests.days import day
from tests.regulation.case_run import (
    COUNTED,
    DIRECTOR,
    FIRST_EDITION,
    OFFICER,
    OPERATOR,
    PROPOSER,
    STRANGER,
    TO_CONFIRMING,
    CaseRun,
)

FRIDAY = "2026-09-18 周五"


def by_phone(received: str, recorded: str, actor: Actor = OPERATOR) -> CaseRun:
    """A filing recorded for somebody who has no account."""
    return CaseRun.recorded(received, recorded, actor)


def test_the_limit_runs_from_the_original_receipt() -> None:
    run = by_phone("2026-09-18 周五 16:00", "2026-09-21 周一 09:00")
    assert run.due(ClockKind.ACCEPT) == day("2026-09-20 周日")
    assert run.history[0].data == {"kind": "error", "channel": "phone", **COUNTED}
    assert run.history[0].role is Role.OPERATOR


def test_no_receipt_in_the_future() -> None:
    with pytest.raises(BadValue):
        by_phone("2026-09-21 周一", FRIDAY)


def test_a_department_records_what_people_tell_it() -> None:
    assert by_phone(FRIDAY, FRIDAY, OFFICER).history[0].role is Role.OFFICER


def test_nobody_else_files_for_others() -> None:
    with pytest.raises(NotYours):
        by_phone(FRIDAY, FRIDAY, STRANGER)


def test_the_centre_says_how_it_heard_of_the_proposers_word() -> None:
    run = by_phone(FRIDAY, FRIDAY)
    for action, actor, given in TO_CONFIRMING:
        run.do(action, actor, FRIDAY, **given)
    refusal = run.refused(Action.CONFIRM, DIRECTOR, FRIDAY)
    assert isinstance(refusal, Incomplete)
    assert refusal.field == "heard"
    decision = run.do(Action.CONFIRM, DIRECTOR, FRIDAY, heard="2026-09-18来电确认")
    assert decision.texts == {"heard": "2026-09-18来电确认"}
    assert "heard" not in decision.data
    assert run.case.outcome is Outcome.CONFIRMED


def test_in_the_first_edition_one_operator_was_enough() -> None:
    run = CaseRun.recorded(FRIDAY, FRIDAY, law=FIRST_EDITION)
    for action, actor, given in TO_CONFIRMING:
        run.do(action, actor, FRIDAY, **given)
    run.do(Action.CONFIRM, OPERATOR, FRIDAY, heard="2026-09-18来电确认")
    assert run.case.outcome is Outcome.CONFIRMED


def test_the_centre_does_not_speak_for_a_proposer_with_an_account() -> None:
    run = CaseRun.in_state(State.CONFIRMING, FRIDAY)
    assert Action.CONFIRM not in run.may(OPERATOR, FRIDAY)


def test_an_empty_case_takes_only_its_first_line() -> None:
    run = CaseRun(FRIDAY)
    with pytest.raises(ValueError, match="does not follow"):
        apply(run.case, run.history[0])
    assert run.case.proposer_id == PROPOSER.person_id
