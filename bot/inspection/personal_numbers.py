"""Counts the distinct ID card and mobile numbers in a file's text, and masks them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.inspection.finding import SHOWN, Finding, Trace
from bot.inspection.personal_data import matches

MOST = 2_000_000  # characters inspected per file
_SLICE = 20_000  # characters per slice, so that a long table does not block callbacks
_TRACES = {"身份证号": Trace.ID_CARD, "手机号": Trace.MOBILE}


class Words:
    """The text of one file, up to `MOST` characters; `full` says that the rest was left out."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._left = MOST
        self.full = False

    def add(self, text: str) -> None:
        """Add one run of text (cell, paragraph); numbers are not searched across two runs."""
        self.full = self.full or len(text) > self._left
        if text and self._left > 0:
            self._parts.append(text[: self._left])
            self._left -= len(text) + 1

    def found(self, own: str) -> Iterator[Finding]:
        return numbers_in(["\n".join(self._parts)], own)


def numbers_in(pieces: Iterable[str], own: str) -> Iterator[Finding]:
    """Other people's numbers in the pieces of one text; the sender's `own` number is not reported."""
    seen: dict[str, dict[str, str]] = {kind: {} for kind in _TRACES}
    for part in _slices(pieces):
        for found in matches(part, own):
            seen[found.kind].setdefault(found.value, found.cover)
    for kind, covers in seen.items():
        if covers:
            yield Finding(_TRACES[kind], len(covers), examples=tuple(covers.values())[:SHOWN])


def _slices(pieces: Iterable[str]) -> Iterator[str]:
    """Slices cut at line ends, where no number can be; a longer line is cut anywhere."""
    text = ""
    for piece in pieces:
        at, text = 0, text + piece
        while at + _SLICE < len(text):
            end = text.rfind("\n", at, at + _SLICE) + 1
            end = end if end > at else at + _SLICE
            yield text[at:end]
            at = end
        text = text[at:]
    yield text
