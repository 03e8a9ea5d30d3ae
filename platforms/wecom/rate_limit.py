"""Client-side rate limits below the published ones, because the platform drops the excess silently (section 1.3)."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock

from clock.time_source import SHANGHAI

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CALLS_PER_MINUTE = 9000  # of one API path; published: 10 000 of the whole corp
CAREFUL_CALLS = 300  # of one API path in a minute, for an hour after a frequency ban (own rule)
LONGEST_REST = timedelta(minutes=15)  # between two probes of a banned path (own rule)
PROBE = timedelta(seconds=15)  # longer than any call takes


class Window:
    """Sliding window: at most `limit` events within the last `span`."""

    def __init__(self, limit: int, span: timedelta) -> None:
        self._limit, self._span = limit, span
        self._done: deque[datetime] = deque()

    def wait(self, now: datetime) -> timedelta:
        """Time until the window admits one more event; zero while it has capacity."""
        self._forget(now)
        if len(self._done) < self._limit:
            return timedelta()
        return self._done[-self._limit] + self._span - now

    def record(self, now: datetime) -> None:
        self._done.append(now)

    def is_idle(self, now: datetime) -> bool:
        self._forget(now)
        return not self._done

    def _forget(self, now: datetime) -> None:
        while self._done and self._done[0] + self._span <= now:
            self._done.popleft()
        while self._done and self._done[-1] > now:  # a rehearsal moved the clock back: events ahead of it don't count
            self._done.pop()


class Throttle:
    """Windows per member, for the app's day, and per API path. In memory: a restart begins with empty windows."""

    def __init__(self, minute_limit: int, hour_limit: int, day_limit: int) -> None:
        self.reader_limits = ((minute_limit, MINUTE), (hour_limit, HOUR))
        self._members: dict[str, list[Window]] = {}
        self._looked: datetime | None = None  # through the members, for idle ones
        self._paths: defaultdict[str, Window] = defaultdict(lambda: Window(CALLS_PER_MINUTE, MINUTE))
        self._day_limit, self._day, self._sent_today = day_limit, date.min, 0
        self._lock = Lock()

    def wait(self, user: str, now: datetime) -> timedelta:
        """How long to hold back a message to this member; zero means send now. Counts nothing."""
        with self._lock:
            windows = self._members.get(user.lower(), ())
            return max((*(window.wait(now) for window in windows), self._until_midnight(now)), default=timedelta())

    def record(self, user: str, now: datetime) -> None:
        """Count a message to this member."""
        with self._lock:
            if user.lower() not in self._members:
                self._forget_idle(now)
                self._members[user.lower()] = [Window(limit, span) for limit, span in self.reader_limits]
            for window in self._members[user.lower()]:
                window.record(now)
            self._reset_daily_count(now)
            self._sent_today += 1

    def pace(self, path: str, now: datetime) -> timedelta:
        """How long to hold back a call of this path. A call with zero wait is counted."""
        with self._lock:
            wait = self._paths[path].wait(now)
            if not wait:
                self._paths[path].record(now)
            return wait

    def _forget_idle(self, now: datetime) -> None:
        """Drop the windows of members without messages for an hour; looked for once a minute."""
        if self._looked is not None and timedelta() <= now - self._looked < MINUTE:
            return
        self._looked = now
        idle = [user for user, windows in self._members.items() if all(window.is_idle(now) for window in windows)]
        for user in idle:
            del self._members[user]

    def _until_midnight(self, now: datetime) -> timedelta:
        self._reset_daily_count(now)
        if not self._day_limit or self._sent_today < self._day_limit:
            return timedelta()
        local = now.astimezone(SHANGHAI)
        return (local + DAY).replace(hour=0, minute=0, second=0, microsecond=0) - local

    def _reset_daily_count(self, now: datetime) -> None:
        today = now.astimezone(SHANGHAI).date()
        if today != self._day:
            self._day, self._sent_today = today, 0


@dataclass(slots=True)
class _Ban:
    """`until` is when a call may probe; `probed` is when one did, while its answer is awaited."""

    since: datetime
    until: datetime
    refusals: int = 1
    probed: datetime | None = None


class Bans:
    """After 45009 (frequency limit) a path rests: a minute, doubled up to a quarter of an hour; then one call probes.

    The answer does not say which window was exceeded, and the windows last a minute, an hour or a day: a probe finds
    the end of any of them. For an hour after a ban the path is called at a careful pace. What is tried first is
    decided by the outbox: result notices (lane 0) are the probe.
    """

    def __init__(self) -> None:
        self._bans: dict[str, _Ban] = {}
        self._careful: dict[str, tuple[datetime, Window]] = {}  # until when, and the pace
        self._lock = Lock()

    def left(self, path: str, now: datetime) -> timedelta:
        """How long this path must rest; zero means call, as the probe where there was a ban.

        A clock moved back before its beginning ends a ban.
        """
        with self._lock:
            ban = self._bans.get(path)
            if ban is None or now < ban.since:
                self._bans.pop(path, None)
                return self._paced(path, now)
            if now < ban.until:
                return ban.until - now
            if ban.probed is not None and ban.probed <= now < ban.probed + PROBE:
                return ban.probed + PROBE - now
            ban.probed = now
            return timedelta()

    def add(self, path: str, now: datetime) -> timedelta:
        """Begin or prolong the ban after a 45009, and return the rest."""
        with self._lock:
            refusals = self._bans[path].refusals + 1 if path in self._bans else 1
            rest = min(MINUTE * (1 << min(refusals - 1, 9)), LONGEST_REST)
            since = self._bans[path].since if path in self._bans else now
            self._bans[path] = _Ban(since, now + rest, refusals)
            return rest

    def clear(self, path: str, now: datetime) -> None:
        """A call was answered without 45009."""
        with self._lock:
            if self._bans.pop(path, None) is not None:
                self._careful[path] = (now + HOUR, Window(CAREFUL_CALLS, MINUTE))

    def active(self, now: datetime) -> list[tuple[str, datetime]]:
        """The paths banned at present, and until when."""
        with self._lock:
            return [(path, ban.until) for path, ban in self._bans.items() if ban.since <= now < ban.until]

    def _paced(self, path: str, now: datetime) -> timedelta:
        careful = self._careful.get(path)
        if careful is None or not careful[0] - HOUR <= now < careful[0]:
            self._careful.pop(path, None)
            return timedelta()
        window = careful[1]
        rest: timedelta = window.wait(now)
        if not rest:
            window.record(now)
        return rest
