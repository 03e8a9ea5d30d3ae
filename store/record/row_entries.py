"""The entry of each row that the record vouches for; keyed where its digest could be guessed from a person's data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Column

from regulation.decision import encode
from store.engine.canonical_json import canonical
from store.engine.columns import Base, KeyedIndex, SealedText, table_of
from store.record.record_entries import Entry, Kind
from store.tables import CorrectionLine, Erasure, OperatorLogEntry, Person, StandIn
from store.tables import Entry as CatalogueEntry
from store.tables.people import USER_KEY

if TYPE_CHECKING:
    from store.tables import (
        Account,
        ArchiveExport,
        Attachment,
        Department,
        ImportList,
        NoticeFile,
        OutboxRow,
        QualityReport,
        RecordHead,
        Ticket,
    )
    from store.vault import Vault

FILED = ("title", "kind", "entry_id", "channel", "filed_by", "original_at", "city_order", "rulebook", "on_behalf")
DELIVERED = ("id", "person_id", "ticket_id", "platform", "user", "generation", "lane", "sent_at", "message_id")
SENT = ("sent", "read")
NOTICES = ("send", "file")
_FILE_NAME = "attachments:name_sealed"
VERSIONS = 1000  # of one year's holiday notice
NAMED = ("id", "person_id", "created_at")  # of a file, besides its name
_NO_FACTS = ("mobile_sealed", "name_index", "created_at")
_NAMED = cast(KeyedIndex, table_of(Person).c.name_index.type)
_ASTRAY = "\0"  # what no name and no account holds
_PERSON = [each.name for each in table_of(Person).columns if each.name not in _NO_FACTS]


def plain(value: object) -> object:
    """A value of a column as JSON; instants in UTC, whichever zone they were written in."""
    return encode(value.astimezone(UTC) if isinstance(value, datetime) else value)


def sha256(value: object) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def _keyed(vault: Vault, kind: Kind, value: object) -> str:
    return vault.index(canonical(value), f"record:{kind.name}")


def _columns(row: Base, *without: str) -> dict[str, object]:
    names = (column.name for column in table_of(type(row)).columns)
    return {name: plain(getattr(row, name)) for name in names if name not in without}


def step(number: str, line: Mapping[str, Any]) -> Entry:
    return Entry(Kind.STEP, number, line["seq"], line["hash"], line["at"])


def filing(ticket: Ticket, at: datetime) -> Entry:
    """What stands beside the history since the filing: nobody's data, so that an auditor can compare it."""
    return Entry(Kind.FILING, ticket.number, 0, sha256(filed_facts(ticket)), at)


def filed_facts(ticket: Ticket) -> dict[str, object]:
    return {name: plain(getattr(ticket, name)) for name in FILED}


def contact(vault: Vault, ticket: Ticket, at: datetime) -> Entry:
    """Contact and source as the proposer gave them, and the keyed hash of the questioned records."""
    told = vault.open(ticket.contact_sealed, "tickets:contact_sealed")
    source = vault.open(ticket.source_words, "tickets:source_words")
    digest = _keyed(vault, Kind.CONTACT, [ticket.number, json.loads(told or "{}"), source, ticket.record_key_index])
    return Entry(Kind.CONTACT, ticket.number, 0, digest, at)


def file(number: str, row: Attachment | Mapping[str, Any], at: datetime) -> Entry:
    """One file of a step, with what is known of it: one still on the platform has no hash yet."""
    told = {name: _value(row, name) for name in ("seq", "sha256", "size", "state")}
    return Entry(Kind.FILE, number, _value(row, "id"), sha256(told), at)


def file_name(vault: Vault, number: str, row: Mapping[str, Any] | Attachment, at: datetime) -> Entry:
    """What a file is called and whose it is; its name is erased with the case's words."""
    told = {name: plain(_value(row, name)) for name in NAMED}
    told["name"] = vault.open(_value(row, "name_sealed"), _FILE_NAME)
    return Entry(Kind.FILE_NAME, number, _value(row, "id"), _keyed(vault, Kind.FILE_NAME, told), at)


def is_delivery(row: OutboxRow) -> bool:
    return row.ticket_id is not None and row.kind in NOTICES and row.state in SENT


def delivery(vault: Vault, row: Mapping[str, Any] | OutboxRow, at: datetime) -> Entry:
    """A notice that a platform accepted, and when it was read."""
    names = (*DELIVERED, "read_at")
    values: dict[str, Any] = {name: row.get(name) if isinstance(row, Mapping) else getattr(row, name) for name in names}
    digest = _keyed(vault, Kind.DELIVERY, {name: plain(value) for name, value in values.items()})
    return Entry(Kind.DELIVERY, str(values["ticket_id"]), values["id"], digest, at)


def deed(vault: Vault, row: OperatorLogEntry, at: datetime) -> Entry:
    return Entry(Kind.DEED, row.act, row.id, _keyed(vault, Kind.DEED, _columns(row)), at)


