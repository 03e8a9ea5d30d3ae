"""Access tokens: one per app, valid for 7200 seconds, revoked early by a rehearsal."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from clock.time_source import Clock
from sandbox.wecom.errors import ApiError

LIFETIME = timedelta(seconds=7200)
KEPT = 64  # old tokens kept to distinguish 42001 (expired) from 40014 (never issued)


class TokenBox:
    """Returns the same token while it is valid, as the server usually does."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[str, datetime] = {}

    def issue(self) -> tuple[str, int]:
        """The token and its remaining lifetime in whole seconds."""
        now = self._clock.now()
        for token, until in self._until.items():
            if until - now > timedelta(seconds=1):
                return token, int((until - now).total_seconds())
        token = secrets.token_urlsafe(96)
        self._until[token] = now + LIFETIME
        while len(self._until) > KEPT:
            self._until.pop(next(iter(self._until)))
        return token, int(LIFETIME.total_seconds())

    def check(self, token: str) -> None:
        """41001 without a token, 40014 for an unknown or revoked one, 42001 for an expired one."""
        if not token:
            raise ApiError(41001)
        until = self._until.get(token)
        if until is None:
            raise ApiError(40014)
        if until <= self._clock.now():
            raise ApiError(42001)

    def void(self) -> None:
        """Revoke every token; callers then get 40014."""
        self._until.clear()
