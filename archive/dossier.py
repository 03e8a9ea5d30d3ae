"""Everything recorded about one ticket as plain JSON; deterministic: the same state gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from archive.limit_lines import limit_lines
from archive.notice_lines import call_lines, flag_lines, notice_lines
from archive.step_lines import step_lines
from bot.inspection.personal_data import masked
from regulation.decision import encode
from regulation.explain import OWN_RULE
from regulation.replay import PlainCase
from store.cases import history, history_export, related_tickets, tickets, who_acted
from store.files import attachments
from store.lists import correction_list
from store.people import former_names, persons
from store.people.former_names import Named
from store.protection import erasures
from store.record import inclusion_proofs

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.laws import LawsInForce
    from regulation.law import Law
    from regulation.rulebook import Rulebook
    from store.lists.correction_list import Item
    from store.tables import Attachment, Erasure, HistoryLine, Ticket
    from store.vault import Vault

FORMAT = "objection-archive/3"
_BESIDE = ("title", "kind", "channel", "original_at", "filed_by", "city_order", "score", "history_head")
_FILE = ("sha256", "size", "content_type", "seq", "state")
_ERASED = ("rule", "seq", "history_head", "what", "prev_hash", "hash")


@dataclass(frozen=True, slots=True)
class Dossier:
    """`content` is the JSON; `files` maps a path in the archive to the SHA-256 of its bytes."""

    content: Mapping[str, Any]
    files: Mapping[str, str]


def dossier(session: Session, vault: Vault, laws: LawsInForce, ticket: Ticket) -> Dossier:
    """Everything of the ticket but the bytes of its files. The phone stays masked: the proof does not need it."""
    law, lines = laws(session).of(ticket), history.lines(session, ticket)
    decisions = [history.decision_of(line) for line in lines]
    steps = step_lines(session, vault, ticket, lines, law)
    then = _names_then(lines, steps)
    erased = [_erasure(record) for record in erasures.of_ticket(session, ticket.id)]
    kept = _files(session, vault, ticket, then)
    content = {
        "format": FORMAT,
        "number": ticket.number,
        "ticket": _ticket(ticket),
        "words": _words(session, ticket, law, lines),
        "contact": _contact(ticket, vault),
        "source": tickets.source_of(vault, ticket),
        "rulebook": law.rulebook.id,
        "clocks": limit_lines(session, laws, ticket, decisions),
        "history": history_export.lines(session, ticket),
        "steps": steps,
        "texts": history_export.words(session, vault, ticket),
        "notices": notice_lines(session, ticket, decisions, then, is_erased=bool(erased)),
        "calls": call_lines(decisions),
        "flags": flag_lines(session, ticket),
        "attachments": kept,
        "corrections": [_correction(item, ticket) for item in correction_list.of_ticket(session, ticket.id)],
        "erasures": erased,
        "record": inclusion_proofs.of_case(session, ticket),
    }
    return Dossier(content, {row["path"]: row["sha256"] for row in kept if row["path"]})


def _ticket(ticket: Ticket) -> dict[str, Any]:
    """The facts that replaying the history gives, and those stored beside it."""
    names = [field.name for field in fields(PlainCase) if field.name != "clocks"]
    return {name: encode(getattr(ticket, name)) for name in (*names, *_BESIDE)}


def _words(session: Session, ticket: Ticket, law: Law, lines: Sequence[HistoryLine]) -> dict[str, str]:
    """The coded facts of the ticket in the words of its own edition of the rules."""
    book, roots = law.rulebook, [ticket.root_id] if ticket.root_id else []
    return {
        "kind": book.lists["kinds"].get(ticket.kind, ticket.kind),
        "channel": book.lists["channels"].get(ticket.channel, ticket.channel),
        "outcome": book.outcomes.get(ticket.outcome, ticket.outcome.value) if ticket.outcome else "",
        "department": _department(session, ticket, lines),
        "lead_office": _lead_office(session, ticket, lines),
        "root": "".join(related_tickets.numbers_of(session, roots).values()),
        "rulebook": _rules(book),
    }


def _rules(book: Rulebook) -> str:
    """The regulation, and the edition of the own rules: what is dated is the edition, not the regulation."""
    if book.edition == 1:
        return f"{book.title}（{book.number}，自{book.effective.isoformat()}起施行）"
    own = f"{OWN_RULE}第{book.edition}版自{book.effective.isoformat()}起适用"
    return f"{book.title}（{book.number}）；{own}"


def _department(session: Session, ticket: Ticket, lines: Sequence[HistoryLine]) -> str:
    """The responsible department as it was called when the last step concerned it; today's name in older lines."""
    if ticket.department_id is None:
        return ""
    called = [who_acted.departments_then(line).get(ticket.department_id, "") for line in lines]
    today = persons.department_names(session, [ticket.department_id])
    return next((name for name in reversed(called) if name), today.get(ticket.department_id, ""))


def _lead_office(session: Session, ticket: Ticket, lines: Sequence[HistoryLine]) -> str:
    """The office inside the responsible department that leads its handling, as of the last step (M7)."""
    found = persons.department(session, ticket.department_id) if ticket.department_id else None
    if found is None:
        return ""
    then = former_names.then(session, Named.LEAD_OFFICE, [(found.id, lines[-1].at)])
    return then.get((found.id, lines[-1].at), found.lead_office)


def _names_then(lines: Sequence[HistoryLine], steps: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """The names of those who acted, as recorded with their last step, by person."""
    found = {}
    for line, step in zip(lines, steps, strict=True):
        if line.actor_id and step["by"]["as_recorded"]:
            found[line.actor_id] = str(step["by"]["name"])
    return found


def _contact(ticket: Ticket, vault: Vault) -> dict[str, str]:
    contact = tickets.contact_of(vault, ticket)
    return {"name": contact.name, "department": contact.department, "phone": masked(contact.phone)}


def _files(session: Session, vault: Vault, ticket: Ticket, then: Mapping[int, str]) -> list[dict[str, Any]]:
    rows = attachments.of_ticket(session, ticket.id)
    today = persons.names(session, {row.person_id for row in rows})
    own = {ticket.proposer_id: "提出方"} if ticket.proposer_id else {}
    former = former_names.then(session, Named.PERSON, [(row.person_id, row.created_at) for row in rows])
    names = {**then, **own}
    return [
        _file(number, row, vault)
        | {
            "by": names.get(row.person_id)
            or former.get((row.person_id, row.created_at))
            or today.get(row.person_id, ""),
            "at": encode(row.created_at),
        }
        for number, row in enumerate(rows, 1)
    ]


def _file(number: int, row: Attachment, vault: Vault) -> dict[str, Any]:
    """`path` is "" where the bytes are not here: not fetched yet, or erased."""
    name = attachments.name_of(vault, row)
    safe = "".join("_" if letter in '<>:"/\\|?*' else letter for letter in name).strip(". ") or "file"
    path = f"attachments/{number:02d}-{safe}" if row.state == "stored" else ""
    return {"path": path, "name": name, "entry": row.id} | {field: getattr(row, field) for field in _FILE}


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
