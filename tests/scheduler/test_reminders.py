"""G1, M7: reminders on the working day before, on the last day's morning, and once it is overdue."""

from __future__ import annotations

import pytest

from regulation.states import Action
from scheduler.limits import deadlines
from tests.scheduler.rig import LEADER, OFFICER_A, OFFICER_B, OPERATORS, PROPOSER, Rig


def replied(rig: Rig) -> str:
    """With the department since this moment; its reply is due on the third working day."""
    number = rig.filed()
    rig.advance(number, Action.RECEIVE)
    rig.clear_messages()
    return number


def test_reminder_schedule_of_a_reply(rig: Rig) -> None:
    """Transferred on Wednesday; 2026-09-20 周日 is a make-up working day, so the reply is due on it."""
    number = replied(rig)
    rig.at("2026-09-18 周五 08:59")
    rig.run()
    assert rig.platform.arrived == []
    rig.at("2026-09-18 周五 09:00")
    rig.run()
    assert [sent.user for sent in rig.platform.arrived] == [OFFICER_A]
    assert rig.platform.to(OFFICER_A, number, "剩1天")
    rig.clear_messages()
    rig.at("2026-09-19 周六 10:00")
    rig.run()
    assert rig.platform.arrived == []
    rig.at("2026-09-20 周日 09:01")
    rig.run()
    assert [sent.user for sent in rig.platform.arrived] == [OFFICER_A]
    assert rig.platform.to(OFFICER_A, number, "今日到期")
    rig.clear_messages()
    rig.at("2026-09-21 周一 00:01")
    rig.run()
    assert rig.platform.arrived == []
    rig.at("2026-09-21 周一 09:00")
    rig.run()
    assert {sent.user for sent in rig.platform.arrived if "期限提醒" in sent.text} == {OFFICER_A}
    assert rig.platform.to(OFFICER_A, number, "逾期1日", "办理")
    assert rig.platform.to(LEADER, number, "逾期1日", "请督促办理", "催办")
    assert not rig.platform.to(LEADER, '"办理"')


@pytest.mark.parametrize("moment", ["2026-09-19 周六 10:00", "2026-09-20 周日 08:00", "2026-09-20 周日 17:30"])
def test_nobody_is_reminded_outside_service_hours(rig: Rig, moment: str) -> None:
    replied(rig)
    rig.at(moment)
    rig.run()
    assert rig.platform.arrived == []


def test_one_message_a_person_most_urgent_first(rig: Rig) -> None:
    """Three tickets of one officer: one card, the overdue one on top."""
    first = replied(rig)
    rig.at("2026-09-17 周四 10:00")
    second, third = replied(rig), replied(rig)
    rig.at("2026-09-21 周一 09:30")
    rig.run()
    mine = rig.platform.to(OFFICER_A, "期限提醒")
    assert len(mine) == 1
    places = [mine[0].text.index(number) for number in (first, second, third)]
    assert places == sorted(places)
    assert "3件待办，1件已逾期" in mine[0].text


def test_the_sweep_is_idempotent(rig: Rig) -> None:
    replied(rig)
    rig.at("2026-09-20 周日 09:30")
    rig.run()
    said = len(rig.platform.arrived)
    assert said == 1
    assert rig.run()["deadlines"] == 0
    assert len(rig.platform.arrived) == said


def test_an_answered_limit_is_not_reminded_of(rig: Rig) -> None:
    """Answered before the sweep, and answered between the sweep and the delivery."""
    first, second = replied(rig), replied(rig)
    reply = {"finding": "经核实登记地址确有错误", "expected_on": "2026-09-25"}
    rig.at("2026-09-20 周日 08:50")
    rig.act(first, Action.REPLY_REPAIR, OFFICER_A, **reply)
    rig.deliver()
    rig.platform.arrived.clear()
    rig.at("2026-09-20 周日 09:05")
    for _ in range(2):
        deadlines.sweep(rig.deps, rig.now)
    rig.act(second, Action.REPLY_REPAIR, OFFICER_A, **reply)
    rig.deliver()
    assert rig.platform.to(OFFICER_A, "期限提醒") == []
    assert [row.state for row in rig.outbox(lane=3)] == ["superseded"]


def test_a_pending_reminder_is_updated_before_sending(rig: Rig) -> None:
    """One of two was answered while the message waited: it lists only the other."""
    first, second = replied(rig), replied(rig)
    rig.at("2026-09-20 周日 09:05")
    deadlines.sweep(rig.deps, rig.now)
    rig.act(first, Action.REPLY_REPAIR, OFFICER_A, finding="经核实登记地址确有错误", expected_on="2026-09-25")
    rig.deliver()
    mine = rig.platform.to(OFFICER_A, "期限提醒")
    assert len(mine) == 1
    assert second in mine[0].text
    assert first not in mine[0].text


