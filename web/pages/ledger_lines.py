"""Lines of the 发送台账: who should have got a message, or wrote one, and why it did not arrive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import call_json
from bot.language import date_text
from bot.language.lane_titles import LANE_TITLES
from bot.outbound import Lane
from bot.ports import PORTAL
from store.cases import related_tickets
from store.messages import inbox
from store.people import persons
from store.vault import VaultError
from web.site import current_site

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import InboxRow, OutboxRow

SHOWN = 4  # shown characters of a record's hash, to distinguish rows


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the ledger: ids, recipients and reasons, no content."""

    id: int
    kind: str
    who: str
    ticket: str
    at: str
    reason: str


def unsent_lines(db: Session, rows: Iterable[OutboxRow], named: bool) -> Iterable[Line]:
    """Dead letters; ticket numbers are shown to the centre only, not to administrators (M4)."""
    rows = list(rows)
    numbers = related_tickets.numbers_of(db, [row.ticket_id for row in rows if named and row.ticket_id is not None])
    for row in rows:
        kind = "标注变动" if row.platform == PORTAL else LANE_TITLES[Lane(row.lane)]
        ticket = numbers.get(row.ticket_id or 0, "")
        yield Line(row.id, kind, _receiver(db, row), ticket, date_text.stamp(row.created_at), row.reason)


def _receiver(db: Session, row: OutboxRow) -> str:
    """The recipient; of a flag event only the catalogue entry and the beginning of the record's hash."""
    if row.platform == PORTAL:
        entry, _, record = row.user.partition(":")
        return f"数据平台 {entry or '未列入目录'} {record[:SHOWN] + '…' if record else ''}".rstrip()
    person = persons.person(db, row.person_id) if row.person_id else None
    return f"{person.name}（{row.user}）" if person else row.user


def _sender(row: InboxRow) -> str:
    """Who wrote it: only the message itself says so in clear."""
    try:
        return call_json.decode(current_site().store.vault.open_bytes(row.payload_sealed, inbox.CONTEXT)).user
    except (ValueError, VaultError):
        return ""


def unread_lines(db: Session, rows: Iterable[InboxRow]) -> Iterable[Line]:
    """Callbacks that could not be handled."""
    for row in rows:
        user = _sender(row)
        person = persons.by_account(db, row.platform, user) if user else None
        who = f"{person.name}（{user}）" if person else user or "（读不出）"
        yield Line(row.id, "未处理的消息", who, "", date_text.stamp(row.received_at), row.error)