def correction(vault: Vault, row: CorrectionLine, at: datetime) -> Entry:
    return Entry(Kind.CORRECTION, "", row.id, _keyed(vault, Kind.CORRECTION, _columns(row)), at)


def erasure(_: Vault, row: Erasure, at: datetime) -> Entry:
    return Entry(Kind.ERASURE, str(row.ticket_id), row.id, row.hash, at)


def export(vault: Vault, row: ArchiveExport, at: datetime) -> Entry:
    return Entry(Kind.EXPORT, str(row.ticket_id), row.id, _keyed(vault, Kind.EXPORT, _columns(row)), at)


def report(_: Vault, row: QualityReport, at: datetime) -> Entry:
    told = [row.period, row.version, row.sha256, plain(row.publish_on)]
    return Entry(Kind.REPORT, row.period, row.id, sha256(told), at)


def notice(vault: Vault, row: NoticeFile, at: datetime) -> Entry:
    return Entry(
        Kind.NOTICE, str(row.year), row.year * VERSIONS + row.version, _keyed(vault, Kind.NOTICE, _columns(row)),
        at,
    )  # fmt: skip


def import_list(vault: Vault, row: ImportList, at: datetime) -> Entry:
    told = _columns(row, "list_sealed") | {"list": vault.open(row.list_sealed, "import_lists:list_sealed")}
    return Entry(Kind.IMPORT, row.kind, row.id, _keyed(vault, Kind.IMPORT, told), at)


def head(_: Vault, row: RecordHead, at: datetime) -> Entry:
    return Entry(Kind.HEAD, str(row.size), row.id, hashlib.sha256(row.content.encode()).hexdigest(), at)


def department(vault: Vault, row: Department, at: datetime) -> Entry:
    return Entry(Kind.DEPARTMENT, row.code, row.id, _keyed(vault, Kind.DEPARTMENT, _columns(row)), at)


def person(vault: Vault, row: Person, at: datetime) -> Entry:
    """Who somebody is and what they may do: name, department, roles, accounts and which left, telephone as a hash."""
    columns = {name: getattr(row, name) for name in _PERSON}
    if not _fits(vault, _NAMED, row.name_index, row.name):
        columns["name"] += _ASTRAY
    accounts = [account(each) for each in row.accounts if _fits(vault, USER_KEY, each.user_key, each.key)]
    return person_values(vault, columns, [*accounts, *([[_ASTRAY]] if len(accounts) < len(row.accounts) else [])], at)


def _fits(vault: Vault, index: KeyedIndex, stored: str, text: str) -> bool:
    """Whether a row is found by what it says: a look-up hash of another's would give somebody the other's rights.

    Before it is read again, a new row has the text itself there; one of an older release may have none yet.
    """
    return stored in (text, index.of(vault, text), "")


def account(row: Account) -> Sequence[str]:
    """An account by platform and compared user id; whether its platform said that it left."""
    return (row.platform, row.key, *["gone"] * row.gone)


def person_values(vault: Vault, columns: Mapping[str, Any], accounts: Iterable[Sequence[str]], at: datetime) -> Entry:
    """The same of somebody as they are to be, with their accounts as `account` gives them."""
    told = {name: plain(columns.get(name)) for name in _PERSON if name != "left_at" or columns.get(name)}
    told["roles"] = sorted(columns["roles"].split())
    told["accounts"] = sorted([*each] for each in accounts)
    return Entry(Kind.PERSON, "", columns["id"], _keyed(vault, Kind.PERSON, told), at)


def stand_in(vault: Vault, row: StandIn, at: datetime) -> Entry:
    return Entry(Kind.STAND_IN, "", row.id, _keyed(vault, Kind.STAND_IN, _columns(row)), at)


def of_columns(kind: Kind, table: type[Base], *without: str) -> Callable[[Vault, Any, datetime], Entry]:
    """The entry of a row, as an object or by its columns, that vouches for every column but these."""
    columns = [column for column in table_of(table).columns if column.name not in without]

    def entry(vault: Vault, row: Base | Mapping[str, Any], at: datetime) -> Entry:
        told = {column.name: _said(vault, column, _value(row, column.name)) for column in columns}
        return Entry(kind, "", told["id"], _keyed(vault, kind, told), at)

    return entry


def _value(row: Base | Mapping[str, Any], name: str) -> Any:
    return row[name] if isinstance(row, Mapping) else getattr(row, name)


def _said(vault: Vault, column: Column[Any], value: Any) -> Any:
    """A column's value; what is encrypted is compared as it reads, because a rotation encrypts it anew."""
    if "sealed" in column.info and not isinstance(column.type, SealedText):
        return vault.open(value, f"{column.table.name}:{column.name}")
    return plain(value)


catalogue = of_columns(Kind.CATALOGUE, CatalogueEntry, "words")  # which its other columns give
