"""Erasure of a closed ticket's personal data after its retention period, with a tamper-evident record of it (M4)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from regulation.states import State
from store.cases import history, who_acted
from store.cases.history_chain import Break, Head
from store.engine import at_commit
from store.engine.canonical_json import canonical
from store.files import sealed_files
from store.files.orphan_files import lock_file_store
from store.protection import retention_lists
from store.recognition import case_index
from store.record import record_sealing, row_entries
from store.tables import Attachment, Draft, Erasure, Flag, HistoryLine, OutboxRow, StepText, Ticket

_COVERED = ("ticket_id", "rule", "seq", "history_head", "what", "prev_hash")
_UNSENT = ("pending", "dead")


def erase(session: Session, ticket_id: int, closed_before: datetime, rule: str, now: datetime) -> Erasure | None:
    """Erase contact, free texts and files of one closed ticket, which was archived as it stands.

    None where it was reopened, erased or changed meanwhile: what no archive holds is never erased.

    `rule` says by which setting. The history is not touched; the bytes of the files go with `orphan_files.clear`.
    """
    lock_file_store(session, alone=True)  # serialised: the records form one hash chain
    query = select(Ticket).where(Ticket.id == ticket_id, Ticket.state == State.CLOSED, Ticket.closed_at < closed_before)
    ticket = session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if ticket is None or not retention_lists.is_archived(session, ticket):
        return None
    if any(record.seq == ticket.seq for record in of_ticket(session, ticket_id)):
        return None
    what = _what(session, ticket)
    history.anonymise(session, ticket)
    _empty(session, ticket, now)
    record = Erasure(ticket_id=ticket_id, at=now, rule=rule, seq=ticket.seq, history_head=ticket.history_head)
    record.what, record.prev_hash = canonical(what), _last_hash(session)
    record.hash = _hash(record)
    session.add(record)
    session.flush()
    record_sealing.add(session, [row_entries.erasure(at_commit.vault_of(session), record, now)])
    return record


def of_ticket(session: Session, ticket_id: int) -> Sequence[Erasure]:
    """A ticket's erasures, oldest first."""
    return session.scalars(select(Erasure).where(Erasure.ticket_id == ticket_id).order_by(Erasure.id)).all()


def verify_records(session: Session) -> Iterator[Break]:
    """Every erasure record that was changed or is missing, in the order of the chain."""
    previous = ""
    line = and_(HistoryLine.ticket_id == Erasure.ticket_id, HistoryLine.seq == Erasure.seq)
    query = select(Erasure, HistoryLine.hash, Ticket.number).outerjoin(HistoryLine, line)
    query = query.outerjoin(Ticket, Ticket.id == Erasure.ticket_id).order_by(Erasure.id)
    for record, head, number in session.execute(query.execution_options(yield_per=1000)):
        if record.prev_hash != previous or record.hash != _hash(record):
            yield Break(number or "", record.seq, "匿名化的记录被改动")
        if head != record.history_head:
            yield Break(number or "", record.seq, "匿名化的记录所记的是另一份办理记录")
        previous = record.hash


def verify_gone(session: Session, page: Sequence[Head]) -> list[Break]:
    """Everything of these tickets that is missing without a record, or present in spite of one."""
    numbers = {head.id: head.number for head in page}
    said = set[tuple[int, int, str]]()
    for record in session.scalars(select(Erasure).where(Erasure.ticket_id.in_(numbers))):
        what = json.loads(record.what)
        said |= {(record.ticket_id, seq, field) for seq, field, _ in what["texts"]}
        said |= {(record.ticket_id, 0, "contact")} if what["contact"] else set()
    return [
        Break(numbers[at], seq, f"{field} 没有匿名化的记录而已删去，或有记录而仍在")
        for at, seq, field in sorted(set(_gone(session, list(numbers))) ^ said)
    ]


def _gone(session: Session, ids: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    blank = select(StepText.ticket_id, StepText.seq, StepText.field)
    rows = session.execute(blank.where(StepText.ticket_id.in_(ids), StepText.sealed == ""))
    yield from ((row.ticket_id, row.seq, row.field) for row in rows)
    nobody = select(Ticket.id).where(Ticket.id.in_(ids), Ticket.contact_sealed == "")
    yield from ((ticket_id, 0, "contact") for ticket_id in session.scalars(nobody))


def _what(session: Session, ticket: Ticket) -> dict[str, Any]:
    """What is to be erased: field names and digests, no content."""
    here = (StepText.ticket_id == ticket.id, StepText.sealed != "", ~who_acted.outlasts_erasure(ticket))
    words = select(StepText).where(*here).order_by(StepText.id)
    files = select(Attachment.sha256).where(Attachment.ticket_id == ticket.id, Attachment.state == "stored")
    return {
        "contact": bool(ticket.contact_sealed),
        "source": bool(ticket.source_words),
        "texts": [[row.seq, row.field, row.digest] for row in session.scalars(words)],
        "files": list(session.scalars(files.order_by(Attachment.id))),
    }


def _empty(session: Session, ticket: Ticket, now: datetime) -> None:
    """Erase the other copies: file names, drafts, undelivered messages."""
    sealed_files.erase_of_ticket(session, ticket, now)
    special = select(Flag.id).where(Flag.ticket_id == ticket.id, Flag.special).limit(1)
    case_index.erase(session, ticket.id, keep_record=session.scalar(special) is not None)
    session.execute(update(Draft).where(Draft.ticket_id == ticket.id).values(answers_sealed=""))
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.ticket_id == ticket.id, OutboxRow.state.in_(_UNSENT))
        .values(state="superseded", payload_sealed=b"", reason="retention")
    )


def _last_hash(session: Session) -> str:
    return session.scalar(select(Erasure.hash).order_by(Erasure.id.desc()).limit(1)) or ""


def _hash(record: Erasure) -> str:
    said = {name: getattr(record, name) for name in _COVERED} | {"at": record.at.astimezone(UTC).isoformat()}
    return hashlib.sha256(canonical(said).encode()).hexdigest()
