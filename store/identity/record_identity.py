"""What identifies the record that an objection questions, found in its words (M9): codes, names, addresses."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from store.characters import seen
from store.identity import spelled_codes
from store.identity.labelled_codes import codes_named
from store.identity.organisation_names import names_in
from store.identity.questioned_fields import fields_in
from store.identity.spelled_codes import codes_in, folded_one_to_one, without_codes
from store.identity.street_addresses import addresses_in
from store.simplified import simplified


class Sort(StrEnum):
    """What sort of mark it is; the first four are codes, of which one is enough."""

    PERSON = spelled_codes.PERSON
    UNIT = spelled_codes.UNIT
    REGISTERED = spelled_codes.REGISTERED
    CODE = "code"
    NAME = "name"
    ADDRESS = "address"
    FIELD = "field"  # which field of the record is said to be wrong


CODES = (Sort.PERSON, Sort.UNIT, Sort.REGISTERED, Sort.CODE)
MOST = 40  # marks of one text: a list of hundreds of numbers names no single record


class Mark(NamedTuple):
    """One thing that identifies a record, in its plain spelling: personal data, to be hashed before it is stored."""

    sort: Sort
    value: str


def marks_of(records: str, doubt: str = "") -> list[Mark]:
    """The marks in the words of an objection, each once; names and addresses too, for those who know no code."""
    text = simplified(folded_one_to_one(seen(f"{records}\n{doubt}")))
    checked = list(codes_in(text))
    rest = without_codes(text, checked)
    found = [Mark(Sort(code.kind), code.value) for code in checked]
    found += [Mark(Sort.CODE, code) for code in codes_named(rest)]
    found += [Mark(Sort.NAME, name) for name in names_in(rest)]
    found += [Mark(Sort.ADDRESS, place) for place in addresses_in(rest)]
    found += [Mark(Sort.FIELD, field) for field in sorted(fields_in(rest))]
    return list(dict.fromkeys(found))[:MOST]


def primary(marks: list[Mark]) -> str:
    """What the record is called by: its codes of the most telling sort; "" where there is none."""
    for sort in CODES:
        values = sorted(mark.value for mark in marks if mark.sort is sort)
        if values:
            return f"{sort}\0{' '.join(values)}"
    return ""
