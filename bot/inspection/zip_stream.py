"""Streams a zipped office file under a size cap (zip bomb); what lies beyond the cap is reported as not inspected."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

UNFOLDED = 32 * 1024 * 1024  # bytes decompressed per file
DAMAGE = (
    zipfile.BadZipFile, zlib.error, ParseError, DefusedXmlException, EOFError, NotImplementedError, RuntimeError,
    KeyError, ValueError, OSError,
)  # fmt: skip


class Spent(Exception):
    """The size cap is reached; findings made before stay valid."""


class Packed:
    """The parts of one zipped file; all reads share one size cap."""

    def __init__(self, content: bytes | IO[bytes], cap: int = UNFOLDED) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content) if isinstance(content, bytes) else content)
        self.names = self._archive.namelist()
        self._left = cap

    def elements(self, name: str) -> Iterator[tuple[str, Element]]:
        """Each element at its end tag, with its local name; call `clear()` on what is not needed, to free memory.

        Raises Spent at the size cap, and an exception in DAMAGE for a corrupt part.
        """
        with self._archive.open(name) as part:
            reader: Any = _Counted(part, self)
            for _, element in iterparse(reader, events=("end",)):
                yield bare(element.tag), element

    def content(self, name: str, most: int) -> bytes:
        """The first bytes of a part."""
        with self._archive.open(name) as part:
            return self.spend(part.read(most))

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
