"""办法第六条、第十二条: 涉及融合数据且有必要的,可以申请协同处理;关联部门应当配合责任部门在规定时限内完成。"""

from regulation.refusals import AlreadyDone, BadValue, NotAllowedNow, NotYours
from regulation.states import Action, ClockKind, Party, State, Verdict
from tests.days import day
from tests.regulation.desk import (
    CIVIL,
    CORRECT,
    DONE,
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
    Desk,
)

FRIDAY = "2026-09-18 周五"


def approved(state: State = State.REPAIRING, when: str = FRIDAY) -> Desk:
    desk = Desk.in_state(state, when, fusion=True)
    desk.do(Action.REQUEST_JOINT, OFFICER, when, **RELATED)
    desk.do(Action.APPROVE_JOINT, OPERATOR, when)
    return desk


def parts(desk: Desk) -> dict[int | None, Verdict | None]:
    return {clock.department_id: clock.verdict for clock in desk.case.clocks if clock.kind is ClockKind.JOINT}


def test_only_for_fusion_data() -> None:
    desk = Desk.in_state(State.VERIFYING, FRIDAY)
    assert isinstance(desk.refused(Action.REQUEST_JOINT, OFFICER, FRIDAY, **RELATED), NotAllowedNow)
    assert Action.REQUEST_JOINT not in desk.may(OFFICER, FRIDAY)


def test_asked_once_by_the_responsible_department_of_others() -> None:
    desk = Desk.in_state(State.VERIFYING, FRIDAY, fusion=True)
    assert isinstance(desk.refused(Action.REQUEST_JOINT, MARKET_OFFICER, FRIDAY, **RELATED), NotYours)
    own = RELATED | {"related_ids": [CIVIL]}
    assert isinstance(desk.refused(Action.REQUEST_JOINT, OFFICER, FRIDAY, **own), BadValue)
    assert isinstance(desk.refused(Action.REQUEST_JOINT, OFFICER, FRIDAY, related_ids="all", reason="x"), BadValue)
    desk.do(Action.REQUEST_JOINT, OFFICER, FRIDAY, **RELATED)
    assert isinstance(desk.refused(Action.REQUEST_JOINT, OFFICER, FRIDAY, **RELATED), AlreadyDone)


def test_a_related_part_is_due_before_the_leads_limit() -> None:
    desk = approved()
    assert desk.due(ClockKind.REPAIR) == day("2026-09-29 周二")
    for clock in desk.case.clocks:
        if clock.kind is ClockKind.JOINT:
            assert (clock.due_on, clock.party) == (day("2026-09-28 周一"), Party.RELATED)
    assert parts(desk) == {MARKET: None, TAX: None}


def test_joint_handling_gives_the_lead_no_time() -> None:
    desk = approved(when="2026-09-30 周三")
    assert desk.due(ClockKind.REPAIR) == day("2026-10-15 周四")


def test_approved_on_the_last_day_a_part_still_has_one_day() -> None:
    desk = Desk.in_state(State.REPAIRING, FRIDAY, fusion=True)
    desk.do(Action.REQUEST_JOINT, OFFICER, "2026-09-29 周二", **RELATED)
    desk.do(Action.APPROVE_JOINT, OPERATOR, "2026-09-29 周二")
    assert desk.due(ClockKind.JOINT) == day("2026-09-30 周三")


def test_each_related_department_finishes_its_own_part() -> None:
    desk = approved()
    assert Action.FINISH_RELATED not in desk.may(OFFICER, FRIDAY)
    desk.do(Action.FINISH_RELATED, MARKET_OFFICER, "2026-09-28 周一", done="源数据已修正")
    desk.do(Action.FINISH_RELATED, TAX_OFFICER, "2026-09-29 周二", done="源数据已修正")
    assert parts(desk) == {MARKET: Verdict.IN_TIME, TAX: Verdict.LATE}
    assert isinstance(
        desk.refused(Action.FINISH_RELATED, TAX_OFFICER, "2026-09-29 周二", done="源数据已修正"), AlreadyDone
    )


def test_a_part_left_open_is_released_when_the_lead_has_done() -> None:
    desk = approved()
    desk.do(Action.FINISH_REPAIR, OFFICER, "2026-09-22 周二", **DONE)
    assert parts(desk) == {MARKET: Verdict.VOID, TAX: Verdict.VOID}


def test_verifying_and_repairing_are_two_parts() -> None:
    desk = approved(State.VERIFYING)
    assert desk.due(ClockKind.JOINT) == day("2026-09-21 周一")
    desk.do(Action.REPLY_REPAIR, OFFICER, "2026-09-20 周日", **REPAIR)
    assert desk.due(ClockKind.REPAIR) == day("2026-09-30 周三")
    assert desk.due(ClockKind.JOINT) == day("2026-09-29 周二")
    assert len([clock for clock in desk.case.clocks if clock.kind is ClockKind.JOINT]) == 4


def test_parts_follow_the_leads_extension() -> None:
    desk = approved(when="2026-09-30 周三")
    desk.do(Action.EXTEND, OFFICER, "2026-10-08 周四", days=10, ground="regather", reason="基层重采")
    assert desk.due(ClockKind.REPAIR) == day("2026-10-20 周二")
    assert desk.due(ClockKind.JOINT) == day("2026-10-19 周一")


def test_refused_it_is_as_if_never_asked() -> None:
    desk = Desk.in_state(State.VERIFYING, FRIDAY, fusion=True)
    assert isinstance(desk.refused(Action.APPROVE_JOINT, OPERATOR, FRIDAY), NotAllowedNow)
    desk.do(Action.REQUEST_JOINT, OFFICER, FRIDAY, **RELATED)
    assert Action.FINISH_RELATED not in desk.may(MARKET_OFFICER, FRIDAY)
    desk.do(Action.REFUSE_JOINT, OPERATOR, FRIDAY, reason="由本部门即可核实")
    assert (desk.case.joint, desk.case.related_ids) == ("", [])


def test_returning_the_case_ends_the_joint_handling() -> None:
    desk = approved(State.VERIFYING)
    desk.do(Action.RETURN, OFFICER, FRIDAY, **RETURN)
    assert desk.case.joint == ""
    assert parts(desk) == {MARKET: Verdict.VOID, TAX: Verdict.VOID}


def test_a_rejected_result_brings_new_parts() -> None:
    desk = approved(State.VERIFYING)
    desk.do(Action.REPLY_CORRECT, OFFICER, FRIDAY, **CORRECT)
    desk.do(Action.NOTIFY, OPERATOR, FRIDAY)
    desk.do(Action.REJECT, PROPOSER, FRIDAY, reason="两处仍不一致")
    assert desk.clock(ClockKind.JOINT).round == 2
    assert desk.due(ClockKind.JOINT) == day("2026-09-21 周一")
