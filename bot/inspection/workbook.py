"""Inspects a workbook for hidden sheets, hidden rows and columns with content, comments, and personal numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from bot.inspection.finding import Finding, Trace
from bot.inspection.personal_numbers import Words
from bot.inspection.zip_stream import Packed, attribute, bare, is_on

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_NOTES = re.compile(r"xl/(?:comments|threadedComments)[^/]*(?:/[^/]+)?\.xml")
_REMARKS = ("comment", "threadedComment")
_LETTERS = re.compile(r"[A-Z]{1,3}")


@dataclass(slots=True)
class Workbook:
    """Findings collected while the parts are streamed."""

    words: Words = field(default_factory=Words)
    hidden: list[int] = field(default_factory=list)  # positions of hidden sheets, from 1
    rows: int = 0
    columns: int = 0
    comments: dict[str, int] = field(default_factory=dict)  # by part kind: a threaded comment is also stored as a note

    def read(self, packed: Packed) -> None:
        """Raises Spent and the exceptions in DAMAGE; findings made before are kept."""
        self._sheets(packed)
        for name in filter(_SHEET.fullmatch, packed.names):
            self._sheet(packed, name)
        for name in filter(_NOTES.fullmatch, packed.names):
            self._comments(packed, name)
        if "xl/sharedStrings.xml" in packed.names:
            self._strings(packed)

    def unread(self, packed: Packed) -> str:
        """What was not read to its end, for the sender."""
        sheets = [name for name in packed.names if _SHEET.fullmatch(name)]
        left = len([name for name in sheets if name not in packed.read])
        return f"共{len(sheets)}张工作表，{left}张没有看完" if left else "部分文字没有看"

    def found(self) -> Iterator[Finding]:
        if self.hidden:
            places = "、".join(map(str, self.hidden[:5]))
            yield Finding(Trace.HIDDEN_SHEET, len(self.hidden), where=f"第{places}张")
        counted = {
            Trace.HIDDEN_ROWS: self.rows,
            Trace.HIDDEN_COLUMNS: self.columns,
            Trace.COMMENTS: max(self.comments.values(), default=0),
        }
        yield from (Finding(trace, count) for trace, count in counted.items() if count)

    def _sheets(self, packed: Packed) -> None:
        place = 0
        for tag, element in packed.elements("xl/workbook.xml"):
            if tag == "sheet":
                place += 1
                if attribute(element, "state") in ("hidden", "veryHidden"):
                    self.hidden.append(place)

    def _sheet(self, packed: Packed, name: str) -> None:
        """Hidden rows and columns count only where a cell in them has content."""
        spans: list[tuple[int, int]] = []
        filled: set[int] = set()
        holds, column = False, 0
        for tag, element in packed.elements(name, ("c",)):
            if tag == "col" and is_on(attribute(element, "hidden") or "0"):
                spans.append((int(attribute(element, "min")), int(attribute(element, "max"))))
            elif tag == "c":
                column = _column(attribute(element, "r")) or column + 1
                if self._value(element):
                    holds = True
                    filled |= {column} if any(first <= column <= last for first, last in spans) else set()
            elif tag == "row":
                self.rows += holds and is_on(attribute(element, "hidden") or "0")
                holds, column = False, 0
        self.columns += len(filled)

    def _value(self, cell: Element) -> bool:
        """Whether a cell has content; shared strings are inspected in their own part."""
        shared = attribute(cell, "t") == "s"
        text = "".join(part.text or "" for part in cell.iter() if bare(part.tag) in ("v", "t"))
        if text and not shared:
            self.words.add(text)
        return bool(text)

    def _comments(self, packed: Packed, name: str) -> None:
        kind = name[:6]
        for tag, element in packed.elements(name, _REMARKS):
            if tag in _REMARKS:
                self.comments[kind] = self.comments.get(kind, 0) + 1
                self.words.add("".join(part.text or "" for part in element.iter() if bare(part.tag) in ("t", "text")))

    def _strings(self, packed: Packed) -> None:
        for tag, element in packed.elements("xl/sharedStrings.xml", ("si",)):
            if tag == "si":
                self.words.add("".join(part.text or "" for part in element.iter() if bare(part.tag) == "t"))


def _column(reference: str) -> int:
    """The column of a reference: B7 is in 2; 0 where the cell has no reference."""
    letters, number = _LETTERS.match(reference), 0
    for letter in letters[0] if letters else "":
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
