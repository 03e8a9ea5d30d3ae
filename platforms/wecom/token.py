"""One access token shared by all threads: renewed early, by one of them, with backoff where the secret is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock
from time import monotonic

from bot.ports import Blame, PlatformError
from clock.time_source import Clock
from platforms.wecom.backoff import Backoff, Refusal

EARLY = timedelta(seconds=120)
# Repeated wrong secrets get the IP address banned for about an hour, reportedly after 2000 of them within one
# (section 1.1). A dozen an hour is far from that, and a corrected secret works without a restart.
FIRST, LAST = timedelta(minutes=1), timedelta(minutes=5)
BAN = timedelta(hours=1)

Fetch = Callable[[], tuple[str, timedelta]]


class AccessToken:
    """`fetch` calls the platform and returns a token with its lifetime; it raises PlatformError."""

    def __init__(self, fetch: Fetch, clock: Clock, tick: Callable[[], float] = monotonic) -> None:
        self._fetch, self._clock = fetch, clock
        self._lock = Lock()
        self._token = ""
        self._renew_at = datetime(1970, 1, 1, tzinfo=UTC)
        self._backoff = Backoff(clock, FIRST, LAST, leap=BAN, tick=tick)

    @property
    def refusal(self) -> Refusal | None:
        """Why there is no token, until there is one."""
        return self._backoff.refusal

    def get(self) -> str:
        with self._lock:
            now = self._clock.now()
            if not self._token or now >= self._renew_at:
                self._renew(now)
            return self._token

    def replace(self, stale: str) -> str:
        """The platform rejects `stale`: the first thread to report it fetches a new token, the others get that one."""
        with self._lock:
            if self._token == stale:
                self._renew(self._clock.now())
            return self._token

    def _renew(self, now: datetime) -> None:
        refusal = self._backoff.refusal
        if refusal is not None and self._backoff.is_active:
            raise refusal.error.with_traceback(None)
        try:
            self._token, lifetime = self._fetch()
        except PlatformError as error:
            if error.blame is Blame.APP and not error.retryable:
                self._backoff.record_refusal(error)
            raise
        self._backoff.record_success()
        self._renew_at = now + lifetime - min(EARLY, lifetime / 2)
