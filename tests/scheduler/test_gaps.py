"""M7: roster gaps reach the centre once a week, on its first working day, and nobody when there are none."""

from __future__ import annotations

from scheduler import gaps
from scheduler.delivery import deliver
from store.session import Store
from tests.bot.world import vault
from tests.scheduler.rig import DIRECTOR, LEADER, OPERATOR, Rig

TITLE = "本周名册缺口"


def test_operators_read_it_once_on_the_first_working_day(small_rig: Rig) -> None:
    rig = small_rig
    for moment in ("2026-09-20 周日 08:59", "2026-09-21 周一 08:59"):
        assert gaps.sweep(rig.parts, rig.at(moment)) == 0
    assert gaps.sweep(rig.parts, rig.at("2026-09-21 周一 09:00")) == 2
    assert gaps.sweep(rig.parts, rig.at("2026-09-22 周二 09:00")) == 0
    deliver(rig.parts, rig.now)
    said = rig.phones.to(OPERATOR, TITLE)
    assert len(said) == len(rig.phones.to(DIRECTOR, TITLE)) == 1
    assert rig.phones.to(LEADER, TITLE) == []
    assert "区民政局：没有B角、分管领导" in said[0].text
    assert "区市场监管局" not in said[0].text


def test_a_holiday_monday_is_made_up_for(small_rig: Rig) -> None:
    """2026-10-05 周一 lies in the National Day holiday: that week's first working day is 2026-10-08 周四."""
    assert gaps.sweep(small_rig.parts, small_rig.at("2026-10-05 周一 10:00")) == 0
    assert gaps.sweep(small_rig.parts, small_rig.at("2026-10-08 周四 10:00")) == 2


def test_two_machines_say_it_once(small_rig: Rig) -> None:
    now = small_rig.at("2026-09-21 周一 09:30")
    other = small_rig.machine(Store(small_rig.url, vault()))
    assert gaps.sweep(small_rig.parts, now) + gaps.sweep(other, now) == 2
    other.store.close()
