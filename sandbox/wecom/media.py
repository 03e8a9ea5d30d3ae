"""Temporary media: kept for three days, type and size validated as by media/upload."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from clock.time_source import Clock
from sandbox.wecom.errors import ApiError

MEGABYTE = 1024 * 1024
LIMITS = {"image": 10 * MEGABYTE, "voice": 2 * MEGABYTE, "video": 10 * MEGABYTE, "file": 20 * MEGABYTE}
LIFETIME = timedelta(days=3)
LEAST = 5  # bytes; every file must be longer
KEPT_FILES, KEPT_BYTES = 500, 512 * MEGABYTE
PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Medium:
    media_id: str
    kind: str
    name: str
    content_type: str
    content: bytes
    since: datetime


class MediaStore:
    """Keeps uploads until they expire or room is needed; the oldest go first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._media: OrderedDict[str, Medium] = OrderedDict()

    def put(self, kind: str, upload: Upload) -> Medium:
        """Store after the checks of media/upload: 40004 kind, 44001 empty, 40006 small, 45001 large, 40005 type."""
        _check(kind, upload)
        content_type = picture_type(upload.content) or upload.content_type or "application/octet-stream"
        media_id = secrets.token_urlsafe(48)
        medium = Medium(media_id, kind, upload.name, content_type, upload.content, self._clock.now())
        self._media[media_id] = medium
        self._make_room()
        return medium

    def get(self, media_id: str) -> Medium:
        medium = self._media.get(media_id)
        if medium is None or self._clock.now() - medium.since >= LIFETIME:
            raise ApiError(40007)
        return medium

    def permanent(self, media_id: str) -> Medium | None:
        """What an uploaded picture's address shows: no expiry."""
        return self._media.get(media_id)

    def _make_room(self) -> None:
        while len(self._media) > KEPT_FILES or sum(len(each.content) for each in self._media.values()) > KEPT_BYTES:
            self._media.popitem(last=False)


def picture_type(content: bytes) -> str:
    """`image/png`, `image/jpeg`, or nothing."""
    return next((kind for start, kind in PICTURES.items() if content.startswith(start)), "")


def _check(kind: str, upload: Upload) -> None:
    if kind not in LIMITS:
        raise ApiError(40004, f"type {kind[:20]}")
    if not upload.content:
        raise ApiError(44001)
    if len(upload.content) <= LEAST:
        raise ApiError(40006)
    if len(upload.content) > LIMITS[kind]:
        raise ApiError(45001)
    _check_type(kind, upload.content)


def _check_type(kind: str, content: bytes) -> None:
    if kind == "image" and not picture_type(content):
        raise ApiError(40005, "image must be JPG or PNG")
    if kind == "voice" and not content.startswith(b"#!AMR"):
        raise ApiError(40005, "voice must be AMR")
    if kind == "video" and content[4:8] != b"ftyp":
        raise ApiError(40005, "video must be MP4")
