"""Inspects a Word document for tracked changes, comments, hidden text, and personal numbers in all its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from bot.inspection.finding import Finding, Trace
from bot.inspection.personal_numbers import Words
from bot.inspection.zip_stream import Packed, attribute, bare, is_on

_PART = re.compile(r"word/(?:document|comments|footnotes|endnotes|header\d*|footer\d*)\.xml")
_REVISED = ("ins", "del", "moveFrom", "moveTo")
_TEXT = ("t", "delText")
_WHOLE = ("p", "r")


@dataclass(slots=True)
class Document:
    """Findings collected while the parts are streamed."""

    words: Words = field(default_factory=Words)
    met: dict[Trace, int] = field(default_factory=dict)

    def read(self, packed: Packed) -> None:
        """Raises Spent and the exceptions in DAMAGE; findings made before are kept."""
        for name in filter(_PART.fullmatch, packed.names):
            for tag, element in packed.elements(name, _WHOLE):
                self._meet(tag, element)

    def unread(self, packed: Packed) -> str:
        """What was not read to its end, for the sender."""
        return "" if "word/document.xml" in packed.read else "正文没有看完"

    def found(self) -> Iterator[Finding]:
        yield from (Finding(trace, count) for trace, count in self.met.items())

    def _meet(self, tag: str, element: Element) -> None:
        if tag == "comment":
            self._count(Trace.COMMENTS)
        elif tag in _REVISED and attribute(element, "id"):
            self._count(Trace.REVISIONS)
        elif tag == "r" and _is_hidden(element):
            self._count(Trace.HIDDEN_TEXT)
        elif tag == "p":
            self.words.add(_text(element))

    def _count(self, trace: Trace) -> None:
        self.met[trace] = self.met.get(trace, 0) + 1


def _is_hidden(run: Element) -> bool:
    marks = [mark for part in run if bare(part.tag) == "rPr" for mark in part if bare(mark.tag) == "vanish"]
    return any(is_on(attribute(mark, "val") or "1") for mark in marks) and bool(_text(run))


def _text(element: Element) -> str:
    """Runs joined without gaps: one number is often split over several runs."""
    return "".join(part.text or "" for part in element.iter() if bare(part.tag) in _TEXT)
