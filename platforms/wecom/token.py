"""One access token for all threads: fetched by one of them, early, and seldom with a secret that was refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock
from time import monotonic

from bot.ports import Blame, PlatformError
from clock.time_source import Clock
from platforms.wecom.backoff import Refusal, Rest

EARLY = timedelta(seconds=120)
# Repeated wrong secrets get the whole address banned for about an hour; the number told is 2000 of them within one
# (section 1.1). A dozen an hour is far from that, and a secret that is right again works without a restart.
FIRST, LAST = timedelta(minutes=1), timedelta(minutes=5)
BAN = timedelta(hours=1)

Fetch = Callable[[], tuple[str, timedelta]]


class AccessToken:
    """`fetch` asks the platform and returns a token with its lifetime; it raises PlatformError."""

    def __init__(self, fetch: Fetch, clock: Clock, tick: Callable[[], float] = monotonic) -> None:
        self._fetch, self._clock = fetch, clock
        self._lock = Lock()
        self._token = ""
        self._renew_at = datetime(1970, 1, 1, tzinfo=UTC)
        self._rest = Rest(clock, FIRST, LAST, leap=BAN, tick=tick)

    @property
    def refusal(self) -> Refusal | None:
        """Why there is no token, until there is one."""
        return self._rest.refusal

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
        refusal = self._rest.refusal
        if refusal is not None and self._rest.rests:
            raise refusal.error.with_traceback(None)
        try:
            self._token, lifetime = self._fetch()
        except PlatformError as error:
            if error.blame is Blame.APP and not error.retryable:
                self._rest.refused(error)
            raise
        self._rest.taken()
        self._renew_at = now + lifetime - min(EARLY, lifetime / 2)
