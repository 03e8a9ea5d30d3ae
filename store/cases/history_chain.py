"""Hash chain: each history line has the hash of the one before, so that any change, insertion or loss is found (M5)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import RowMapping, exists, func, select
from sqlalchemy.orm import Session

from store.engine.canonical_json import canonical
from store.engine.columns import table_of
from store.tables import DayNumber, HistoryLine, StepText, Ticket

_COVERED = (
    "seq", "action", "at", "actor_id", "acting_for", "role", "state_from", "state_to",
    "party", "department_id", "clause", "decision", "prev_hash",
)  # fmt: skip


_LINES = table_of(HistoryLine)
_Text = tuple[int, str, str]  # line, field, digest
PAGE = 500  # tickets whose records are in memory at once


class Head(NamedTuple):
    """The end of a ticket's history as the ticket has it: last line number and hash."""

    id: int
    number: str
    seq: int
    history_head: str


@dataclass(frozen=True, slots=True)
class Break:
    """One contradiction in the records; `number` is the ticket, or the day of a gap in the numbering."""

    number: str
    seq: int
    text: str


def line_hash(number: str, line: Mapping[str, Any] | RowMapping) -> str:
    """SHA-256 over the ticket's number and all covered columns, the previous hash included."""
    return hashlib.sha256(canonical({"number": number, **said(line)}).encode()).hexdigest()


def said(line: Mapping[str, Any] | RowMapping) -> dict[str, Any]:
    """What a line says and its hash covers, as plain JSON."""
    plain = {name: line[name] for name in _COVERED}
    return plain | {"at": plain["at"].astimezone(UTC).isoformat()}


def text_digest(salt: str, text: str) -> str:
    """The digest of a free text in its history line; salted, because short texts could be guessed otherwise."""
    return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()


def size(session: Session) -> tuple[int, int]:
    """How many tickets and how many lines there are."""
    tickets = session.scalar(select(func.count()).select_from(Ticket)) or 0
    return tickets, session.scalar(select(func.count()).select_from(HistoryLine)) or 0


def heads(session: Session, after: int = 0, size: int = PAGE) -> list[Head]:
    """The next page of tickets by id."""
    query = select(Ticket.id, Ticket.number, Ticket.seq, Ticket.history_head).where(Ticket.id > after)
    return [Head(*row) for row in session.execute(query.order_by(Ticket.id).limit(size))]


def verify_lines(session: Session, page: Sequence[Head]) -> list[Break]:
    """Every contradiction in these tickets' own records: changed or missing lines and texts, wrong heads.

    Free texts are compared by `store.cases.history.verify_texts`, which needs the keys.
    """
    ids = [head.id for head in page]
    query = select(_LINES).where(_LINES.c.ticket_id.in_(ids)).order_by(_LINES.c.ticket_id, _LINES.c.seq)
    lines = {own: list(some) for own, some in groupby(session.execute(query).mappings(), lambda row: row["ticket_id"])}
    texts = _texts(session, ids)
    breaks: list[Break] = []
    for head in page:
        own = lines.get(head.id)
        if own:
            breaks += _check(head.number, own, head.seq, head.history_head, texts.get(head.id, set()))
        else:
            breaks.append(Break(head.number, 0, "没有任何办理记录"))
    return breaks


def verify_numbering(session: Session) -> list[Break]:
    """What no single ticket shows: gaps in the daily numbering, and history lines without a ticket."""
    here = exists().where(Ticket.id == HistoryLine.ticket_id)
    lost = session.scalars(select(HistoryLine.ticket_id).where(~here).distinct().limit(PAGE))
    return [*_gaps(session), *(Break(f"编号{ticket_id}", 0, "有办理记录而没有工单") for ticket_id in lost)]


def _check(number: str, lines: Iterable[RowMapping], seq: int, head: str, texts: set[_Text]) -> list[Break]:
    breaks, previous, expected = [], "", 0
    vouched: set[_Text] = set()
    for line in lines:
        expected += 1
        if line["seq"] != expected:
            breaks.append(Break(number, expected, f"缺少第{expected}步"))
            expected = line["seq"]
        if line["prev_hash"] != previous:
            breaks.append(Break(number, line["seq"], "与前一步接不上"))
        if line["hash"] != line_hash(number, line):
            breaks.append(Break(number, line["seq"], "写入后被改动"))
        previous = line["hash"]
        vouched |= _recorded_digests(line)
    if (expected, previous) != (seq, head):
        breaks.append(Break(number, expected, f"工单记着{seq}步，末端不符，末尾的记录缺失或被换过"))
    wrong = {(at, field) for at, field, _ in texts ^ vouched}
    return breaks + [Break(number, at, f"文字 {field} 不是写入时的那一段") for at, field in sorted(wrong)]


def _gaps(session: Session) -> list[Break]:
    last = {f"{row.day:%Y%m%d}": row.last for row in session.scalars(select(DayNumber))}
    day = func.substr(Ticket.number, 4, 8)
    counted = {row[0]: row[1] for row in session.execute(select(day, func.count()).group_by(day))}
    return [
        Break(key, 0, f"当日发出{last.get(key, 0)}个编号，现有{counted.get(key, 0)}件工单")
        for key in sorted(last.keys() | counted.keys())
        if last.get(key, 0) != counted.get(key, 0)
    ]


def _recorded_digests(line: RowMapping) -> set[_Text]:
    """The digests of the texts a line was written with; none where the line is too damaged to read."""
    try:
        return {(line["seq"], field, digest) for field, digest in json.loads(line["decision"])["texts"].items()}
    except (ValueError, KeyError, AttributeError):
        return set()


def _texts(session: Session, ids: Sequence[int]) -> dict[int, set[_Text]]:
    """The stored digests of texts, by ticket."""
    found: dict[int, set[_Text]] = {}
    query = select(StepText.ticket_id, StepText.seq, StepText.field, StepText.digest)
    for ticket_id, seq, field, digest in session.execute(query.where(StepText.ticket_id.in_(ids))):
        found.setdefault(ticket_id, set()).add((seq, field, digest))
    return found
