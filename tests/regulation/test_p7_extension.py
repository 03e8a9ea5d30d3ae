"""规则二.4、二.7，本系统约定：届满前的延期申请等待决定；本人申请不得本人批准；决定一个工作日。"""

from dataclasses import replace

import pytest

from regulation.case import Actor
from regulation.refusals import AlreadyDone, BadValue, Incomplete, NotAllowedNow, NotYours
from regulation.states import Action, ClockKind, Party, Role, State, Verdict
from tests.days import day
from tests.regulation.case_run import (
    CIVIL,
    CORRECT,
    DIRECTOR,
    DONE,
    LAW,
    OFFICER,
    OPERATOR,
    PLATFORM_DONE,
    PROPOSER,
    SPECIAL,
    SUPERVISOR,
    CaseRun,
)

MONDAY = "2026-10-12 周一"  # the department's repair is due on Wednesday the 21st, the platform's on Monday the 19th
LONGER = {"ground": "regather", "reason": "需街道重新上门采集"}
VOLUME = {"ground": "volume", "reason": "涉及三千万条记录"}
REASON = {"reason": "涉及五个街道，情况属实"}


def repairing() -> CaseRun:
    return CaseRun.in_state(State.REPAIRING, MONDAY)


def asked(when: str = "2026-10-20 周二", days: int = 12) -> CaseRun:
    run = repairing()
    run.do(Action.EXTEND, OFFICER, when, days=days, **LONGER)
    return run


def test_within_the_cap_it_holds_at_once_with_its_new_date() -> None:
    run = repairing()
    assert isinstance(run.refused(Action.EXTEND, OFFICER, MONDAY, days=10, **LONGER), Incomplete)
    run.do(Action.EXTEND, OFFICER, MONDAY, days=10, **LONGER, expected_on="2026-10-26")
    assert (run.due(ClockKind.REPAIR), run.case.promised_on) == (day("2026-10-26 周一"), day("2026-10-26 周一"))
    assert run.case.pending == ""


def test_its_date_lies_within_the_longer_limit() -> None:
    refusal = repairing().refused(Action.EXTEND, OFFICER, MONDAY, days=10, **LONGER, expected_on="2026-10-27")
    assert isinstance(refusal, BadValue)
    assert refusal.field == "expected_on"


def test_beyond_it_the_centre_has_one_working_day() -> None:
    run = asked()
    judge = run.clock(ClockKind.JUDGE)
    assert (judge.due_on, judge.party, judge.reason) == (day("2026-10-21 周三"), Party.CENTRE, "extension")
    assert run.due(ClockKind.REPAIR) == day("2026-10-21 周三")
    run.do(Action.APPROVE_EXTENSION, OPERATOR, "2026-10-22 周四", **REASON)
    assert judge.verdict is Verdict.LATE


def test_approved_after_the_old_day_it_counts_from_the_same_start_and_is_not_late() -> None:
    run = asked("2026-10-21 周三")
    decision = run.do(Action.APPROVE_EXTENSION, OPERATOR, "2026-10-26 周一", **REASON)
    clock = run.clock(ClockKind.REPAIR)
    assert (clock.due_on, clock.missed) == (day("2026-10-28 周三"), False)
    assert decision.data["waited"] == 3  # 22, 23, 26
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-28 周三", **DONE)
    assert clock.verdict is Verdict.IN_TIME


def test_refused_it_is_late_by_the_old_limit_and_the_waiting_is_shown() -> None:
    run = asked("2026-10-21 周三")
    decision = run.do(Action.REFUSE_EXTENSION, OPERATOR, "2026-10-23 周五", reason="可以分批修正")
    assert decision.data["waited"] == 2
    assert run.due(ClockKind.REPAIR) == day("2026-10-21 周三")
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-23 周五", **DONE)
    assert run.clock(ClockKind.REPAIR).verdict is Verdict.LATE


def finished_while_waiting() -> CaseRun:
    run = asked("2026-10-21 周三")
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-23 周五", **DONE)
    return run


