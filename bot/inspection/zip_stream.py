"""Streams a zipped office file within caps on bytes, elements and seconds; what lies beyond is said to be unread."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from time import monotonic
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

UNFOLDED = 10 * 1024 * 1024  # bytes decompressed per file
ELEMENTS = 1_000_000  # XML elements looked at per file
HELD = 50_000  # elements kept in memory at once: those of one cell, paragraph or comment
DEEPEST = 256  # elements inside each other
SECONDS = 2.0  # of looking into one file
_GLANCE = 1_000  # elements between two looks at the clock
DAMAGE = (
    zipfile.BadZipFile, zlib.error, ParseError, DefusedXmlException, EOFError, NotImplementedError, RuntimeError,
    KeyError, ValueError, OSError,
)  # fmt: skip


class Spent(Exception):
    """A cap is reached; findings made before stay valid."""


class Packed:
    """The parts of one zipped file; all reads share the caps. `read` are those read to their end."""

    def __init__(
        self, content: bytes | IO[bytes], cap: int = UNFOLDED, machine: Callable[[], float] = monotonic
    ) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content) if isinstance(content, bytes) else content)
        self.names = self._archive.namelist()
        self.read: set[str] = set()
        self._left, self._elements = cap, 0
        self._machine, self._end = machine, machine() + SECONDS

    def elements(self, name: str, whole: Collection[str] = ()) -> Iterator[tuple[str, Element]]:
        """Each element at its end tag, with its local name. Only those in `whole` still have what is inside them.

        Raises Spent at a cap, and an exception in DAMAGE for a corrupt part.
        """
        open_ones: list[Element] = []
        inside = held = 0
        with self._archive.open(name) as part:
            reader: Any = _Counted(part, self)
            for event, element in iterparse(reader, events=("start", "end")):
                is_whole = bare(element.tag) in whole
                if event == "start":
                    held = self._count(held, len(open_ones))
                    open_ones.append(element)
                    inside += is_whole
                    continue
                open_ones.pop()
                yield bare(element.tag), element
                inside -= is_whole
                if not inside:
                    element.clear()
                    held = 0
                    if open_ones:
                        del open_ones[-1][:]
        self.read.add(name)

    def content(self, name: str, most: int) -> bytes:
        """The first bytes of a part."""
        with self._archive.open(name) as part:
            return self.spend(part.read(most))

    def _count(self, held: int, depth: int) -> int:
        self._elements += 1
        late = self._elements % _GLANCE == 0 and self._machine() > self._end
        if late or self._elements > ELEMENTS or held >= HELD or depth >= DEEPEST:
            raise Spent
        return held + 1

    def spend(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise Spent
        return data


class _Counted:
    def __init__(self, part: IO[bytes], packed: Packed) -> None:
        self._part, self._packed = part, packed

    def read(self, size: int = -1) -> bytes:
        return self._packed.spend(self._part.read(size if size > 0 else 65536))


def bare(tag: str) -> str:
    """The local name of a tag: strict and transitional formats differ only in the namespace here."""
    return tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """An attribute by its local name, "" where there is none."""
    return next((value for key, value in element.attrib.items() if bare(key) == name), "")


def is_on(value: str) -> bool:
    """A boolean attribute; present without a value means true."""
    return value.lower() not in ("0", "false", "off", "none")
