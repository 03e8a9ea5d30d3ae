"""A file sent in the chat is fetched while the platform still has it, outside any transaction, and kept or refused."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot.ports import Card, CardKind, Media, PlatformError
from bot.post import Lane, Post
from scheduler.parts import Parts
from store import attachments, people
from store.attachments import Unfit

log = structlog.get_logger(__name__)
LIVES = timedelta(days=3)  # how long a platform keeps what was sent to it
GONE = "文件没有取到,请重新发送。"
BATCH = 20


def sweep(parts: Parts, now: datetime) -> int:
    """Fetch what waits; returns how many files were kept or refused."""
    with parts.store.read() as session:
        waiting = [(row.id, row.platform, row.media_id, row.created_at) for row in attachments.pending(session, BATCH)]
    return sum(_fetched(parts, *each, now) for each in waiting)


def _fetched(parts: Parts, attachment_id: int, platform: str, media_id: str, since: datetime, now: datetime) -> bool:
    try:
        media = parts.platforms[platform].fetch(media_id)
    except (PlatformError, KeyError) as error:
        temporary = isinstance(error, KeyError) or error.retryable
        log.warning("a file can't be fetched", attachment=attachment_id, platform=platform, kind=type(error).__name__)
        if temporary and now - since < LIVES:
            return False
        return _refused(parts, attachment_id, GONE, now)
    return _kept(parts, attachment_id, media, now)


def _kept(parts: Parts, attachment_id: int, media: Media, now: datetime) -> bool:
    try:
        with parts.store.write() as session:
            row = attachments.attachment(session, attachment_id)
            if row is not None and row.state == "pending":
                attachments.keep(session, parts.store.vault, parts.shelf, row, media.content, media.name)
    except Unfit as unfit:
        return _refused(parts, attachment_id, str(unfit), now)
    return True


def _refused(parts: Parts, attachment_id: int, sentence: str, now: datetime) -> bool:
    with parts.store.write() as session:
        row = attachments.attachment(session, attachment_id)
        if row is None or row.state != "pending":
            return False
        attachments.refuse(session, row, sentence)
        owner = people.person(session, row.person_id)
        name = attachments.name_of(parts.store.vault, row) or "附件"
        card = Card(CardKind.TEXT, body=f"{name}:{sentence}")
        if owner is not None:
            post = Post(session, parts.store.vault, now, parts.dialects)
            post.notify(owner, card, event=f"attachment:{row.id}", lane=Lane.ANSWER)
    return True
