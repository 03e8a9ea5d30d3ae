"""Attachments of drafts and tickets: expected from a platform or uploaded, then stored or refused with a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from regulation.shanghai import deadline, local_date
from store.engine.columns import table_of
from store.files.file_names import mended, short
from store.files.file_store import Content, FileStore, size_of
from store.files.file_types import Kind, Unfit
from store.files.orphan_files import lock_file_store
from store.files.sealed_files import SEALED, seal_file, seal_files
from store.tables import Attachment, Ticket
from store.vault import Vault

__all__ = [
    "FileStore",
    "Findings",
    "Unfit",
    "attachment",
    "check_quota",
    "expect",
    "keep",
    "move_to_ticket",
    "name_of",
    "of_draft",
    "of_step",
    "of_ticket",
    "pending",
    "receive",
    "refuse",
    "remove",
    "to_draft",
]

_NAME = "attachments:name_sealed"
_HIDDEN = ("refused", "removed")
_ROW = table_of(Attachment)
_OF_DRAFT = (
    select(Attachment)
    .where(Attachment.draft_id == bindparam("draft"), Attachment.state.not_in(_HIDDEN))
    .order_by(Attachment.id)
)
_MOVE = (
    update(_ROW)
    .where(_ROW.c.draft_id == bindparam("draft"), _ROW.c.ticket_id.is_(None), _ROW.c.state != "removed")
    .values(ticket_id=bindparam("to_ticket"), seq=bindparam("to_seq"))
    .returning(*SEALED)
)
Findings: TypeAlias = Sequence[Mapping[str, Any]]  # plain JSON, without anybody's data


def expect(
    session: Session,
    vault: Vault,
    *,
    person_id: int,
    platform: str,
    media_id: str,
    now: datetime,
    name: str = "",
    draft_id: int | None = None,
    ticket_id: int | None = None,
    seq: int | None = None,
) -> Attachment:
    """Register a file still on the platform: a sweep downloads it outside the transaction, then calls `keep`."""
    row = Attachment(
        person_id=person_id,
        platform=platform,
        media_id=media_id,
        name_sealed=vault.seal(short(name), _NAME),
        draft_id=draft_id,
        ticket_id=ticket_id,
        seq=seq,
        created_at=now,
        state="pending",
    )
    session.add(row)
    session.flush()
    seal_file(session, row, now)
    return row


def receive(
    session: Session,
    vault: Vault,
    file_store: FileStore,
    content: Content,
    *,
    person_id: int,
    name: str,
    now: datetime,
    draft_id: int | None = None,
    ticket_id: int | None = None,
    seq: int | None = None,
    findings: Findings | None = None,
) -> Attachment:
    """Store an uploaded file. Raises Unfit where it is refused."""
    kind = file_store.check(content, name)
    check_quota(session, file_store, person_id, size_of(content), now)
    row = Attachment(
        person_id=person_id, created_at=now, draft_id=draft_id, ticket_id=ticket_id, seq=seq, state="stored"
    )
    lock_file_store(session)
    _fill(vault, file_store, row, content, name, kind)
    row.findings = _plain(findings)
    session.add(row)
    session.flush()
    seal_file(session, row, now)
    return row


def to_draft(session: Session, from_id: int, to_id: int) -> int:
    """Give the files of one draft to another of the same person; how many."""
    files = of_draft(session, from_id)
    for row in files:
        row.draft_id = to_id
    session.flush()
    return len(files)


def keep(
    session: Session,
    vault: Vault,
    file_store: FileStore,
    row: Attachment,
    content: Content,
    now: datetime,
    name: str = "",
    findings: Findings | None = None,
) -> None:
    """Store the downloaded bytes of a pending file. Raises Unfit where they are refused; then call `refuse`."""
    called = name or name_of(vault, row)
    kind = file_store.check(content, called)
    check_quota(session, file_store, row.person_id, size_of(content), now)
    lock_file_store(session)
    _fill(vault, file_store, row, content, called, kind)
    row.findings = _plain(findings)
    row.state, row.reason = "stored", ""
    session.flush()
    seal_file(session, row, now)


def refuse(session: Session, row: Attachment, reason: str, now: datetime) -> None:
    """Refused, or gone from the platform; `reason` is the sentence its sender reads."""
    row.state, row.reason = "refused", reason
    session.flush()
    seal_file(session, row, now)


def remove(session: Session, row: Attachment) -> None:
    """Removed by its sender before submission; `store.files.orphan_files.clear` deletes the bytes."""
    row.state, row.name_sealed, row.findings = "removed", "", None
    session.flush()


def _plain(findings: Findings | None) -> list[dict[str, Any]] | None:
    return None if findings is None else [dict(finding) for finding in findings]


def check_quota(session: Session, file_store: FileStore, person_id: int, size: int, now: datetime) -> None:
    """Raises Unfit where the person has sent enough today; removed files count, too."""
    midnight = deadline(local_date(now)) - timedelta(days=1)
    today = _ROW.c.person_id == person_id, _ROW.c.created_at >= midnight, _ROW.c.size > 0
    files, held = session.execute(select(func.count(), func.coalesce(func.sum(_ROW.c.size), 0)).where(*today)).one()
    quota = file_store.quota
    if files >= quota.files or held + size > quota.size:
        most = f"每人每天最多{quota.files}个文件、共{quota.size / 1024 / 1024:g} MB"
        raise Unfit(f"今天已收到您的{files}个文件，{most}，这一个没有收下。请明天再发，或者联系区大数据中心。")


def _fill(vault: Vault, file_store: FileStore, row: Attachment, content: Content, name: str, kind: Kind) -> None:
    row.sha256, row.size = file_store.put(content), size_of(content)
    row.content_type, row.name_sealed = kind.content_type, vault.seal(short(mended(short(name), kind.extension)), _NAME)


def pending(session: Session, limit: int = 20) -> Sequence[Attachment]:
    """Files to be downloaded, oldest first; a platform keeps them for days only."""
    query = select(Attachment).where(Attachment.state == "pending").order_by(Attachment.id)
    return session.scalars(query.limit(limit)).all()


def attachment(session: Session, attachment_id: int) -> Attachment | None:
    return session.get(Attachment, attachment_id)


def name_of(vault: Vault, row: Attachment) -> str:
    """The sender's file name, without any folder."""
    return vault.open(row.name_sealed, _NAME)


def of_draft(session: Session, draft_id: int) -> Sequence[Attachment]:
    """A draft's files that were neither refused nor removed."""
    return session.scalars(_OF_DRAFT, {"draft": draft_id}).all()


def of_ticket(session: Session, ticket_id: int) -> Sequence[Attachment]:
    """A ticket's files that were not refused, those still to be fetched and those erased included."""
    query = select(Attachment).where(Attachment.ticket_id == ticket_id, Attachment.state.not_in(_HIDDEN))
    return session.scalars(query.order_by(Attachment.id)).all()


def of_step(session: Session, ticket_id: int, seq: int) -> int:
    """How many files came with one step of a ticket."""
    query = select(func.count()).where(_ROW.c.ticket_id == ticket_id, _ROW.c.seq == seq, _ROW.c.state.not_in(_HIDDEN))
    return session.scalar(query) or 0


def move_to_ticket(session: Session, draft_id: int, ticket: Ticket, seq: int, now: datetime) -> None:
    """The draft became a step of a ticket: its files belong to that step from now on."""
    session.flush()
    moved = session.connection().execute(_MOVE, {"draft": draft_id, "to_ticket": ticket.id, "to_seq": seq})
    seal_files(session, ticket.number, moved.mappings(), now)
