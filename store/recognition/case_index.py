"""What a case is recognised and found by, written with its filing; older cases follow in the background."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.recognition import case_keys, case_words
from store.tables import StepText, Ticket
from store.tables.cases import WHO_ACTED
from store.upkeep import run_claims
from store.vault import Vault

if TYPE_CHECKING:
    from store.engine.session import Store

VERSION = "1"  # of what is recognised: a later one reads all cases again
_CONTACT, _SOURCE, _TEXT = "tickets:contact_sealed", "tickets:source_words", "texts:sealed"
_FILED = ("records", "doubt", "scenario")


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a case: of its filing by field, of its later steps, and who applied."""

    name: str = ""
    office: str = ""
    phone: str = field(default="", repr=False)
    source: str = field(default="", repr=False)
    filed: Mapping[str, str] = field(default_factory=dict, repr=False)
    later: tuple[str, ...] = field(default=(), repr=False)


def add(session: Session, vault: Vault, ticket: Ticket, said: Said) -> None:
    """Write the keys and the words of a case."""
    records, doubt = said.filed.get("records", ""), said.filed.get("doubt", "")
    source = case_keys.source_of(session, ticket.entry_id, said.source)
    named = not ticket.proposer_id or ticket.filed_by  # who is in the directory is found there
    name, office = (said.name, said.office) if named else ("", "")
    applicant = case_keys.of_applicant(vault, name, office, said.phone)
    case_keys.write(session, ticket.id, case_keys.of_record(vault, source, records, doubt), applicant)
    words = (ticket.title, said.source, *(said.filed.get(name, "") for name in _FILED), said.name, said.office)
    later = (case_keys.plain_phone(said.phone), *said.later)
    case_words.add(session, vault, {ticket.id: (words, later)})


def erase(session: Session, ticket_id: int, *, keep_record: bool) -> None:
    """Retention: the words go, and the keys but for those of a special case's lasting mark (G7)."""
    case_words.erase(session, [ticket_id])
    case_keys.erase(session, [ticket_id], case_keys.OF_APPLICANT if keep_record else ())


def index_older(store: Store, most: int) -> int:
    """Read the next cases of an older release, the newest first; 0 where none is left."""
    with store.read() as session:
        version, _, below = run_claims.note(session, case_words.NOTE).partition(" ")
        if version == VERSION and below == "0":
            return 0
    with store.write() as session:
        query = select(Ticket).order_by(Ticket.id.desc()).limit(most)
        query = query.where(Ticket.id < int(below)) if version == VERSION else query
        found = session.scalars(query.with_for_update()).all()
        ids = [ticket.id for ticket in found]
        case_keys.erase(session, ids)
        case_words.erase(session, ids)
        texts = _texts(session, store.vault, ids)
        for ticket in found:
            add(session, store.vault, ticket, _stored(store.vault, ticket, texts.get(ticket.id, {})))
        run_claims.write_note(session, case_words.NOTE, f"{VERSION} {ids[-1] if len(ids) == most else 0}")
    return len(ids)


def _texts(session: Session, vault: Vault, ids: list[int]) -> dict[int, dict[tuple[int, str], str]]:
    columns = (StepText.ticket_id, StepText.seq, StepText.field, StepText.sealed)
    query = select(*columns).where(StepText.ticket_id.in_(ids), StepText.sealed != "", StepText.field != WHO_ACTED)
    found = dict[int, dict[tuple[int, str], str]]()
    for row in session.execute(query.order_by(StepText.id)):
        found.setdefault(row.ticket_id, {})[row.seq, row.field] = vault.open(row.sealed, _TEXT)
    return found


def _stored(vault: Vault, ticket: Ticket, texts: Mapping[tuple[int, str], str]) -> Said:
    contact = json.loads(vault.open(ticket.contact_sealed, _CONTACT) or "{}")
    return Said(
        name=contact.get("name", ""),
        office=contact.get("department", ""),
        phone=contact.get("phone", ""),
        source=vault.open(ticket.source_words, _SOURCE),
        filed={name: text for (seq, name), text in texts.items() if seq == 1},
        later=tuple(text for (seq, _), text in texts.items() if seq > 1),
    )
