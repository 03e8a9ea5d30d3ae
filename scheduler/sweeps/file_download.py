"""A file sent in the chat is fetched and looked into outside any transaction, and kept or refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from bot.inspection.inspect_file import inspect
from bot.inspection.inspection_notice import called, notice
from bot.outbound import Lane, Post
from bot.ports import Blame, Card, CardKind, Media, PlatformError
from scheduler.deps import Parts
from store.files import attachments
from store.files.attachments import Unfit
from store.people import persons

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import Attachment
    from store.vault import Vault

log = structlog.get_logger(__name__)
LIVES = timedelta(days=3)  # how long a platform keeps what was sent to it
GONE = "文件没有取到，请重新发送。"
BATCH = 20


@dataclass(frozen=True, slots=True)
class _Awaited:
    """A file still to be fetched, with what is needed while no transaction is open."""

    id: int
    platform: str
    media_id: str
    since: datetime
    name: str
    own: str  # its sender's own number, which is nobody else's affair


def sweep(parts: Parts, now: datetime) -> int:
    """Fetch what waits; returns how many files were kept or refused."""
    with parts.store.read() as session:
        waiting = [_awaited(session, parts.store.vault, row) for row in attachments.pending(session, BATCH)]
    return sum(_fetched(parts, file, now) for file in waiting)


def _awaited(session: Session, vault: Vault, row: Attachment) -> _Awaited:
    owner = persons.person(session, row.person_id)
    own = persons.mobile_of(vault, owner) if owner is not None else ""
    return _Awaited(row.id, row.platform, row.media_id, row.created_at, attachments.name_of(vault, row), own)


def _fetched(parts: Parts, file: _Awaited, now: datetime) -> bool:
    try:
        media = parts.platforms[file.platform].fetch(file.media_id)
    except (PlatformError, KeyError) as error:
        temporary = isinstance(error, KeyError) or error.retryable or error.blame is Blame.APP
        log.warning("a file can't be fetched", attachment=file.id, platform=file.platform, kind=type(error).__name__)
        if temporary and now - file.since < LIVES:
            return False
        return _refused(parts, file.id, GONE, now)
    return _kept(parts, file, media, now)


def _kept(parts: Parts, file: _Awaited, media: Media, now: datetime) -> bool:
    found = [finding.as_json() for finding in inspect(media.content, media.name or file.name, file.own)]
    try:
        with parts.store.write() as session:
            row = attachments.attachment(session, file.id)
            if row is not None and row.state == "pending":
                attachments.keep(session, parts.store.vault, parts.shelf, row, media.content, media.name, found)
                _point_out(parts, session, row, now)
    except Unfit as unfit:
        return _refused(parts, file.id, str(unfit), now)
    return True


def _point_out(parts: Parts, session: Session, row: Attachment, now: datetime) -> None:
    """Tell the sender what the file gives away: the summary may have been shown before the file was here."""
    owner, card = persons.person(session, row.person_id), notice(session, parts.store.vault, row)
    if owner is not None and card is not None:
        post = Post(session, parts.store.vault, now, parts.dialects)
        post.notify(owner, card, event=f"attachment:{row.id}:found", lane=Lane.ANSWER)


def _refused(parts: Parts, attachment_id: int, sentence: str, now: datetime) -> bool:
    with parts.store.write() as session:
        row = attachments.attachment(session, attachment_id)
        if row is None or row.state != "pending":
            return False
        attachments.refuse(session, row, sentence)
        owner = persons.person(session, row.person_id)
        card = Card(CardKind.TEXT, body=f"{called(parts.store.vault, row)}：{sentence}")
        if owner is not None:
            post = Post(session, parts.store.vault, now, parts.dialects)
            post.notify(owner, card, event=f"attachment:{row.id}", lane=Lane.ANSWER)
    return True
