"""P9, G6: each change of a mark is sent to the data platform once, in order, without data values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pydantic import SecretStr

from bot.ports import PlatformError, Receipt
from platforms.portal import Portal, Settings
from regulation.states import Action
from scheduler.deps import Deps
from scheduler.sweeps import portal_flags
from tests.bot.district import PLATFORM
from tests.scheduler.deliver_once import deliver
from tests.scheduler.rig import Rig


class FakePortal(Portal):
    """A fake portal that records events; the first attempts may fail."""

    def __init__(self, rig: Rig, failures: int = 0) -> None:
        super().__init__(
            Settings(flag_url="https://portal.example/flags", secret=SecretStr("a secret agreed upon")), rig.clock
        )
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.failures = failures

    def send(self, user: str, message: Mapping[str, Any], *, key: str) -> Receipt:
        if self.failures:
            self.failures -= 1
            raise PlatformError("busy", retryable=True)
        self.heard.append((key, dict(message)))
        return Receipt(key)


def connected(rig: Rig, portal: Portal) -> Deps:
    return replace(rig.deps, platforms={PLATFORM: rig.platform}, systems={"portal": portal})


def test_flag_events_are_sent_once_and_in_order(rig: Rig) -> None:
    number = rig.filed()
    rig.advance(number, Action.CONFIRM)
    portal = FakePortal(rig)
    deps = connected(rig, portal)
    assert portal_flags.sweep(deps, rig.now) == 2
    assert portal_flags.sweep(deps, rig.now) == 0
    for _ in range(3):
        deliver(deps, rig.now)
    assert [(message["event"], message["flagged"]) for _, message in portal.heard] == [
        ("flag.set", 1),
        ("flag.cleared", 0),
    ]
    assert {message["number"] for _, message in portal.heard} == {number}
    assert "99号" not in str(portal.heard)


def test_events_before_the_portal_was_configured_are_sent_later(small_rig: Rig) -> None:
    number = small_rig.filed()
    small_rig.advance(number, Action.REPLY_REPAIR)
    assert portal_flags.sweep(small_rig.deps, small_rig.now) == 0
    assert portal_flags.sweep(connected(small_rig, FakePortal(small_rig)), small_rig.now) == 1


def test_an_unavailable_portal_is_retried(small_rig: Rig) -> None:
    small_rig.advance(small_rig.filed(), Action.REPLY_REPAIR)
    portal = FakePortal(small_rig, failures=1)
    deps = connected(small_rig, portal)
    portal_flags.sweep(deps, small_rig.now)
    deliver(deps, small_rig.now)
    assert portal.heard == []
    small_rig.later(minutes=5)
    deliver(deps, small_rig.now + timedelta(seconds=1))
    assert len(portal.heard) == 1
