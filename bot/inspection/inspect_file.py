"""Inspects one file and returns its findings; read-only, without a copy, and with bounded work for any input."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import IO

from bot.inspection.document import Document
from bot.inspection.finding import Finding, Trace
from bot.inspection.outside_content import active_content, outside_content
from bot.inspection.personal_numbers import MOST, numbers_in
from bot.inspection.photo import found_in_photo
from bot.inspection.workbook import Workbook
from bot.inspection.zip_stream import DAMAGE, Packed, Spent
from store.files.file_types import TYPES, Unfit, recognise

_CLOSED = frozenset(
    {"doc", "xls", "ppt", "pptx", "wps", "et", "dps", "odt", "ods", "odp", "rtf", "pdf", "zip", "rar", "ofd"}
)
_PHOTOS = frozenset({"jpg", "jpeg", "png", "webp", "heic", "heif", "tif", "tiff"})
_SCRIPTED = ("pdf", "rtf")
_PICTURE = re.compile(r"(?:word|xl)/media/[^/]+\.(?:jpe?g|png)", re.I)
_PIECE = 64 * 1024
_PICTURES, _HEAD = 50, 256 * 1024  # images inspected per document, and bytes read of each


def inspect(content: bytes | IO[bytes], name: str, own: str = "") -> tuple[Finding, ...]:
    """Hidden content and metadata of a file, blocking findings first.

    `own` is the sender's own phone number, which is not reported. A file of a refused type has no findings.
    """
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    try:
        extension = recognise(stream, name, TYPES).extension
    except Unfit:
        return ()
    return tuple(sorted(_found(stream, extension, own), key=lambda finding: not finding.grave))


def _found(content: IO[bytes], extension: str, own: str) -> Iterator[Finding]:
    if extension == "xlsx":
        yield from _unpacked(content, Workbook(), own)
    elif extension == "docx":
        yield from _unpacked(content, Document(), own)
    elif extension in _PHOTOS:
        yield from found_in_photo(content)
    elif extension in ("txt", "csv"):
        yield from _plain(content, own)
    elif extension in _CLOSED:
        if extension in (*_SCRIPTED, "doc"):  # an RTF is often called .doc
            yield from active_content(content, extension)
        yield Finding(Trace.UNCHECKED)


def _unpacked(content: IO[bytes], read: Workbook | Document, own: str) -> Iterator[Finding]:
    ended: list[Finding] = []
    pictures: set[Finding] = set()
    outside: list[Finding] = []
    packed: Packed | None = None
    try:
        packed = Packed(content)
        outside += outside_content(packed)
        read.read(packed)
        for name in list(filter(_PICTURE.fullmatch, packed.names))[:_PICTURES]:
            pictures.update(found_in_photo(io.BytesIO(packed.content(name, _HEAD))))
    except Spent:
        ended = [Finding(Trace.PARTLY, where=read.unread(packed) if packed else "")]
    except DAMAGE:
        ended = [Finding(Trace.DAMAGED)]
    if read.words.full and not ended:
        ended = [Finding(Trace.PARTLY, where=f"文字只看了前{MOST // 10_000}万字")]
    yield from outside
    yield from read.found()
    yield from read.words.found(own)
    yield from sorted(pictures, key=lambda finding: finding.trace)
    yield from ended


def _plain(content: IO[bytes], own: str) -> Iterator[Finding]:
    """Decoded with replacement characters: the type check has already found that it is text."""
    try:
        for _ in _decoded(content, "utf-8-sig", "strict"):
            pass
        encoding = "utf-8-sig"
    except UnicodeDecodeError:
        encoding = "gb18030"
    content.seek(0)
    if content.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        encoding = "utf-16"
    yield from numbers_in(_decoded(content, encoding, "replace"), own)
    if sum(map(len, _decoded(content, encoding, "replace", MOST + 1))) > MOST:
        yield Finding(Trace.PARTLY, where=f"文字只看了前{MOST // 10_000}万字")


def _decoded(content: IO[bytes], encoding: str, errors: str, most: int = MOST) -> Iterator[str]:
    """The first characters, piece by piece."""
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    content.seek(0)
    while most > 0 and (piece := content.read(_PIECE)):
        text = decoder.decode(piece)[:most]
        most -= len(text)
        yield text
