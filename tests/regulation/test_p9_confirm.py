"""工作规则二.9: 修复期间对问题数据单独标注;修复后与异议提出方进行确认,确认无误后清除问题数据标注,确认办结。"""

import pytest

from regulation.case import Actor
from regulation.law import Law
from regulation.refusals import AlreadyDone, Incomplete, NotAllowedNow, NotYours, TooEarly
from regulation.states import Action, ClockKind, Outcome, Party, Result, Role, State, Verdict
from tests.days import day
from tests.regulation.case_run import (
    CIVIL,
    DONE,
    FIRST_EDITION,
    LAW,
    OFFICER,
    OPERATOR,
    PLATFORM_DONE,
    PROPOSER,
    STRANGER,
    CaseRun,
)

FRIDAY = "2026-09-18 周五"


def test_flagged_from_the_reply_until_the_confirmation() -> None:
    run = CaseRun.in_state(State.VERIFYING, FRIDAY)
    assert not run.case.flagged
    run = CaseRun.in_state(State.CONFIRMING, FRIDAY)
    assert [decision.action for decision in run.history if decision.flag == "set"] == [Action.REPLY_REPAIR]
    assert run.case.flagged
    assert run.do(Action.CONFIRM, PROPOSER, FRIDAY).flag == "clear"
    assert not run.case.flagged


def test_confirmation_closes() -> None:
    run = CaseRun.in_state(State.CONFIRMING, FRIDAY)
    run.do(Action.CONFIRM, PROPOSER, "2026-09-22 周二")
    assert (run.case.state, run.case.outcome) == (State.CLOSED, Outcome.CONFIRMED)
    assert run.case.closed_at is not None
    assert all(clock.verdict for clock in run.case.clocks)


@pytest.mark.parametrize("actor", [OFFICER, OPERATOR, STRANGER])
def test_only_the_proposer_confirms(actor: Actor) -> None:
    run = CaseRun.in_state(State.CONFIRMING, FRIDAY)
    assert isinstance(run.refused(Action.CONFIRM, actor, FRIDAY), NotYours)


def test_a_stand_in_confirms_but_not_one_of_the_repairing_department() -> None:
    run = CaseRun.in_state(State.CONFIRMING, FRIDAY)
    repairer = Actor(77, frozenset(), CIVIL, acting_for=PROPOSER.person_id)
    assert isinstance(run.refused(Action.CONFIRM, repairer, FRIDAY), NotYours)
    decision = run.do(Action.CONFIRM, Actor(78, frozenset(), 50, acting_for=PROPOSER.person_id), FRIDAY)
    assert decision.actor.acting_for == PROPOSER.person_id


def test_a_proposer_of_the_responsible_department_is_recorded_as_such() -> None:
    run = CaseRun.in_state(State.CONFIRMING, FRIDAY)
    decision = run.do(Action.CONFIRM, Actor(PROPOSER.person_id, frozenset({Role.OFFICER}), CIVIL), FRIDAY)
    assert decision.data["own_department"] is True


@pytest.mark.parametrize(("law", "party"), [(FIRST_EDITION, Party.NOBODY), (LAW, Party.PROPOSER)])
def test_the_days_of_a_confirmation(law: Law, party: Party) -> None:
    """Nobody's in the first edition; since the second the proposer's, in a column of its own."""
    run = CaseRun.in_state(State.CONFIRMING, FRIDAY, law=law)
    assert run.case.party is party
    assert run.clock(ClockKind.CONFIRM).party is party


@pytest.mark.parametrize(("law", "flagged"), [(FIRST_EDITION, False), (LAW, True)])
def test_silence_is_never_called_a_confirmation(law: Law, flagged: bool) -> None:
    run = CaseRun.in_state(State.CONFIRMING, FRIDAY, law=law)
    assert run.due(ClockKind.CONFIRM) == day("2026-09-24 周四")
    with pytest.raises(TooEarly):
        run.system(Action.LAPSE_CONFIRMATION, "2026-09-24 周四 23:59")
    run.system(Action.LAPSE_CONFIRMATION, "2026-09-25 周五 09:00")
    assert run.case.outcome is Outcome.UNCONFIRMED
    assert (run.case.flagged, run.case.flag_unconfirmed) == (flagged, flagged)


