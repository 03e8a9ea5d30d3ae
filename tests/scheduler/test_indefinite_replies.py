"""P6: a reply marked 答复不明确 is told on the next working day, once; a returned one never (own rule)."""

from __future__ import annotations

from regulation.states import Action
from tests.scheduler.rig import OFFICER_A, OPERATOR, PROPOSER, Rig

VAGUE = "正在核实当中"


def vaguely_replied(rig: Rig, action: Action = Action.REPLY_REPAIR, **given: object) -> str:
    number = rig.filed()
    rig.advance(number, Action.RECEIVE)
    rig.clear_messages()
    given = given or {"expected_on": "2026-09-21"}
    rig.act(number, action, OFFICER_A, finding=VAGUE, as_it_is=["finding"], **given)
    rig.run()
    rig.deliver()
    assert rig.ticket(number).indefinite
    assert not rig.platform.to(PROPOSER, VAGUE)
    return number


def run_at(rig: Rig, *moments: str) -> None:
    for moment in moments:
        rig.at(moment)
        rig.run()
        rig.deliver()


def test_it_is_told_on_the_next_working_day_once(rig: Rig) -> None:
    vaguely_replied(rig)
    assert rig.platform.to(OPERATOR, "答复不明确")
    run_at(rig, "2026-09-16 周三 17:00", "2026-09-17 周四 08:00")
    assert not rig.platform.to(PROPOSER, VAGUE)
    run_at(rig, "2026-09-17 周四 09:30", "2026-09-17 周四 15:00", "2026-09-18 周五 10:00")
    assert len(rig.platform.to(PROPOSER, VAGUE)) == 1


def test_the_time_to_cooperate_begins_when_it_is_told(rig: Rig) -> None:
    """M14: told on Thursday, not on the day of the reply."""
    number = vaguely_replied(
        rig, Action.REPLY_COOPERATE, way="携带注销通知书原件到窗口", steps="到政务服务中心三楼窗口提交原件"
    )
    assert rig.ticket(number).to_tell == Action.REPLY_COOPERATE
    run_at(rig, "2026-09-17 周四 09:30")
    ticket = rig.ticket(number)
    assert ticket.to_tell == ""
    assert rig.clock_of(number).due_on.isoformat() == "2026-09-23"


def test_the_centre_reads_it_on_its_list_while_it_may_return_it(rig: Rig) -> None:
    """Within one working day: listed on the morning after, and not any more on the next."""
    number = vaguely_replied(rig)
    rig.clear_messages()
    run_at(rig, "2026-09-17 周四 09:20")
    assert rig.platform.to(OPERATOR, number[-4:], "待核对")
    rig.clear_messages()
    run_at(rig, "2026-09-18 周五 09:20")
    assert not rig.platform.to(OPERATOR, "待核对")


def test_a_returned_reply_is_never_told(rig: Rig) -> None:
    number = vaguely_replied(rig)
    rig.act(number, Action.RETURN_REPLY, OPERATOR, reason="没有写明核实的结果")
    run_at(rig, "2026-09-17 周四 09:30", "2026-09-18 周五 09:30")
    assert not rig.platform.to(PROPOSER, VAGUE)