def test_repaired_while_waiting_the_verdict_is_held_open() -> None:
    run = finished_while_waiting()
    assert (run.clock(ClockKind.REPAIR).verdict, run.case.pending) == (None, ClockKind.REPAIR)


@pytest.mark.parametrize(
    ("action", "verdict"),
    [(Action.APPROVE_EXTENSION, Verdict.IN_TIME), (Action.REFUSE_EXTENSION, Verdict.LATE)],
)
@pytest.mark.parametrize("later", [State.NOTIFYING, State.CONFIRMING, State.DISPATCHED, State.CLOSED])
def test_and_follows_the_decision_wherever_the_case_has_gone(action: Action, verdict: Verdict, later: State) -> None:
    run = finished_while_waiting()
    if later is not State.NOTIFYING:
        run.do(Action.NOTIFY, OPERATOR, "2026-10-23 周五")
    if later is State.DISPATCHED:
        run.do(Action.REJECT, PROPOSER, "2026-10-23 周五", reason="仍未更正")
    if later is State.CLOSED:
        run.do(Action.CONFIRM, PROPOSER, "2026-10-23 周五")
    assert run.case.state is later
    run.do(action, OPERATOR, "2026-10-26 周一", **REASON)
    assert run.clock(ClockKind.REPAIR).verdict is verdict
    assert (run.case.pending, run.runs(ClockKind.JUDGE)) == ("", False)


def test_telling_the_result_keeps_what_was_asked_for() -> None:
    run = finished_while_waiting()
    run.do(Action.NOTIFY, OPERATOR, "2026-10-23 周五")
    assert run.case.pending_days == 12


def test_the_next_rounds_repair_leaves_the_held_verdict_alone() -> None:
    run = finished_while_waiting()
    run.do(Action.NOTIFY, OPERATOR, "2026-10-23 周五")
    run.do(Action.REJECT, PROPOSER, "2026-10-23 周五", reason="仍未更正")
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-10-26 周一", finding="经核实，第三条确未更正")
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-27 周二", **DONE)
    assert run.case.pending == ClockKind.REPAIR.value
    run.do(Action.APPROVE_EXTENSION, OPERATOR, "2026-10-27 周二", **REASON)
    assert [clock.verdict for clock in run.case.clocks if clock.kind is ClockKind.REPAIR] == [Verdict.IN_TIME] * 2


def test_a_case_that_ends_meanwhile_holds_it_open_too() -> None:
    run = asked("2026-10-21 周三")
    for _ in range(3):
        run.case.round += 1
    run.do(Action.END_UNACCEPTED, SUPERVISOR, "2026-10-23 周五", reason="反复不认可，理由与前次相同")
    assert run.clock(ClockKind.REPAIR).verdict is None
    run.do(Action.APPROVE_EXTENSION, OPERATOR, "2026-10-26 周一", **REASON)
    assert run.clock(ClockKind.REPAIR).verdict is Verdict.IN_TIME


def test_kept_without_it_the_request_lapses() -> None:
    run = asked()
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-20 周二", **DONE)
    assert (run.clock(ClockKind.REPAIR).verdict, run.case.pending) == (Verdict.IN_TIME, "")
    assert run.clock(ClockKind.JUDGE).verdict is Verdict.VOID


def test_one_request_at_a_time() -> None:
    run = asked()
    given = LONGER | {"expected_on": "2026-10-20"}
    assert isinstance(run.refused(Action.EXTEND, OFFICER, "2026-10-20 周二", days=11, **given), AlreadyDone)
    run = repairing()
    run.do(Action.REPLY_SPECIAL, OFFICER, MONDAY, **SPECIAL)
    run.do(Action.REFUSE_SPECIAL, PROPOSER, MONDAY, reason="有底册可查")
    run.do(Action.REPLY_SPECIAL, OFFICER, "2026-10-13 周二", **SPECIAL)
    assert isinstance(run.refused(Action.EXTEND, OFFICER, "2026-10-13 周二", days=11, **given), NotAllowedNow)


