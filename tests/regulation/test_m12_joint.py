"""办法第六条、第十二条: 涉及融合数据且有必要的,可以申请协同处理;关联部门应当配合责任部门在规定时限内完成。"""

from regulation.refusals import AlreadyDone, BadValue, NotAllowedNow, NotYours
from regulation.states import Action, ClockKind, Party, State, Verdict
from tests.days import day
from tests.regulation.case_run import (
    CIVIL,
    CORRECT,
    DONE,
    FIRST_EDITION,
    MARKET,
    MARKET_OFFICER,
    OFFICER,
    OPERATOR,
    PROPOSER,
    RELATED,
    REPAIR,
    RETURN,
    TAX,
    TAX_OFFICER,
    CaseRun,
)

FRIDAY = "2026-09-18 周五"


def approved(state: State = State.REPAIRING, when: str = FRIDAY) -> CaseRun:
    run = CaseRun.in_state(state, when, fusion=True)
    run.do(Action.REQUEST_JOINT, OFFICER, when, **RELATED)
    run.do(Action.APPROVE_JOINT, OPERATOR, when)
    return run


def parts(run: CaseRun) -> dict[int | None, Verdict | None]:
    return {clock.department_id: clock.verdict for clock in run.case.clocks if clock.kind is ClockKind.JOINT}


def test_only_for_fusion_data() -> None:
    """By the catalogue alone in the first edition; since the second the department's word is enough (认为…)."""
    run = CaseRun.in_state(State.VERIFYING, FRIDAY, law=FIRST_EDITION)
    assert isinstance(run.refused(Action.REQUEST_JOINT, OFFICER, FRIDAY, **RELATED), NotAllowedNow)
    assert Action.REQUEST_JOINT not in run.may(OFFICER, FRIDAY)


def test_asked_once_by_the_responsible_department_of_others() -> None:
    run = CaseRun.in_state(State.VERIFYING, FRIDAY, fusion=True)
    assert isinstance(run.refused(Action.REQUEST_JOINT, MARKET_OFFICER, FRIDAY, **RELATED), NotYours)
    own = RELATED | {"related_ids": [CIVIL]}
    assert isinstance(run.refused(Action.REQUEST_JOINT, OFFICER, FRIDAY, **own), BadValue)
    assert isinstance(run.refused(Action.REQUEST_JOINT, OFFICER, FRIDAY, related_ids="all", reason="x"), BadValue)
    run.do(Action.REQUEST_JOINT, OFFICER, FRIDAY, **RELATED)
    assert isinstance(run.refused(Action.REQUEST_JOINT, OFFICER, FRIDAY, **RELATED), AlreadyDone)


def test_a_related_part_is_due_before_the_leads_limit() -> None:
    run = approved()
    assert run.due(ClockKind.REPAIR) == day("2026-09-29 周二")
    for clock in run.case.clocks:
        if clock.kind is ClockKind.JOINT:
            assert (clock.due_on, clock.party) == (day("2026-09-28 周一"), Party.RELATED)
    assert parts(run) == {MARKET: None, TAX: None}


def test_joint_handling_gives_the_lead_no_time() -> None:
    run = approved(when="2026-09-30 周三")
    assert run.due(ClockKind.REPAIR) == day("2026-10-15 周四")


def test_approved_on_the_last_day_a_part_still_has_one_day() -> None:
    run = CaseRun.in_state(State.REPAIRING, FRIDAY, fusion=True, law=FIRST_EDITION)
    run.do(Action.REQUEST_JOINT, OFFICER, "2026-09-29 周二", **RELATED)
    run.do(Action.APPROVE_JOINT, OPERATOR, "2026-09-29 周二")
    assert run.due(ClockKind.JOINT) == day("2026-09-30 周三")


def test_each_related_department_finishes_its_own_part() -> None:
    run = approved()
    assert Action.FINISH_RELATED not in run.may(OFFICER, FRIDAY)
    run.do(Action.FINISH_RELATED, MARKET_OFFICER, "2026-09-28 周一", done="源数据已修正")
    run.do(Action.FINISH_RELATED, TAX_OFFICER, "2026-09-29 周二", done="源数据已修正")
    assert parts(run) == {MARKET: Verdict.IN_TIME, TAX: Verdict.LATE}
    assert isinstance(
        run.refused(Action.FINISH_RELATED, TAX_OFFICER, "2026-09-29 周二", done="源数据已修正"), AlreadyDone
    )


def test_a_part_left_open_is_released_when_the_lead_has_done() -> None:
    run = approved()
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-09-22 周二", **DONE)
    assert parts(run) == {MARKET: Verdict.VOID, TAX: Verdict.VOID}


def test_verifying_and_repairing_are_two_parts() -> None:
    run = approved(State.VERIFYING)
    assert run.due(ClockKind.JOINT) == day("2026-09-21 周一")
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-09-20 周日", **REPAIR)
    assert run.due(ClockKind.REPAIR) == day("2026-09-30 周三")
    assert run.due(ClockKind.JOINT) == day("2026-09-29 周二")
    assert len([clock for clock in run.case.clocks if clock.kind is ClockKind.JOINT]) == 4


def test_parts_follow_the_leads_extension() -> None:
    run = approved(when="2026-09-30 周三")
    run.do(Action.EXTEND, OFFICER, "2026-10-08 周四", days=10, ground="regather", reason="基层重采")
    assert run.due(ClockKind.REPAIR) == day("2026-10-20 周二")
    assert run.due(ClockKind.JOINT) == day("2026-10-19 周一")


def test_refused_it_is_as_if_never_asked() -> None:
    run = CaseRun.in_state(State.VERIFYING, FRIDAY, fusion=True)
    assert isinstance(run.refused(Action.APPROVE_JOINT, OPERATOR, FRIDAY), NotAllowedNow)
    run.do(Action.REQUEST_JOINT, OFFICER, FRIDAY, **RELATED)
    assert Action.FINISH_RELATED not in run.may(MARKET_OFFICER, FRIDAY)
    run.do(Action.REFUSE_JOINT, OPERATOR, FRIDAY, reason="由本部门即可核实")
    assert (run.case.joint, run.case.related_ids) == ("", [])


def test_returning_the_case_ends_the_joint_handling() -> None:
    run = approved(State.VERIFYING)
    run.do(Action.RETURN, OFFICER, FRIDAY, **RETURN)
    assert run.case.joint == ""
    assert parts(run) == {MARKET: Verdict.VOID, TAX: Verdict.VOID}


def test_a_rejected_result_brings_new_parts() -> None:
    run = approved(State.VERIFYING)
    run.do(Action.REPLY_CORRECT, OFFICER, FRIDAY, **CORRECT)
    run.do(Action.NOTIFY, OPERATOR, FRIDAY)
    run.do(Action.REJECT, PROPOSER, FRIDAY, reason="两处仍不一致")
    assert run.clock(ClockKind.JOINT).round == 2
    assert run.due(ClockKind.JOINT) == day("2026-09-21 周一")
