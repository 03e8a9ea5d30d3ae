"""One access token for all threads: fetched by one of them, early, and never again with a secret that was refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock

from bot.ports import Blame, PlatformError
from clock import Clock

EARLY = timedelta(seconds=120)
BAN = timedelta(hours=1)  # repeated wrong secrets get the whole address banned for about this long (section 1.2)

Fetch = Callable[[], tuple[str, timedelta]]


class AccessToken:
    """`fetch` asks the platform and returns a token with its lifetime; it raises PlatformError."""

    def __init__(self, fetch: Fetch, clock: Clock) -> None:
        self._fetch, self._clock = fetch, clock
        self._lock = Lock()
        self._token = ""
        self._renew_at = self._refused_at = datetime(1970, 1, 1, tzinfo=UTC)
        self._refusal: PlatformError | None = None

    def get(self) -> str:
        with self._lock:
            now = self._clock.now()
            if not self._token or now >= self._renew_at:
                self._renew(now)
            return self._token

    def replace(self, stale: str) -> str:
        """The platform no longer takes `stale`. Of many threads told so, one fetches; the others get what it got."""
        with self._lock:
            if self._token == stale:
                self._renew(self._clock.now())
            return self._token

    def _renew(self, now: datetime) -> None:
        if self._refusal is not None and timedelta() <= now - self._refused_at < BAN:
            raise self._refusal.with_traceback(None)
        try:
            self._token, lifetime = self._fetch()
        except PlatformError as error:
            if error.blame is Blame.APP and not error.retryable:
                self._refusal, self._refused_at = error, now
            raise
        self._refusal, self._renew_at = None, now + lifetime - min(EARLY, lifetime / 2)
