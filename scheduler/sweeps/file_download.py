"""Files sent in the chat are downloaded and inspected outside any transaction, then stored or refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, TYPE_CHECKING

import structlog

from bot.inspection.inspect_file import inspect
from bot.inspection.inspection_notice import called, notice
from bot.outbound import Lane, Post
from bot.ports import Blame, Card, CardKind, Media, PlatformError
from scheduler.deps import Deps
from store.file_storage.file_backend import StorageAway
from store.files import attachments
from store.files.attachments import Unfit
from store.files.file_store import size_of
from store.files.temporary_file import temporary_file
from store.people import persons

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import Attachment
    from store.vault import Vault

log = structlog.get_logger(__name__)
IN_MEMORY = 512 * 1024  # bytes of one download
LIVES = timedelta(days=3)  # the platform's retention of uploaded media
GONE = "文件没有取到，请重新发送。"
PUT_OFF = "存放附件的存储暂时用不了，稍后自动再存，不必重发，可以接着填写。"
BATCH = 20


@dataclass(frozen=True, slots=True)
class _Awaited:
    """A file to be downloaded, with what is needed while no transaction is open."""

    id: int
    person_id: int
    platform: str
    media_id: str
    since: datetime
    name: str
    own: str  # the sender's own phone number, which is no finding


def sweep(deps: Deps, now: datetime) -> int:
    """Download pending files; returns how many were stored or refused."""
    with deps.store.read() as session:
        waiting = [_awaited(session, deps.store.vault, row) for row in attachments.pending(session, BATCH)]
    done, is_away = 0, False
    for file in waiting:
        try:
            done += not is_away and _fetched(deps, file, now)
        except StorageAway as error:  # the others would wait for it as long
            log.error("the file storage is away", reason=error.strerror)
            is_away = True
        if is_away:
            _put_off(deps, file.id, now)
    return done


def _awaited(session: Session, vault: Vault, row: Attachment) -> _Awaited:
    owner = persons.person(session, row.person_id)
    own = persons.mobile_of(vault, owner) if owner is not None else ""
    return _Awaited(
        row.id, row.person_id, row.platform, row.media_id, row.created_at, attachments.name_of(vault, row), own
    )


def _fetched(deps: Deps, file: _Awaited, now: datetime) -> bool:
    with temporary_file(IN_MEMORY) as content:
        return _fetched_into(deps, file, content, now)


def _fetched_into(deps: Deps, file: _Awaited, content: IO[bytes], now: datetime) -> bool:
    try:
        media = deps.platforms[file.platform].fetch(file.media_id, content)
    except (PlatformError, KeyError) as error:
        temporary = isinstance(error, KeyError) or error.retryable or error.blame is Blame.APP
        log.warning("a file can't be fetched", attachment=file.id, platform=file.platform, kind=type(error).__name__)
        if temporary and now - file.since < LIVES:
            return False
        return _refused(deps, file.id, GONE, now)
    return _kept(deps, file, media, now)


def _kept(deps: Deps, file: _Awaited, media: Media, now: datetime) -> bool:
    found = [finding.as_json() for finding in inspect(media.content, media.name or file.name, file.own)]
    try:
        _put_ahead(deps, file, media, now)
        with deps.store.write() as session:
            row = attachments.attachment(session, file.id)
            if row is not None and row.state == "pending":
                attachments.keep(session, deps.store.vault, deps.file_store, row, media.content, now, media.name, found)
                _point_out(deps, session, row, now)
    except Unfit as unfit:
        return _refused(deps, file.id, str(unfit), now)
    except StorageAway:
        raise
    except OSError as error:
        log.error("a file can't be stored", attachment=file.id, reason=error.strerror or type(error).__name__)
        _put_off(deps, file.id, now)
        return False
    return True


def _put_ahead(deps: Deps, file: _Awaited, media: Media, now: datetime) -> None:
    """Over a network before the transaction, and only what will be accepted. Raises Unfit and StorageAway."""
    if deps.file_store.backend.is_remote:
        deps.file_store.check(media.content, media.name or file.name)
        with deps.store.read() as session:
            attachments.check_quota(session, deps.file_store, file.person_id, size_of(media.content), now)
        deps.file_store.put_ahead(media.content)


def _put_off(deps: Deps, attachment_id: int, now: datetime) -> None:
    """It stays with the platform and is tried again; its sender is told once."""
    with deps.store.write() as session:
        row = attachments.attachment(session, attachment_id)
        owner = persons.person(session, row.person_id) if row is not None else None
        if row is not None and row.state == "pending" and owner is not None:
            card = Card(CardKind.TEXT, body=f"{called(deps.store.vault, row)}：{PUT_OFF}")
            post = Post(session, deps.store.vault, now, deps.dialects)
            post.notify(owner, card, event=f"attachment:{row.id}:put-off", lane=Lane.ANSWER)


def _point_out(deps: Deps, session: Session, row: Attachment, now: datetime) -> None:
    """Tell the sender what the inspection found: the summary may have been shown before the download."""
    owner, card = persons.person(session, row.person_id), notice(session, deps.store.vault, row)
    if owner is not None and card is not None:
        post = Post(session, deps.store.vault, now, deps.dialects)
        post.notify(owner, card, event=f"attachment:{row.id}:found", lane=Lane.ANSWER)


def _refused(deps: Deps, attachment_id: int, sentence: str, now: datetime) -> bool:
    with deps.store.write() as session:
        row = attachments.attachment(session, attachment_id)
        if row is None or row.state != "pending":
            return False
        attachments.refuse(session, row, sentence, now)
        owner = persons.person(session, row.person_id)
        card = Card(CardKind.TEXT, body=f"{called(deps.store.vault, row)}：{sentence}")
        if owner is not None:
            post = Post(session, deps.store.vault, now, deps.dialects)
            post.notify(owner, card, event=f"attachment:{row.id}", lane=Lane.ANSWER)
    return True