def test_an_unreceived_ticket_is_escalated(rig: Rig) -> None:
    """M7: not received by A for half a working day: B gets the task; for a whole one: the leader is notified."""
    number = rig.filed()
    rig.advance(number, Action.TRANSFER)
    rig.deliver()
    assert rig.platform.to(OFFICER_A, number)
    assert not rig.platform.to(OFFICER_B, number)
    rig.clear_messages()
    rig.at("2026-09-16 周三 13:59")
    rig.run()
    assert rig.platform.arrived == []
    rig.at("2026-09-16 周三 14:00")
    rig.run()
    assert [sent.user for sent in rig.platform.arrived] == [OFFICER_B]
    assert "签收" in rig.platform.arrived[0].text
    rig.clear_messages()
    rig.at("2026-09-17 周四 09:29")
    rig.run()
    assert rig.platform.arrived == []
    rig.at("2026-09-17 周四 09:30")
    rig.run()
    assert [sent.user for sent in rig.platform.arrived] == [LEADER]
    assert rig.platform.to(LEADER, number, "尚未签收")


def test_a_ticket_received_in_time_is_not_escalated(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.RECEIVE)
    rig.clear_messages()
    rig.at("2026-09-17 周四 10:00")
    rig.run()
    assert rig.platform.arrived == []
    assert rig.ticket(number).received_at is not None


def test_after_thirty_days_of_downtime_only_the_latest_reminder(rig: Rig) -> None:
    """After a jump of the clock or a downtime only the latest reminder is sent, once; leaders read the digest alone."""
    number = replied(rig)
    rig.at("2026-10-16 周五 10:00")
    rig.run()
    rig.run()
    assert len(rig.platform.to(OFFICER_A, "期限提醒", number)) == 1
    assert len(rig.platform.to(LEADER, number)) == len(rig.platform.to(LEADER, "逾期提示", number)) == 1


def test_the_centre_is_reminded_too(rig: Rig) -> None:
    """P2: filed on Wednesday, to be accepted by Thursday; nobody is reminded just after the task itself."""
    number = rig.filed()
    rig.clear_messages()
    rig.at("2026-09-16 周三 10:30")
    rig.run()
    assert rig.platform.arrived == []
    rig.at("2026-09-17 周四 09:00")
    rig.run()
    assert {sent.user for sent in rig.platform.arrived} == set(OPERATORS)
    assert all(number in sent.text for sent in rig.platform.arrived)


def test_the_proposer_is_reminded_of_a_supplement(rig: Rig) -> None:
    number = rig.filed()
    rig.act(number, Action.ASK_SUPPLEMENT, OPERATORS[0], other="请补充截图")
    rig.clear_messages()
    rig.at("2026-09-20 周日 09:00")
    rig.run()
    assert [sent.user for sent in rig.platform.arrived] == [PROPOSER]


def test_the_proposer_is_reminded_to_confirm(rig: Rig) -> None:
    """P9: told on Wednesday, five working days (own rule) end on 2026-09-22 周二; reminded on the second and fourth.

    The make-up Sunday counts; on the morning of the fifth the centre is asked to call.
    """
    number = rig.filed()
    rig.advance(number, Action.NOTIFY)
    rig.deliver()
    rig.send_text(PROPOSER, f"已阅 {number}")
    rig.clear_messages()
    due = rig.clock_of(number).due_on
    assert due.isoformat() == "2026-09-22"
    moments = {
        "2026-09-18 周五 09:00": [PROPOSER],
        "2026-09-20 周日 09:00": [],
        "2026-09-21 周一 09:00": [PROPOSER],
        "2026-09-22 周二 09:00": [*OPERATORS],
    }
    for moment, told in moments.items():
        rig.at(moment)
        rig.run()
        assert [sent.user for sent in rig.platform.arrived if number in sent.text] == told, moment
        rig.clear_messages()


def test_a_reminder_on_the_second_of_five_days_names_no_wrong_day(rig: Rig) -> None:
    """Three working days are left then: it is not due on the next one."""
    number = rig.filed()
    rig.advance(number, Action.NOTIFY)
    rig.deliver()
    rig.clear_messages()
    for moment, said in (("2026-09-18 周五 09:00", "期限未到"), ("2026-09-21 周一 09:00", "下一工作日到期")):
        rig.at(moment)
        rig.run()
        assert any(said in sent.text for sent in rig.platform.arrived if sent.user == PROPOSER), moment
        rig.clear_messages()


def test_a_make_up_saturday_is_a_working_day_and_a_holiday_none(rig: Rig) -> None:
    """Asked on 2026-02-11 周三: the last day is the make-up 2026-02-14 周六; no reminder during Spring Festival."""
    rig.at("2026-02-11 周三 10:00")
    number = rig.filed()
    rig.act(number, Action.ASK_SUPPLEMENT, OPERATORS[0], other="请补充截图")
    rig.clear_messages()
    for moment, said in (("2026-02-13 周五 09:00", 1), ("2026-02-14 周六 09:00", 1), ("2026-02-15 周日 09:00", 0)):
        rig.at(moment)
        rig.run()
        assert len([sent for sent in rig.platform.arrived if "期限提醒" in sent.text]) == said, moment
        rig.clear_messages()
