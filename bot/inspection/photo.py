"""Inspects image metadata (EXIF, XMP) for the location and the camera."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO

from bot.inspection.finding import Finding, Trace

_MAKE, _MODEL, _GPS = 0x010F, 0x0110, 0x8825
_LATITUDE, _LONGITUDE = 2, 4
_MOST = 200  # most entries of one directory that a camera would write
_LONGEST = 4 * 1024 * 1024  # bytes read of one block
_PLACES = (b"GPSLatitude", b"GPSLongitude")  # names in XMP, the other metadata format


def found_in_photo(content: IO[bytes]) -> Iterator[Finding]:
    """Findings in the metadata of a JPEG, PNG, WebP, HEIC or TIFF image; a damaged block gives none."""
    position = camera = False
    for block in _blocks(content):
        position = position or any(word in block for word in _PLACES)
        own_position, own_camera = _exif(block)
        position, camera = position or own_position, camera or own_camera
    if position:
        yield Finding(Trace.POSITION)
    if camera:
        yield Finding(Trace.CAMERA)


def _blocks(content: IO[bytes]) -> Iterator[bytes]:
    head = _at(content, 0, 12)
    if head.startswith(b"\xff\xd8"):
        yield from _jpeg(content)
    elif head.startswith(b"\x89PNG"):
        yield from _chunks(content, 8, ">", (b"eXIf", b"iTXt", b"tEXt"))
    elif head[8:12] == b"WEBP":
        yield from _chunks(content, 12, "<", (b"EXIF", b"XMP "))
    elif head[4:8] == b"ftyp":
        yield from _boxed(_at(content, 0, _LONGEST))
    elif head[:4] in (b"II*\0", b"MM\0*"):
        yield _at(content, 0, _LONGEST)


def _at(content: IO[bytes], place: int, size: int) -> bytes:
    content.seek(place)
    return content.read(min(size, _LONGEST))


def _jpeg(content: IO[bytes]) -> Iterator[bytes]:
    """The APP1 segments before the image data."""
    place = 2
    while len(head := _at(content, place, 4)) == 4 and head[0] == 0xFF and head[1] != 0xDA:
        (length,) = struct.unpack(">H", head[2:])
        if head[1] == 0xE1:
            yield _at(content, place + 4, max(length, 2) - 2)
        place += 2 + max(length, 2)


def _boxed(head: bytes) -> Iterator[bytes]:
    """The EXIF items of a HEIC, found by their mark instead of by its tables; and its text, which may hold XMP."""
    place = -1
    while (place := head.find(b"Exif\0\0", place + 1)) >= 0:
        yield head[place : place + _LONGEST]
    yield head


def _chunks(content: IO[bytes], place: int, order: str, wanted: tuple[bytes, ...]) -> Iterator[bytes]:
    """The chunks of a PNG (length, name, data, checksum) or WebP (name, length, data, padded to even length)."""
    png = order == ">"
    while len(head := _at(content, place, 8)) == 8:
        name = head[4:] if png else head[:4]
        (length,) = struct.unpack_from(f"{order}I", head, 0 if png else 4)
        if name in wanted:
            yield _at(content, place + 8, length)
        place += 8 + length + (4 if png else length % 2)


def _exif(block: bytes) -> tuple[bool, bool]:
    """Whether a TIFF block holds a position, and a camera model."""
    tiff = block.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2], "")
    if not order:
        return False, False
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        top = _directory(tiff, order, first)
        place = _directory(tiff, order, top[_GPS]) if _GPS in top else {}
    except struct.error:
        return False, False
    return _LATITUDE in place and _LONGITUDE in place, _MAKE in top or _MODEL in top


def _directory(tiff: bytes, order: str, at: int) -> dict[int, int]:
    """The tags of one directory, each with its four bytes of value or offset."""
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    entries = (struct.unpack_from(f"{order}HHII", tiff, at + 2 + 12 * place) for place in range(min(count, _MOST)))
    return {tag: value for tag, _, _, value in entries}
