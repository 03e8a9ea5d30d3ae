"""Decide, then record: the only writer of a ticket's state, together with its history line, in one transaction."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from regulation.act_groups import DEFINITE_REPLIES, TO_DEPARTMENT
from regulation.decision import Decision, apply
from regulation.law import Law
from regulation.states import Action
from store.cases import flags, step_log, ticket_rows, who_acted
from store.cases.history_chain import line_hash, text_digest
from store.cases.step_order import in_order
from store.cases.ticket_numbers import read_number
from store.cases.who_acted import NOBODY, Caller
from store.catalogue import corrections
from store.engine.canonical_json import canonical
from store.engine.columns import table_of
from store.engine.db_errors import Stale
from store.identity.record_identity import marks_of, primary
from store.recognition import case_index, case_words
from store.recognition.case_index import Said
from store.record import record_sealing, row_entries
from store.search_grams import comparable
from store.tables import HistoryLine, StepText, Ticket
from store.vault import Vault

_LINES, _WORDS = table_of(HistoryLine), table_of(StepText)
_CONTACT, _SOURCE, _TEXT = "tickets:contact_sealed", "tickets:source_words", "texts:sealed"
_ADD_LINE, _ADD_TEXT = insert(_LINES), insert(_WORDS)
UNLISTED = "未列入目录的数据"


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the proposer (M9). Sealed in the store."""

    name: str = ""
    phone: str = field(default="", repr=False)
    department: str = ""
    address: str = field(default="", repr=False)  # beside a telephone number


@dataclass(frozen=True, slots=True)
class Filing:
    """What a filing adds to the law's facts.

    `records` are the questioned records in the proposer's words (M9): only a keyed hash is kept here, to recognise
    equal ones; the words themselves belong into the decision's `texts`.
    """

    contact: Contact
    kind: str
    title: str = UNLISTED
    entry_id: int | None = None
    source_words: str = field(default="", repr=False)
    records: str = field(default="", repr=False)
    channel: str = ""
    filed_by: int = 0
    original_at: datetime | None = None
    city_order: str = ""


def file(
    session: Session, vault: Vault, number: str, decision: Decision, filing: Filing, law: Law, by: Caller = NOBODY
) -> Ticket:
    """Write a new ticket with its first history line. `number` comes from `store.cases.ticket_numbers.new_number`."""
    ticket = ticket_rows.blank(
        number=number,
        rulebook=law.rulebook.id,
        title=filing.title,
        kind=filing.kind,
        entry_id=filing.entry_id,
        channel=filing.channel,
        filed_by=filing.filed_by,
        original_at=filing.original_at,
        city_order=filing.city_order,
        source_words=vault.seal(filing.source_words, _SOURCE),
        record_key_index=record_index(vault, filing.records),
        contact_sealed=vault.seal(canonical(_contact_json(filing.contact)), _CONTACT),
    )
    record(session, vault, ticket, decision, law, by)
    whose = filing.contact
    said = Said(whose.name, whose.department, whose.phone, filing.source_words, decision.texts)
    case_index.add(session, vault, ticket, said)
    beside = (row_entries.filing(ticket, decision.at), row_entries.contact(vault, ticket, decision.at))
    record_sealing.add(session, beside)
    return ticket


def get(session: Session, number: str, *, lock: bool = True) -> Ticket | None:
    """The ticket of a typed number; its row is locked on PostgreSQL until the transaction ends.

    On SQLite a write transaction has locked the database anyway.
    """
    known = read_number(number)
    return ticket_rows.read(session.connection(), known, lock=lock) if known else None


def by_id(session: Session, ticket_id: int) -> Ticket | None:
    """A ticket by its row's number; a snapshot, as `get` gives it."""
    return ticket_rows.read_by_id(session.connection(), ticket_id)


