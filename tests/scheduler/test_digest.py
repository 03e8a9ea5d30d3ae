"""M7: leaders get a digest of overdue tickets once a working day, none where there is nothing, without values (M4)."""

from __future__ import annotations

from bot.outbound import Lane
from regulation.states import Action
from scheduler.limits import digest
from tests.scheduler.rig import DIRECTOR, LEADER, OFFICER_A, OPERATOR, SUPERVISOR, Rig
from tests.scheduler.test_leader_copies import buttons, give_roles


def overdue(rig: Rig) -> str:
    """With the department since 2026-09-16 周三, due on 2026-09-20 周日."""
    number = rig.filed()
    rig.advance(number, Action.RECEIVE)
    rig.clear_messages()
    return number


def digests(rig: Rig, user: str) -> int:
    return len(rig.platform.to(user, "逾期提示"))


def test_leader_and_supervising_office_read_it_once_a_day(rig: Rig) -> None:
    number = overdue(rig)
    rig.at("2026-09-21 周一 08:59")
    rig.run()
    assert digests(rig, LEADER) == 0
    rig.at("2026-09-21 周一 09:01")
    rig.run()
    rig.run()
    assert digests(rig, LEADER) == digests(rig, SUPERVISOR) == 1
    assert digests(rig, DIRECTOR) == 0
    said = rig.platform.to(LEADER, "逾期提示")[0].text
    assert number in said
    assert "99号" not in said
    assert "张伟" not in said
    rig.at("2026-09-22 周二 09:01")
    rig.run()
    assert digests(rig, LEADER) == digests(rig, SUPERVISOR) == 2


def test_no_digest_without_overdue_limits(rig: Rig) -> None:
    overdue(rig)
    rig.at("2026-09-18 周五 09:01")
    assert digest.sweep(rig.deps, rig.now) == 0
    assert rig.deliver() == 0


def test_the_centre_reads_what_is_late_anywhere_once_a_day(rig: Rig) -> None:
    """M15: operators and director, with who and since when; what a reminder named to them today comes tomorrow (P2)."""
    theirs, ours = overdue(rig), rig.filed()
    rig.clear_messages()
    rig.at("2026-09-21 周一 09:00")
    rig.run()
    rig.at("2026-09-21 周一 09:11")
    rig.run()
    rig.run()
    for user in (OPERATOR, DIRECTOR):
        [said] = rig.platform.to(user, theirs)
        assert all(word in said.text for word in ("全区逾期提示：1件", "王芳，应于9月20日周日", "部门答复"))
        assert len(rig.platform.to(user, ours)) == len(rig.platform.to(user, "期限提醒", ours)) == 1
    assert digests(rig, SUPERVISOR) == 1
    assert not rig.platform.to(LEADER, ours)
    rig.clear_messages()
    rig.at("2026-09-22 周二 09:11")
    rig.run()
    for user in (OPERATOR, DIRECTOR):
        assert rig.platform.to(user, theirs, ours, "全区逾期提示：2件")


def test_digests_on_make_up_days_and_not_on_days_off(rig: Rig) -> None:
    rig.filed()
    rig.clear_messages()
    rig.at("2026-09-19 周六 09:30")
    rig.run()
    assert digests(rig, SUPERVISOR) == 0
    rig.at("2026-09-20 周日 09:30")
    rig.run()
    assert digests(rig, SUPERVISOR) == 1


def test_after_a_downtime_the_digest_is_sent_at_noon(rig: Rig) -> None:
    rig.filed()
    rig.clear_messages()
    rig.at("2026-09-18 周五 12:00")
    rig.run()
    assert digests(rig, SUPERVISOR) == 1
    rig.at("2026-09-21 周一 17:31")
    rig.run()
    assert digests(rig, SUPERVISOR) == 1


def test_who_answers_for_several_reads_one_digest(rig: Rig) -> None:
    """Each case once, whatever rights they have: by the digest, or by the reminder to act."""
    theirs, ours = overdue(rig), rig.filed()
    give_roles(rig, LEADER, "leader director")
    give_roles(rig, SUPERVISOR, "supervisor leader")
    rig.at("2026-09-21 周一 09:01")
    rig.run()
    rig.at("2026-09-21 周一 09:11")
    rig.run()
    for user in (LEADER, SUPERVISOR):
        [said] = rig.platform.to(user, "逾期提示")
        assert theirs in said.text
        assert [len(rig.platform.to(user, number)) for number in (theirs, ours)] == [1, 1]


def test_digest_buttons_urge_and_are_recorded(rig: Rig) -> None:
    first, second = overdue(rig), rig.filed()
    rig.advance(second, Action.RECEIVE)
    rig.at("2026-09-22 周二 09:01")
    rig.run()
    pressed = buttons(rig.platform.to(LEADER, "逾期提示")[0].message)
    rig.clear_messages()
    rig.send_text(LEADER, pressed["全部催办"])
    rig.deliver()
    assert all(len(rig.platform.to(OFFICER_A, "收到催办", number)) == 1 for number in (first, second))
    rig.send_text(LEADER, pressed["全部催办"])
    rig.deliver()
    assert rig.platform.to(LEADER, "今天您已经催办过")


def test_a_delayed_digest_is_not_sent_at_night(rig: Rig) -> None:
    """G1: after an outage from 17:00 on the digest is held until the next morning, a task is sent at once."""
    rig.at("2026-09-16 周三 17:29")
    rig.post(LEADER, "摘要", Lane.DIGEST)
    rig.post(LEADER, "提醒", Lane.REMINDER)
    rig.post(LEADER, "任务", Lane.TASK)
    rig.at("2026-09-16 周三 20:00")
    rig.deliver()
    assert [sent.text for sent in rig.platform.arrived if "任务" not in sent.text] == []
    assert len(rig.platform.arrived) == 1
    rig.at("2026-09-17 周四 09:01")
    rig.deliver()
    assert len(rig.platform.arrived) == 3


def test_an_instruction_is_in_the_digest_until_the_case_moved(rig: Rig) -> None:
    """批示 (own rule): nothing is overdue, the leader's own words are not in it."""
    number = rig.filed()
    rig.advance(number, Action.RECEIVE)
    rig.send_text(LEADER, f"批示 {number} 请于今日核实并答复")
    rig.clear_messages()
    rig.at("2026-09-17 周四 09:05")
    rig.run()
    for user in (LEADER, SUPERVISOR):
        [said] = rig.platform.to(user, "批示待落实")
        assert number in said.text
        assert "今日核实" not in said.text
    assert rig.platform.to(DIRECTOR, "批示待落实") == []
    rig.advance_from(number, Action.REPLY_REPAIR, Action.REPLY_REPAIR)
    rig.clear_messages()
    rig.at("2026-09-18 周五 09:05")
    rig.run()
    assert rig.platform.to(LEADER, "批示待落实") == []
