"""工作规则二.9: 修复期间对问题数据单独标注;修复后与异议提出方进行确认,确认无误后清除问题数据标注,确认办结。"""

import pytest

from regulation.case import Actor
from regulation.refusals import AlreadyDone, Incomplete, NotAllowedNow, NotYours, TooEarly
from regulation.states import Action, ClockKind, Outcome, Party, Result, Role, State, Verdict
from tests.days import day
from tests.regulation.desk import CIVIL, DONE, OFFICER, OPERATOR, PLATFORM_DONE, PROPOSER, STRANGER, Desk

FRIDAY = "2026-09-18 周五"


def test_flagged_from_the_reply_until_the_confirmation() -> None:
    desk = Desk.in_state(State.VERIFYING, FRIDAY)
    assert not desk.case.flagged
    desk = Desk.in_state(State.CONFIRMING, FRIDAY)
    assert [decision.action for decision in desk.history if decision.flag == "set"] == [Action.REPLY_REPAIR]
    assert desk.case.flagged
    assert desk.do(Action.CONFIRM, PROPOSER, FRIDAY).flag == "clear"
    assert not desk.case.flagged


def test_confirmation_closes() -> None:
    desk = Desk.in_state(State.CONFIRMING, FRIDAY)
    desk.do(Action.CONFIRM, PROPOSER, "2026-09-22 周二")
    assert (desk.case.state, desk.case.outcome) == (State.CLOSED, Outcome.CONFIRMED)
    assert desk.case.closed_at is not None
    assert all(clock.verdict for clock in desk.case.clocks)


@pytest.mark.parametrize("actor", [OFFICER, OPERATOR, STRANGER])
def test_only_the_proposer_confirms(actor: Actor) -> None:
    desk = Desk.in_state(State.CONFIRMING, FRIDAY)
    assert isinstance(desk.refused(Action.CONFIRM, actor, FRIDAY), NotYours)


def test_a_stand_in_confirms_but_not_one_of_the_repairing_department() -> None:
    desk = Desk.in_state(State.CONFIRMING, FRIDAY)
    repairer = Actor(77, frozenset(), CIVIL, acting_for=PROPOSER.person_id)
    assert isinstance(desk.refused(Action.CONFIRM, repairer, FRIDAY), NotYours)
    decision = desk.do(Action.CONFIRM, Actor(78, frozenset(), 50, acting_for=PROPOSER.person_id), FRIDAY)
    assert decision.actor.acting_for == PROPOSER.person_id


def test_a_proposer_of_the_responsible_department_is_recorded_as_such() -> None:
    desk = Desk.in_state(State.CONFIRMING, FRIDAY)
    decision = desk.do(Action.CONFIRM, Actor(PROPOSER.person_id, frozenset({Role.OFFICER}), CIVIL), FRIDAY)
    assert decision.data["own_department"] is True


def test_confirming_costs_nobody_days() -> None:
    desk = Desk.in_state(State.CONFIRMING, FRIDAY)
    assert desk.case.party is Party.NOBODY
    assert desk.clock(ClockKind.CONFIRM).party is Party.NOBODY


def test_silence_is_never_called_a_confirmation() -> None:
    desk = Desk.in_state(State.CONFIRMING, FRIDAY)
    assert desk.due(ClockKind.CONFIRM) == day("2026-09-24 周四")
    with pytest.raises(TooEarly):
        desk.system(Action.LAPSE_CONFIRMATION, "2026-09-24 周四 23:59")
    desk.system(Action.LAPSE_CONFIRMATION, "2026-09-25 周五 09:00")
    assert desk.case.outcome is Outcome.UNCONFIRMED
    assert not desk.case.flagged


def test_an_unconfirmed_end_can_be_reopened_and_flags_again() -> None:
    desk = Desk.in_state(State.CONFIRMING, FRIDAY)
    desk.system(Action.LAPSE_CONFIRMATION, "2026-09-25 周五")
    decision = desk.do(Action.REOPEN, PROPOSER, "2026-09-28 周一", reason="刚看到通知")
    assert decision.flag == "set"
    assert (desk.case.state, desk.case.outcome) == (State.CONFIRMING, None)
    desk.do(Action.CONFIRM, PROPOSER, "2026-09-28 周一")


