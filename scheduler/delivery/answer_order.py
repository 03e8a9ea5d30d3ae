"""Answers to one person arrive in the order in which they were written, retries included."""

from __future__ import annotations

from bot.outbound import Lane
from scheduler.delivery.outcome import Fate, Outcome
from store.messages.outbox import Parcel

Reader = tuple[str, str]


class AnswerOrder:
    """Of one thread: behind an answer that will be tried again, later ones of the same batch are returned.

    The outbox gives them out again once the earlier one is sent or given up.
    """

    def __init__(self) -> None:
        self._returned: dict[Reader, set[int]] = {}  # by reader with an answer to be tried again: what was returned

    def must_wait(self, parcel: Parcel) -> bool:
        """Whether to return this one untried; one that comes again is in its turn."""
        returned = self._returned.get(_reader(parcel))
        if parcel.lane != Lane.ANSWER or returned is None:
            return False
        if parcel.id in returned:
            del self._returned[_reader(parcel)]
            return False
        returned.add(parcel.id)
        return True

    def tell(self, outcome: Outcome) -> None:
        """Note what became of an attempt."""
        parcel = outcome.parcel
        if parcel.lane != Lane.ANSWER:
            return
        if outcome.fate in (Fate.FAILED, Fate.HELD):
            self._returned.setdefault(_reader(parcel), set()).add(parcel.id)
        else:
            self._returned.pop(_reader(parcel), None)


def _reader(parcel: Parcel) -> Reader:
    return parcel.platform, parcel.user.lower()
