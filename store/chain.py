"""Each history line carries the hash of the one before it, so that no line is changed, added or lost unnoticed (M5)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import orjson
from sqlalchemy import RowMapping, func, select
from sqlalchemy.orm import Session

from store.tables import DayNumber, HistoryLine, StepText, Ticket

_COVERED = (
    "seq", "action", "at", "actor_id", "acting_for", "role", "state_from", "state_to",
    "party", "department_id", "clause", "decision", "prev_hash",
)  # fmt: skip


_Text = tuple[int, str, str]  # line, field, digest


@dataclass(frozen=True, slots=True)
class Break:
    """One place where the record contradicts itself; `number` is the ticket, or the day for a gap in numbering."""

    number: str
    seq: int
    text: str


def canonical(value: object) -> str:
    """The one spelling of a JSON value that is hashed: sorted keys, no spaces, UTF-8 as it is."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def line_hash(number: str, line: Mapping[str, Any] | RowMapping) -> str:
    """SHA-256 over the ticket's number and everything the line says, the previous hash included."""
    return hashlib.sha256(canonical({"number": number, **said(line)}).encode()).hexdigest()


def said(line: Mapping[str, Any] | RowMapping) -> dict[str, Any]:
    """What a line says and its hash covers, as plain JSON."""
    return {name: _plain(line[name]) for name in _COVERED}


def text_digest(salt: str, text: str) -> str:
    """What a history line keeps of free words: without the salt, short ones could be guessed from it."""
    return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()


def verify_chain(session: Session) -> list[Break]:
    """Every contradiction in the record: changed or missing lines, wrong heads, gaps in the day's numbers.

    Free texts are compared by `store.history.verify_texts`, which needs the keys.
    """
    breaks: list[Break] = []
    heads = {row.id: row for row in session.execute(select(Ticket.id, Ticket.number, Ticket.seq, Ticket.history_head))}
    lines = session.execute(
        select(HistoryLine.__table__).order_by(HistoryLine.ticket_id, HistoryLine.seq).execution_options(yield_per=1000)
    )
    texts = _texts(session)
    for ticket_id, own in groupby(lines.mappings(), key=lambda line: line["ticket_id"]):
        head = heads.pop(ticket_id)
        breaks += _check(head.number, own, head.seq, head.history_head, texts.get(ticket_id, set()))
    breaks += [Break(head.number, 0, "no history at all") for head in heads.values()]
    return breaks + _gaps(session)


def _check(number: str, lines: Iterable[RowMapping], seq: int, head: str, texts: set[_Text]) -> list[Break]:
    breaks, previous, expected = [], "", 0
    vouched: set[_Text] = set()
    for line in lines:
        expected += 1
        if line["seq"] != expected:
            breaks.append(Break(number, expected, f"line {expected} is missing"))
            expected = line["seq"]
        if line["prev_hash"] != previous:
            breaks.append(Break(number, line["seq"], "does not follow the line before it"))
        if line["hash"] != line_hash(number, line):
            breaks.append(Break(number, line["seq"], "was changed after it was written"))
        previous = line["hash"]
        vouched |= _vouched(line)
    if (expected, previous) != (seq, head):
        breaks.append(Break(number, expected, f"the ticket says {seq} lines with another head: the end is missing"))
    wrong = {(at, field) for at, field, _ in texts ^ vouched}
    return breaks + [
        Break(number, at, f"the text {field!r} is not the one it was written with") for at, field in sorted(wrong)
    ]


def _gaps(session: Session) -> list[Break]:
    last = {f"{row.day:%Y%m%d}": row.last for row in session.scalars(select(DayNumber))}
    day = func.substr(Ticket.number, 4, 8)
    counted = {row[0]: row[1] for row in session.execute(select(day, func.count()).group_by(day))}
    return [
        Break(key, 0, f"{last.get(key, 0)} numbers were given, {counted.get(key, 0)} tickets exist")
        for key in sorted(last.keys() | counted.keys())
        if last.get(key, 0) != counted.get(key, 0)
    ]


def _vouched(line: RowMapping) -> set[_Text]:
    """The texts a line was written with; none where the line is too damaged to say."""
    try:
        return {(line["seq"], field, digest) for field, digest in json.loads(line["decision"])["texts"].items()}
    except (ValueError, KeyError, AttributeError):
        return set()


def _texts(session: Session) -> dict[int, set[_Text]]:
    """What the step's words are vouched for with, by ticket."""
    found: dict[int, set[_Text]] = {}
    rows = session.execute(select(StepText.ticket_id, StepText.seq, StepText.field, StepText.digest))
    for ticket_id, seq, field, digest in rows:
        found.setdefault(ticket_id, set()).add((seq, field, digest))
    return found


def _plain(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
