"""M15, own rule: the proposer hears on the first working day that a reply or repair is late, why, and whom to ask."""

from __future__ import annotations

from regulation.states import Action
from scheduler.limits import late_notices
from tests.scheduler.rig import OFFICER_A, OPERATOR, PROPOSER, Rig


def received(rig: Rig) -> str:
    """With the department since 2026-09-16 周三, its reply due on the make-up Sunday 2026-09-20."""
    number = rig.filed()
    rig.advance(number, Action.RECEIVE)
    rig.clear_messages()
    return number


def test_a_late_reply_is_told_once_on_the_first_working_day(rig: Rig) -> None:
    number = received(rig)
    for moment in ("2026-09-20 周日 09:05", "2026-09-20 周日 17:29", "2026-09-21 周一 08:59"):
        rig.at(moment)
        rig.run()
        assert not rig.platform.to(PROPOSER), moment
    rig.at("2026-09-21 周一 09:01")
    rig.run()
    rig.run()
    [said] = rig.platform.to(PROPOSER)
    words = (
        "答复逾期告知",
        number,
        "区市场监管局应于2026-09-20 周日（含当日）前答复您",
        "区大数据中心询问",
        "本系统约定",
    )
    assert all(word in said.text for word in words)
    rig.clear_messages()
    rig.at("2026-09-22 周二 09:05")
    rig.run()
    assert not rig.platform.to(PROPOSER)


def test_a_late_repair_is_told_with_the_reason_given_to_the_proposer(rig: Rig) -> None:
    """A later day comes with its reason (own rule); it is read again where that day was missed, too."""
    number = received(rig)
    rig.advance_from(number, Action.REPLY_REPAIR, Action.REPLY_REPAIR)
    why = "业务系统升级，须待升级完成"
    rig.act(number, Action.EXTEND, OFFICER_A, days=9, reason=why, ground="regather", expected_on="2026-09-29")
    assert rig.clock_of(number).due_on.isoformat() == "2026-09-29"
    rig.clear_messages()
    rig.at("2026-09-30 周三 09:01")
    rig.run()
    [said] = rig.platform.to(PROPOSER)
    assert all(word in said.text for word in ("修正逾期告知", "2026-09-29 周二", why))


def test_several_late_replies_come_in_one_message(rig: Rig) -> None:
    numbers = [received(rig) for _ in range(3)]
    rig.at("2026-09-21 周一 09:01")
    rig.run()
    [said] = rig.platform.to(PROPOSER)
    assert all(number in said.text for number in (*numbers, "逾期告知：3件"))


def test_an_answer_in_the_morning_withdraws_the_notice(rig: Rig) -> None:
    """Answered before it left: nobody reads that it is late."""
    number = received(rig)
    rig.at("2026-09-21 周一 09:01")
    assert late_notices.sweep(rig.deps, rig.now) == 1
    rig.act(number, Action.REPLY_CORRECT, OFFICER_A, finding="经核实，登记地址与档案一致", basis="登记档案")
    rig.deliver()
    assert not rig.platform.to(PROPOSER, "逾期")


def test_the_centres_own_limits_and_limits_held_open_are_not_told(rig: Rig) -> None:
    """A late prescreen is no late reply; an extension asked for in time is not late until it is decided (own rule)."""
    rig.filed()
    number = received(rig)
    rig.advance_from(number, Action.REPLY_REPAIR, Action.REPLY_REPAIR)
    reason = "涉及多个业务系统，须联合核对"
    rig.act(number, Action.EXTEND, OFFICER_A, days=20, reason=reason, ground="regather", expected_on="2026-10-12")
    rig.clear_messages()
    rig.at("2026-09-28 周一 09:01")
    rig.run()
    assert not rig.platform.to(PROPOSER, "逾期告知")
    assert rig.platform.to(OPERATOR)
