"""ID card and mobile numbers in a file's words, counted once each and shown with their middle covered."""

from __future__ import annotations

from collections.abc import Iterator

from bot.inspection.finding import SHOWN, Finding, Trace
from bot.inspection.personal_data import matches

MOST = 2_000_000  # characters of one file that are looked through
_SLICE = 50_000  # characters in one go: a callback never waits for more of somebody's table than that
_TRACES = {"身份证号": Trace.ID_CARD, "手机号": Trace.MOBILE}


class Words:
    """The words of one file as they are met, up to `MOST` characters; `full` says that there were more."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._left = MOST
        self.full = False

    def add(self, text: str) -> None:
        """One run of words: a cell, a paragraph; no number is ever looked for across two of them."""
        self.full = self.full or len(text) > self._left
        if text and self._left > 0:
            self._parts.append(text[: self._left])
            self._left -= len(text) + 1

    def found(self, own: str) -> Iterator[Finding]:
        return numbers_in("\n".join(self._parts), own)


def numbers_in(text: str, own: str) -> Iterator[Finding]:
    """What a text holds of others' numbers; the sender's `own` number is their own affair."""
    seen: dict[str, dict[str, str]] = {kind: {} for kind in _TRACES}
    for part in _slices(text):
        for match, kind, cover in matches(part, own):
            seen[kind].setdefault("".join(match.groups()), cover)
    for kind, covers in seen.items():
        if covers:
            yield Finding(_TRACES[kind], len(covers), examples=tuple(covers.values())[:SHOWN])


def _slices(text: str) -> Iterator[str]:
    """Cut at the ends of lines, where no number is; a line that is longer than a slice is cut anywhere."""
    at = 0
    while at < len(text):
        end = text.rfind("\n", at, at + _SLICE) + 1 if at + _SLICE < len(text) else len(text)
        end = end if end > at else at + _SLICE
        yield text[at:end]
        at = end