def platform(actor: Actor) -> CaseRun:
    run = CaseRun.in_state(State.PLATFORM_REPAIR, MONDAY)
    run.do(Action.EXTEND, actor, "2026-10-15 周四", days=16, **VOLUME)
    return run


def test_nobody_approves_what_they_asked_for() -> None:
    run = platform(DIRECTOR)
    assert isinstance(run.refused(Action.APPROVE_EXTENSION, DIRECTOR, "2026-10-15 周四", **REASON), NotYours)
    assert isinstance(run.refused(Action.REFUSE_EXTENSION, DIRECTOR, "2026-10-15 周四", **REASON), NotYours)
    run.do(Action.APPROVE_EXTENSION, SUPERVISOR, "2026-10-16 周五", **REASON)
    assert run.due(ClockKind.PLATFORM_REPAIR) == day("2026-11-03 周二")


def test_an_operators_goes_to_the_director_and_no_operator_decides() -> None:
    run = platform(OPERATOR)
    assert isinstance(run.refused(Action.APPROVE_EXTENSION, OPERATOR, "2026-10-15 周四", **REASON), NotYours)
    run.do(Action.APPROVE_EXTENSION, DIRECTOR, "2026-10-15 周四", **REASON)


def test_a_refusal_names_who_really_may_decide() -> None:
    """The director asked, and there is no other: nobody but the supervising office, and no operator (own rule)."""
    centre = replace(LAW, centre=lambda: (OPERATOR, DIRECTOR))
    own = platform(DIRECTOR)
    own.law = centre
    for actor in (OPERATOR, DIRECTOR):
        refusal = own.refused(Action.APPROVE_EXTENSION, actor, "2026-10-15 周四", **REASON)
        assert "由区政府办公室" in refusal.text, actor
        assert "区大数据中心" not in refusal.text, actor
        assert "其他人员" not in refusal.text, actor
    operators = platform(OPERATOR)
    operators.law = centre
    for actor in (OPERATOR, OFFICER):
        refusal = operators.refused(Action.APPROVE_EXTENSION, actor, "2026-10-15 周四", **REASON)
        assert "由区大数据中心负责人办理" in refusal.text
        assert "区政府办公室" not in refusal.text


def test_a_telephone_call_makes_nobody_else_the_applicant() -> None:
    run = platform(DIRECTOR)
    run.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, "2026-10-20 周二", **PLATFORM_DONE)
    run.told = False
    run.do(Action.NOTIFY, OPERATOR, "2026-10-20 周二")
    run.do(Action.TELEPHONE, OPERATOR, "2026-10-20 周二", answer="无人接听")
    assert isinstance(run.refused(Action.APPROVE_EXTENSION, DIRECTOR, "2026-10-20 周二", **REASON), NotYours)


def test_nobody_decides_on_their_own_departments_request() -> None:
    both = Actor(90, frozenset({Role.OPERATOR, Role.OFFICER}), CIVIL)
    assert isinstance(asked().refused(Action.APPROVE_EXTENSION, both, "2026-10-20 周二", **REASON), NotYours)


def test_the_expected_date_of_the_request_comes_with_its_approval() -> None:
    run = repairing()
    run.do(Action.EXTEND, OFFICER, "2026-10-20 周二", days=12, **LONGER, expected_on="2026-10-28")
    assert run.case.promised_on == day("2026-10-12 周一")
    run.do(Action.APPROVE_EXTENSION, OPERATOR, "2026-10-20 周二", **REASON)
    assert run.case.promised_on == day("2026-10-28 周三")


def test_a_repair_given_back_to_the_platform_ends_the_request() -> None:
    run = asked("2026-10-21 周三")
    run.do(Action.REPLY_PLATFORM, OFFICER, "2026-10-22 周四", **CORRECT)
    assert (run.clock(ClockKind.REPAIR).verdict, run.case.pending) == (Verdict.LATE, "")
