"""M7: leaders learn of what is overdue once a working day, where there is something to say; no values (M4)."""

from __future__ import annotations

from regulation.states import Action
from scheduler import digest
from tests.scheduler.rig import DIRECTOR, LEADER, PROPOSER, SUPERVISOR, Rig


def overdue(rig: Rig) -> str:
    """With the department since 2026-09-16 周三, due on 2026-09-20 周日."""
    number = rig.filed()
    rig.walk(number, Action.RECEIVE)
    rig.silence()
    return number


def digests(rig: Rig, user: str) -> int:
    return len(rig.phones.to(user, "逾期提示"))


def test_leader_and_supervising_office_read_it_once_a_day(rig: Rig) -> None:
    number = overdue(rig)
    rig.at("2026-09-21 周一 08:59")
    rig.run()
    assert digests(rig, LEADER) == 0
    rig.at("2026-09-21 周一 09:00")
    rig.run()
    rig.run()
    assert digests(rig, LEADER) == digests(rig, SUPERVISOR) == 1
    assert digests(rig, DIRECTOR) == 0
    said = rig.phones.to(LEADER, "逾期提示")[0].text
    assert number in said
    assert "99号" not in said
    assert "张伟" not in said
    rig.at("2026-09-22 周二 09:00")
    rig.run()
    assert digests(rig, LEADER) == digests(rig, SUPERVISOR) == 2


def test_nothing_overdue_nothing_said(rig: Rig) -> None:
    overdue(rig)
    rig.at("2026-09-18 周五 09:00")
    assert digest.sweep(rig.parts, rig.now) == 0
    assert rig.deliver() == 0


def test_the_centres_own_lateness_goes_to_its_director(rig: Rig) -> None:
    """P2: not accepted within one working day."""
    rig.filed()
    rig.silence()
    rig.at("2026-09-18 周五 09:00")
    rig.run()
    assert digests(rig, DIRECTOR) == digests(rig, SUPERVISOR) == 1
    assert digests(rig, LEADER) == digests(rig, PROPOSER) == 0


def test_make_up_days_yes_days_off_no(rig: Rig) -> None:
    rig.filed()
    rig.silence()
    rig.at("2026-09-19 周六 09:30")
    rig.run()
    assert digests(rig, SUPERVISOR) == 0
    rig.at("2026-09-20 周日 09:30")
    rig.run()
    assert digests(rig, SUPERVISOR) == 1


def test_slept_until_noon(rig: Rig) -> None:
    rig.filed()
    rig.silence()
    rig.at("2026-09-18 周五 12:00")
    rig.run()
    assert digests(rig, SUPERVISOR) == 1
    rig.at("2026-09-21 周一 17:31")
    rig.run()
    assert digests(rig, SUPERVISOR) == 1