def record(session: Session, vault: Vault, ticket: Ticket, decision: Decision, law: Law, by: Caller = NOBODY) -> None:
    """Apply a decision to the ticket and write both with a history line; the ticket may be from an earlier transaction.

    `by` has the account used; name, unit and roles of the actor are those of the directory at this moment.

    The ticket is detached from the session. Raises Stale where another step was recorded since it was read: roll the
    transaction back and read the ticket again.
    """
    number = ticket.number
    if decision.seq != ticket.seq + 1:
        raise Stale(number)
    decision = in_order(session, ticket, decision)
    held = who_acted.roles_held(ticket, decision.actor)
    ticket_rows.release(session, ticket)
    apply(ticket, decision)
    ticket.stepped_at = decision.at
    _time(ticket, decision, law)
    people = who_acted.people_of(session, decision, by)
    texts = _texts(vault, decision, who_acted.recorded_text(ticket, decision, held, people, by.account))
    named = who_acted.departments_as_named(session, decision, ticket, people)
    line = _line(ticket, decision, {"texts": {text["field"]: text["digest"] for text in texts}, "departments": named})
    ticket.history_head = line["hash"]
    connection = session.connection()
    if not ticket_rows.write(connection, ticket, decision):
        raise Stale(number)
    connection.execute(_ADD_LINE, line | {"ticket_id": ticket.id})
    record_sealing.add(session, [row_entries.step(number, line)])
    step_log.note(session, number, decision)
    if texts:
        connection.execute(_ADD_TEXT, [text | {"ticket_id": ticket.id} for text in texts])
    if decision.texts and decision.seq > 1:
        case_words.follow(session, vault, ticket.id, decision.texts)
    if decision.flag or "outcome" in decision.changes:
        flags.follow(session, ticket, decision)
    if decision.action in (*TO_DEPARTMENT, *DEFINITE_REPLIES):  # who has the data
        corrections.follow(session, ticket, decision)


def _time(ticket: Ticket, decision: Decision, law: Law) -> None:
    """Keep `due_at` and `remind_at` in step with the due days; a moved limit is checked by the next sweep."""
    for clock in ticket.clocks:
        if clock.stopped_at is not None:
            clock.remind_at = None
            continue
        due_at = law.deadline(clock.due_on)
        if clock.due_at != due_at:
            clock.due_at, clock.remind_at = due_at, decision.at
    if decision.action is Action.EVALUATE:
        ticket.score = decision.data.get("score")


def _texts(vault: Vault, decision: Decision, actor: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for name, words in (*decision.texts.items(), *([(who_acted.FIELD, actor)] if actor else [])):
        salt = secrets.token_hex(16)
        sealed, digest = vault.seal(words, _TEXT), text_digest(salt, words)
        rows.append({"seq": decision.seq, "field": name, "sealed": sealed, "salt": salt, "digest": digest})
    return rows


def _line(ticket: Ticket, decision: Decision, beside: dict[str, Any]) -> dict[str, Any]:
    line: dict[str, Any] = {
        "seq": decision.seq,
        "action": decision.action,
        "at": decision.at,
        "actor_id": decision.actor.person_id,
        "acting_for": decision.actor.acting_for,
        "role": decision.role,
        "state_from": decision.state_from,
        "state_to": decision.state_to,
        "party": ticket.party,
        "department_id": ticket.department_id,
        "clause": decision.clause,
        "decision": canonical(decision.as_json() | beside),
        "prev_hash": ticket.history_head,
    }
    return line | {"hash": line_hash(ticket.number, line)}


def contact_of(vault: Vault, ticket: Ticket) -> Contact:
    """The proposer's contact, decrypted; empty once it was anonymised."""
    text = vault.open(ticket.contact_sealed, _CONTACT)
    return Contact(**json.loads(text)) if text else Contact()


def source_of(vault: Vault, ticket: Ticket) -> str:
    """How the proposer described a source that the catalogue does not list (都不是)."""
    return vault.open(ticket.source_words, _SOURCE)


def record_index(vault: Vault, records: str) -> str:
    """The record by its codes, where its words hold any, else by the words, whatever their spacing, width and case."""
    called = primary(marks_of(records)) or "".join(comparable(records).split())
    return vault.index(called, "tickets:record_key_index")


def _contact_json(contact: Contact) -> dict[str, str]:
    told = {"name": contact.name, "phone": contact.phone, "department": contact.department}
    return told | ({"address": contact.address} if contact.address else {})
