"""M7: accounts that the platform doesn't know or can't reach are named at night, before a notice fails on one."""

from __future__ import annotations

import pytest

from bot.ports import Member, PlatformError, Presence
from doctor.directory_reach import reach
from scheduler.sweeps import directory_comparison
from store.people import persons
from store.upkeep import run_claims
from tests.bot.district import PEOPLE, PLATFORM
from tests.scheduler.rig import OFFICER_A, OFFICER_B, OPERATOR, PROPOSER, Rig
from tests.scheduler.test_directory_events import happens

TITLE = "名册与平台通讯录不一致"
NIGHT = "2026-09-17 周四 02:00"


@pytest.fixture(autouse=True)
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory_comparison, "PORTION", 3)


def compared(rig: Rig) -> None:
    for _ in range(20):
        directory_comparison.sweep(rig.deps, rig.now)
    rig.deliver()


def at_nine(rig: Rig) -> None:
    rig.at("2026-09-17 周四 09:05")
    rig.deliver()


def test_every_absence_is_named_once(small_rig: Rig) -> None:
    rig = small_rig
    rig.platform.members = {
        OFFICER_A: Member(Presence.UNKNOWN),
        PROPOSER: Member(Presence.HIDDEN),
        OFFICER_B: Member(Presence.HERE, "李四"),
    }
    rig.at(NIGHT)
    compared(rig)
    assert sorted(rig.platform.asked) == sorted(row[0] for row in PEOPLE)
    at_nine(rig)
    (told,) = rig.platform.to(OPERATOR, TITLE)
    assert all(word in told.text for word in ("王芳", "没有这个帐号", "张伟", "可见范围", "赵磊", "姓名与名册不同"))
    rig.at("2026-09-18 周五 02:00")
    compared(rig)
    rig.at("2026-09-18 周五 09:05")
    rig.deliver()
    assert len(rig.platform.to(OPERATOR, TITLE)) == 1, "nothing new"


def test_absence_ends_no_rights(small_rig: Rig) -> None:
    rig = small_rig
    rig.platform.members = {row[0]: Member(Presence.UNKNOWN) for row in PEOPLE}
    rig.at(NIGHT)
    compared(rig)
    with rig.store.read() as session:
        assert persons.by_account(session, PLATFORM, OFFICER_A) is not None


def test_an_error_is_no_absence_and_the_comparison_goes_on_later(small_rig: Rig) -> None:
    rig = small_rig
    rig.platform.members = {OFFICER_A: Member(Presence.UNKNOWN)}
    rig.platform.before = lambda user, message: (
        PlatformError("平台繁忙", retryable=True, code="-1") if user == OPERATOR and "look_up" in message else None
    )
    rig.at(NIGHT)
    compared(rig)
    at_nine(rig)
    assert rig.platform.to(OPERATOR, TITLE) == []
    rig.platform.before = lambda user, message: None
    compared(rig)
    (told,) = rig.platform.to(OPERATOR, TITLE)
    assert "王芳" in told.text
    assert "李娜" not in told.text


def test_none_by_day_but_after_a_change_of_the_visible_range(small_rig: Rig) -> None:
    rig = small_rig
    compared(rig)
    assert rig.platform.asked == []
    happens(rig, "sys", change="range")
    compared(rig)
    assert len(rig.platform.asked) == len(PEOPLE)
    with rig.store.read() as session:
        assert run_claims.note(session, "directory.compare") == ""


def test_doctor_names_them(small_rig: Rig) -> None:
    rig = small_rig
    with rig.store.read() as session:
        (fine,) = reach(session, rig.platform, lambda done, of: None)
        assert fine.ok
        rig.platform.members = {OFFICER_A: Member(Presence.DISABLED)}
        (wrong,) = reach(session, rig.platform, lambda done, of: None)
        assert not wrong.ok
        assert "王芳（有职责）" in wrong.text
        rig.platform.before = lambda user, message: PlatformError("不在可信 IP", retryable=True, code="60020")
        (cut,) = reach(session, rig.platform, lambda done, of: None)
        assert "中断" in cut.text