def test_rejection_opens_the_next_round_with_the_same_department() -> None:
    desk = Desk.in_state(State.CONFIRMING, FRIDAY)
    assert isinstance(desk.refused(Action.REJECT, PROPOSER, FRIDAY), Incomplete)
    decision = desk.do(Action.REJECT, PROPOSER, "2026-09-22 周二", reason="第三条仍未更正")
    assert decision.data["rejected"] == Result.REPAIRED
    case = desk.case
    assert (case.state, case.round, case.department_id, case.result) == (State.DISPATCHED, 2, CIVIL, None)
    assert case.flagged
    assert case.received_at is None
    clock = desk.clock(ClockKind.REPLY)
    assert (clock.round, clock.due_on) == (2, day("2026-09-28 周一"))
    assert desk.clock(ClockKind.CONFIRM).verdict is Verdict.IN_TIME


def test_a_rejected_platform_repair_goes_back_to_the_check() -> None:
    desk = Desk.in_state(State.PLATFORM_REPAIR, FRIDAY)
    desk.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, FRIDAY, **PLATFORM_DONE)
    desk.do(Action.NOTIFY, OPERATOR, FRIDAY)
    desk.do(Action.REJECT, PROPOSER, FRIDAY, reason="仍是零")
    assert desk.case.state is State.CHECKING
    assert desk.due(ClockKind.CHECK) == day("2026-09-21 周一")


def test_evaluation_once_after_closing() -> None:
    desk = Desk.in_state(State.CONFIRMING, FRIDAY)
    assert isinstance(desk.refused(Action.EVALUATE, PROPOSER, FRIDAY, score=5), NotAllowedNow)
    desk.do(Action.CONFIRM, PROPOSER, FRIDAY)
    for score in (0, 6, "five", True):
        assert isinstance(desk.refused(Action.EVALUATE, PROPOSER, FRIDAY, score=score), Incomplete)
    desk.do(Action.EVALUATE, PROPOSER, FRIDAY, score=5, words="很快")
    assert desk.case.evaluated
    assert isinstance(desk.refused(Action.EVALUATE, PROPOSER, FRIDAY, score=4), AlreadyDone)


def test_a_withdrawn_case_is_not_evaluated() -> None:
    desk = Desk.in_state(State.REPAIRING, FRIDAY)
    decision = desk.do(Action.WITHDRAW, PROPOSER, FRIDAY)
    assert decision.flag == "clear"
    assert desk.case.outcome is Outcome.WITHDRAWN
    assert desk.clock(ClockKind.REPAIR).verdict is Verdict.VOID
    assert isinstance(desk.refused(Action.EVALUATE, PROPOSER, FRIDAY, score=5), NotAllowedNow)


def test_withdrawing_heals_no_missed_limit() -> None:
    desk = Desk.in_state(State.REPAIRING, FRIDAY)
    desk.do(Action.WITHDRAW, PROPOSER, "2026-09-30 周三")
    assert desk.clock(ClockKind.REPAIR).verdict is Verdict.LATE


@pytest.mark.parametrize("outcome", [Outcome.CONFIRMED, Outcome.WITHDRAWN])
def test_what_was_confirmed_or_withdrawn_stays_closed(outcome: Outcome) -> None:
    desk = Desk.in_state(State.CONFIRMING, FRIDAY)
    desk.do(Action.CONFIRM if outcome is Outcome.CONFIRMED else Action.WITHDRAW, PROPOSER, FRIDAY)
    for actor in (PROPOSER, OPERATOR):
        assert isinstance(desk.refused(Action.REOPEN, actor, FRIDAY, reason="又错了"), NotAllowedNow)
    assert isinstance(desk.refused(Action.FINISH_REPAIR, OFFICER, FRIDAY, **DONE), NotAllowedNow)