def test_an_unconfirmed_end_can_be_reopened_and_flags_again() -> None:
    run = CaseRun.in_state(State.CONFIRMING, FRIDAY, law=FIRST_EDITION)
    run.system(Action.LAPSE_CONFIRMATION, "2026-09-25 周五")
    decision = run.do(Action.REOPEN, PROPOSER, "2026-09-28 周一", reason="刚看到通知")
    assert decision.flag == "set"
    assert (run.case.state, run.case.outcome) == (State.CONFIRMING, None)
    run.do(Action.CONFIRM, PROPOSER, "2026-09-28 周一")


def test_rejection_opens_the_next_round_with_the_same_department() -> None:
    run = CaseRun.in_state(State.CONFIRMING, FRIDAY)
    assert isinstance(run.refused(Action.REJECT, PROPOSER, FRIDAY), Incomplete)
    decision = run.do(Action.REJECT, PROPOSER, "2026-09-22 周二", reason="第三条仍未更正")
    assert decision.data["rejected"] == Result.REPAIRED
    case = run.case
    assert (case.state, case.round, case.department_id, case.result) == (State.DISPATCHED, 2, CIVIL, None)
    assert case.flagged
    assert case.received_at is None
    clock = run.clock(ClockKind.REPLY)
    assert (clock.round, clock.due_on) == (2, day("2026-09-28 周一"))
    assert run.clock(ClockKind.CONFIRM).verdict is Verdict.IN_TIME


def test_a_rejected_platform_repair_goes_back_to_the_check() -> None:
    run = CaseRun.in_state(State.PLATFORM_REPAIR, FRIDAY)
    run.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, FRIDAY, **PLATFORM_DONE)
    run.do(Action.NOTIFY, OPERATOR, FRIDAY)
    run.do(Action.REJECT, PROPOSER, FRIDAY, reason="仍是零值")
    assert run.case.state is State.CHECKING
    assert run.due(ClockKind.CHECK) == day("2026-09-21 周一")


def test_evaluation_once_after_closing() -> None:
    run = CaseRun.in_state(State.CONFIRMING, FRIDAY)
    assert isinstance(run.refused(Action.EVALUATE, PROPOSER, FRIDAY, score=5), NotAllowedNow)
    run.do(Action.CONFIRM, PROPOSER, FRIDAY)
    for score in (0, 6, "five", True):
        assert isinstance(run.refused(Action.EVALUATE, PROPOSER, FRIDAY, score=score), Incomplete)
    run.do(Action.EVALUATE, PROPOSER, FRIDAY, score=5, words="很快")
    assert run.case.evaluated
    assert isinstance(run.refused(Action.EVALUATE, PROPOSER, FRIDAY, score=4), AlreadyDone)


def test_a_withdrawn_case_is_not_evaluated() -> None:
    run = CaseRun.in_state(State.REPAIRING, FRIDAY, law=FIRST_EDITION)
    decision = run.do(Action.WITHDRAW, PROPOSER, FRIDAY)
    assert decision.flag == "clear"
    assert run.case.outcome is Outcome.WITHDRAWN
    assert run.clock(ClockKind.REPAIR).verdict is Verdict.VOID
    assert isinstance(run.refused(Action.EVALUATE, PROPOSER, FRIDAY, score=5), NotAllowedNow)


def test_withdrawing_heals_no_missed_limit() -> None:
    run = CaseRun.in_state(State.REPAIRING, FRIDAY, law=FIRST_EDITION)
    run.do(Action.WITHDRAW, PROPOSER, "2026-09-30 周三")
    assert run.clock(ClockKind.REPAIR).verdict is Verdict.LATE
    run = CaseRun.in_state(State.VERIFYING, FRIDAY)
    run.do(Action.WITHDRAW, PROPOSER, "2026-09-30 周三")
    assert run.clock(ClockKind.REPLY).verdict is Verdict.LATE


@pytest.mark.parametrize("outcome", [Outcome.CONFIRMED, Outcome.WITHDRAWN])
def test_what_was_confirmed_or_withdrawn_stays_closed(outcome: Outcome) -> None:
    run = CaseRun.in_state(State.CONFIRMING, FRIDAY, law=FIRST_EDITION)
    run.do(Action.CONFIRM if outcome is Outcome.CONFIRMED else Action.WITHDRAW, PROPOSER, FRIDAY)
    for actor in (PROPOSER, OPERATOR):
        assert isinstance(run.refused(Action.REOPEN, actor, FRIDAY, reason="又错了"), NotAllowedNow)
    assert isinstance(run.refused(Action.FINISH_REPAIR, OFFICER, FRIDAY, **DONE), NotAllowedNow)
