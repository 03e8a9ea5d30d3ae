"""The undocumented rate limit per member: messages beyond it are dropped without an error."""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import datetime, timedelta

WINDOWS = ((timedelta(minutes=1), 30), (timedelta(hours=1), 1000))
KEPT = max(count for _, count in WINDOWS)


class Throttle:
    """Counts messages per member over the last minute and hour."""

    def __init__(self) -> None:
        self._sent: defaultdict[str, deque[datetime]] = defaultdict(lambda: deque(maxlen=KEPT))

    def allows(self, user: str, now: datetime) -> bool:
        """Whether one more message to this member is within the limit; if so it is counted."""
        sent = self._sent[user]
        if any(_within(sent, now - window) >= count for window, count in WINDOWS):
            return False
        sent.append(now)
        return True


def _within(sent: deque[datetime], since: datetime) -> int:
    return sum(1 for each in sent if each > since)
