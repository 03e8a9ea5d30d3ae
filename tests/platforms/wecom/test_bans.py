"""A frequency ban ends with a probe, and is followed by a careful hour (C12; section 1.3)."""

from __future__ import annotations

from datetime import timedelta

from platforms.wecom.rate_limit import CAREFUL_CALLS, PROBE, Bans
from tests.platforms.wecom.tenant import NOW

MINUTE, NONE = timedelta(minutes=1), timedelta()


def test_only_one_call_probes() -> None:
    bans = Bans()
    bans.add("/a", NOW)
    assert bans.left("/a", NOW + MINUTE) == NONE
    assert bans.left("/a", NOW + MINUTE) == PROBE
    assert bans.left("/b", NOW) == NONE
    assert bans.left("/a", NOW + MINUTE + PROBE) == NONE, "the probe was lost"


def test_after_a_successful_probe_the_pace_is_careful_for_an_hour() -> None:
    bans = Bans()
    bans.add("/a", NOW)
    after = NOW + MINUTE
    bans.left("/a", after)
    bans.clear("/a", after)
    assert [bans.left("/a", after) for _ in range(CAREFUL_CALLS + 1)] == [NONE] * CAREFUL_CALLS + [MINUTE]
    later = after + timedelta(hours=1)
    assert [bans.left("/a", later) for _ in range(CAREFUL_CALLS + 1)] == [NONE] * (CAREFUL_CALLS + 1)


def test_a_success_without_a_ban_changes_no_pace() -> None:
    bans = Bans()
    bans.clear("/a", NOW)
    assert [bans.left("/a", NOW) for _ in range(CAREFUL_CALLS + 1)] == [NONE] * (CAREFUL_CALLS + 1)
