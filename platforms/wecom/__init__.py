"""Adapter for WeCom (企业微信, 政务微信): parses callbacks, sends messages; the protocol stays in this package."""

from __future__ import annotations

from clock.time_source import Clock
from platforms.wecom.adapter import WeCom
from platforms.wecom.callback import CallbackEndpoint
from platforms.wecom.settings import Settings

__all__ = ["CallbackEndpoint", "Settings", "WeCom", "build"]


def build(settings: Settings, clock: Clock) -> WeCom:
    """The platform of one tenant. Opens no connection."""
    return WeCom(settings, clock)
