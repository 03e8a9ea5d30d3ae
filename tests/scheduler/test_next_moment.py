"""No sweep has work at an instant that a rehearsal's clock leaps over: by moments and minute by minute are the same."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from clock.time_source import SHANGHAI
from regulation.states import Action
from scheduler.next_moment import next_moment
from scheduler.sweeps import directory_gaps
from tests.scheduler.rig import Rig, instant

UNTIL = "2026-09-22 周二 12:00"
FINE, COARSE, NIGHT = (timedelta(minutes=minutes) for minutes in (1, 10, 60))
MOST_STOPS = 400


def district(url: str, folder: Path) -> Rig:
    """On 2026-09-16 周三 10:00: a case in each of four states, whose limits all pass within the week."""
    rig = Rig(url, folder)
    rig.filed()
    for last in (Action.TRANSFER, Action.FINISH_REPAIR, Action.NOTIFY):
        rig.advance(rig.filed(), last)
    run(rig)
    rig.platform.arrived.clear()
    return rig


def run(rig: Rig) -> None:
    directory_gaps.sweep(rig.deps, rig.now)
    while sum(rig.run().values()):
        pass


def arrived(rig: Rig) -> list[tuple[str, str, str]]:
    """Whose phone, when, what; the order of two at one instant is the senders' own."""
    return sorted(
        (
            f"{each.at.astimezone(SHANGHAI):%m-%d %H:%M}",
            each.user,
            str(each.message.get("template_card") or each.message),
        )
        for each in rig.platform.arrived
    )


def by_moments(rig: Rig, until: datetime) -> int:
    for stops in range(MOST_STOPS):
        moment = next_moment(rig.deps, rig.now)
        if moment > until:
            return stops
        assert moment > rig.now, "something was left undone"
        rig.clock.instant = moment
        run(rig)
    raise AssertionError("too many stops")


def by_minutes(rig: Rig, until: datetime) -> None:
    while rig.now < until:
        rig.clock.instant += step(rig.now.astimezone(SHANGHAI))
        run(rig)


def step(local: datetime) -> timedelta:
    if (9, 0) <= (local.hour, local.minute) < (9, 20):
        return FINE
    return COARSE if 8 <= local.hour < 18 else NIGHT


@pytest.mark.slow
def test_a_week_by_moments_is_the_same_as_minute_by_minute(sqlite_url: str, tmp_path: Path) -> None:
    place = Path(sqlite_url.removeprefix("sqlite:///"))
    other = shutil.copy(place, place.with_name("other.db"))
    leapt, walked = district(sqlite_url, tmp_path), district(f"sqlite:///{other}", tmp_path)
    stops = by_moments(leapt, instant(UNTIL))
    by_minutes(walked, instant(UNTIL))
    assert arrived(leapt)
    assert arrived(leapt) == arrived(walked)
    assert stops < 80
    for rig in (leapt, walked):
        rig.close()
