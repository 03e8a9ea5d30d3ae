"""Keyed hashes of what identifies a case's record, its source and its applicant: found when equal, never readable."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from store.catalogue import entries
from store.characters import folded
from store.engine.columns import table_of
from store.identity.record_identity import Sort, marks_of
from store.search_grams import comparable
from store.simplified import simplified
from store.tables import CaseKey
from store.vault import Vault

_ROW = table_of(CaseKey)
_ADD = insert(_ROW)
_OF_CASE = select(_ROW.c.sort, _ROW.c.key).where(_ROW.c.ticket_id == bindparam("its"))
_LENGTH = 32  # hex digits that are kept of a hash: 128 bits
WORDS, SOURCE = "words", "source"  # the whole of the records' words; the catalogue entry, or the source in words
APPLICANT, PHONE, OFFICE = "applicant", "phone", "office"  # of a recorded filing: who is not in the directory
_ENTRY, UNLISTED = "entry ", "unlisted"
OF_APPLICANT = (APPLICANT, PHONE, OFFICE)
TELLING = sorted(({*map(str, Sort), WORDS}) - {Sort.FIELD})  # those of which one may be the same record
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z./_-]{2,}")


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one case by sort."""

    by_sort: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def of(self, sort: str) -> frozenset[str]:
        return self.by_sort.get(sort, frozenset())

    @property
    def telling(self) -> list[str]:
        """Those by which a case of the same record is found."""
        return sorted(key for sort, keys in self.by_sort.items() if sort in TELLING for key in keys)


def grouped(rows: Iterable[tuple[str, str]]) -> Keys:
    """Keys from pairs of sort and key."""
    found = dict[str, set[str]]()
    for sort, key in rows:
        found.setdefault(sort, set()).add(key)
    return Keys({sort: frozenset(keys) for sort, keys in found.items()})


def key_of(vault: Vault, sort: str, value: str) -> str:
    return vault.index(value, f"case_keys:{sort}")[:_LENGTH]


def of_record(vault: Vault, source: str, records: str, doubt: str) -> Keys:
    """The keys of questioned records in the proposer's words; `source` is what `source_of` gave."""
    if not records:
        return Keys()
    found = [(str(mark.sort), key_of(vault, mark.sort, mark.value)) for mark in marks_of(records, doubt)]
    known = source == UNLISTED or source.startswith(_ENTRY)  # the entry of a case is stored in clear anyway
    whence = source if known else key_of(vault, SOURCE, source)
    return grouped([*found, (WORDS, _words_key(vault, records)), (SOURCE, whence)])


def _words_key(vault: Vault, records: str) -> str:
    """As releases before this table kept it with the case: the migration takes theirs over."""
    return vault.index("".join(comparable(records).split()), "tickets:record_key_index")[:_LENGTH]


def of_applicant(vault: Vault, name: str, office: str, phone: str) -> Keys:
    """The keys of the person who applied."""
    said = ((APPLICANT, plain(name)), (OFFICE, plain_office(office)), (PHONE, plain_phone(phone)))
    return grouped((sort, key_of(vault, sort, value)) for sort, value in said if value)


def source_of(session: Session, entry_id: int | None, words: str) -> str:
    """What the source of a filing compares by: the catalogue entry, also where its code stands in the words."""
    if entry_id is None and words:
        named = (entries.by_code(session, code) for code in _CODE.findall(words))
        entry_id = next((entry.id for entry in named if entry is not None), None)
    return f"{_ENTRY}{entry_id}" if entry_id is not None else plain(words) or UNLISTED


def plain(text: str) -> str:
    """Words without blanks, width, case and traditional characters."""
    return "".join(simplified(comparable(text)).split())


def plain_office(text: str) -> str:
    """教育局 of 区教育局, 长宁区教育局 and 上海市长宁区教育局."""
    return re.sub(r"^(?:.{2,3}市)?(?:.{0,3}区)?", "", plain(text))


def plain_phone(text: str) -> str:
    """The digits of a telephone number, without the code of the country."""
    digits = re.sub(r"\D", "", folded(text))
    return digits[-11:] if len(digits) > 11 and digits.startswith(("86", "0086")) else digits


def write(session: Session, ticket_id: int, *given: Keys) -> None:
    """Add the keys of a case."""
    rows = [
        {"ticket_id": ticket_id, "sort": sort, "key": key}
        for keys in given
        for sort, own in keys.by_sort.items()
        for key in sorted(own)
    ]
    if rows:
        session.connection().execute(_ADD, rows)


def of_case(session: Session, ticket_id: int) -> Keys:
    rows: Any = session.connection().execute(_OF_CASE, {"its": ticket_id})
    return grouped((row.sort, row.key) for row in rows)


def erase(session: Session, ticket_ids: Iterable[int], only: Collection[str] = ()) -> None:
    """Delete the keys of these cases; only those of the sorts named, where any is."""
    gone = delete(_ROW).where(_ROW.c.ticket_id.in_(list(ticket_ids)))
    session.connection().execute(gone.where(_ROW.c.sort.in_(only)) if only else gone)
