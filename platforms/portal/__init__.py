"""Webhook to the data platform's portal (G6): signed requests say which records are marked; no chat, no data values."""

from __future__ import annotations

from clock.time_source import Clock
from platforms.portal.settings import Settings
from platforms.portal.webhook import Portal

__all__ = ["Portal", "Settings", "build"]


def build(settings: Settings, clock: Clock) -> Portal:
    """The sender to one portal. Opens no connection."""
    return Portal(settings, clock)
