"""Everything recorded about one ticket as plain JSON; deterministic: the same state gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from bot.inspection.personal_data import masked
from regulation.decision import encode
from regulation.explain import explain_clock
from regulation.replay import PlainCase, PlainClock
from store.cases import history_export, tickets
from store.files import attachments
from store.lists import correction_list
from store.people import persons
from store.protection import erasures

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from regulation.law import Law, Laws
    from store.lists.correction_list import Item
    from store.tables import Attachment, Erasure, Ticket, TicketClock
    from store.vault import Vault

FORMAT = "objection-archive/1"
_BESIDE = ("title", "kind", "channel", "original_at", "filed_by", "city_order", "score", "history_head")
_FILE = ("sha256", "size", "content_type", "seq", "state")
_ERASED = ("rule", "seq", "history_head", "what", "prev_hash", "hash")


@dataclass(frozen=True, slots=True)
class Dossier:
    """`content` is the JSON; `files` maps a path in the archive to the SHA-256 of its bytes."""

    content: Mapping[str, Any]
    files: Mapping[str, str]


def dossier(session: Session, vault: Vault, laws: Laws, ticket: Ticket) -> Dossier:
    """Everything of the ticket but the bytes of its files. The phone stays masked: the proof does not need it."""
    law, lines = laws.of(ticket), history_export.lines(session, ticket)
    kept = [_file(number, row, vault) for number, row in enumerate(attachments.of_ticket(session, ticket.id), 1)]
    content = {
        "format": FORMAT,
        "number": ticket.number,
        "ticket": _ticket(ticket),
        "contact": _contact(ticket, vault),
        "source": tickets.source_of(vault, ticket),
        "people": _people(session, lines),
        "departments": _departments(session, lines),
        "rulebook": law.rulebook.id,
        "clocks": [_clock(clock, law) for clock in ticket.clocks],
        "history": lines,
        "texts": history_export.words(session, vault, ticket),
        "attachments": kept,
        "corrections": [_correction(item, ticket) for item in correction_list.of_ticket(session, ticket.id)],
        "erasures": [_erasure(record) for record in erasures.of_ticket(session, ticket.id)],
    }
    return Dossier(content, {row["path"]: row["sha256"] for row in kept if row["path"]})


def _ticket(ticket: Ticket) -> dict[str, Any]:
    """The facts that replaying the history gives, and those stored beside it."""
    names = [field.name for field in fields(PlainCase) if field.name != "clocks"]
    return {name: encode(getattr(ticket, name)) for name in (*names, *_BESIDE)}


def _contact(ticket: Ticket, vault: Vault) -> dict[str, str]:
    contact = tickets.contact_of(vault, ticket)
    return {"name": contact.name, "department": contact.department, "phone": masked(contact.phone)}


def _clock(clock: TicketClock, law: Law) -> dict[str, Any]:
    """A limit as it was recorded, with its days listed one by one."""
    why = explain_clock(clock, law)
    days = [
        {"day": line.day.isoformat(), "counted": line.counted, "text": line.text, "source": line.source}
        for line in why.lines
    ]
    recorded = {field.name: encode(getattr(clock, field.name)) for field in fields(PlainClock)}
    return recorded | {
        "proof": {
            "clause": why.clause.text,
            "starts": why.starts,
            "deadline": why.deadline.isoformat(),
            "extended": why.extended,
            "calendar": why.calendar,
            "recounted": why.recounted,
            "days": days,
        }
    }


def _file(number: int, row: Attachment, vault: Vault) -> dict[str, Any]:
    """`path` is "" where the bytes are not here: not fetched yet, or erased."""
    name = attachments.name_of(vault, row)
    safe = "".join("_" if letter in '<>:"/\\|?*' else letter for letter in name).strip(". ") or "file"
    path = f"attachments/{number:02d}-{safe}" if row.state == "stored" else ""
    return {"path": path, "name": name} | {field: getattr(row, field) for field in _FILE}


def _erasure(record: Erasure) -> dict[str, Any]:
    return {"at": encode(record.at)} | {field: getattr(record, field) for field in _ERASED}


def _correction(item: Item, ticket: Ticket) -> dict[str, Any]:
    """Catalogue corrections that this ticket caused, and their outcome; other tickets are not named."""
    lines = [
        {"act": said.act.value, "at": encode(said.at), "by": said.by, "reason": said.reason}
        | {"before": said.before, "after": said.after}
        for said in item.lines
        if said.number in ("", ticket.number)
    ]
    facts = {name: getattr(item, name) for name in ("code", "name", "listed", "suggested")}
    return {"item": item.id, "state": item.state.value, **facts, "lines": lines}


def _people(session: Session, lines: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    acted = {int(line[name]) for line in lines for name in ("actor_id", "acting_for")} - {0}
    return {str(key): name for key, name in sorted(persons.names(session, acted).items())}


def _departments(session: Session, lines: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    ids = sorted({int(line["department_id"]) for line in lines if line["department_id"]})
    found = ((key, persons.department(session, key)) for key in ids)
    return {str(key): department.name for key, department in found if department is not None}
