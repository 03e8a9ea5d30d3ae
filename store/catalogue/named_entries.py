"""Catalogue entries whose whole name, or code, stands in a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from store.catalogue import entries
from store.search_grams import comparable
from store.simplified import simplified
from store.tables import Entry

_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){1,3}(?![A-Za-z0-9])")


def named_in(session: Session, text: str) -> Sequence[tuple[Entry, int, int]]:
    """Each active entry with the place of its name or code, in the order of mention; a name inside another is none."""
    plain = one_to_one(text)
    within = func.instr if session.get_bind().dialect.name == "sqlite" else func.strpos
    named = select(Entry).where(Entry.active, within(literal(plain), func.lower(Entry.name)) > 0)
    found = [(row, plain.find(comparable(row.name)), len(row.name)) for row in session.scalars(named)]
    for match in _CODE.finditer(plain):
        row = entries.by_code(session, match[0])
        found += [(row, match.start(), len(match[0]))] if row is not None and row.active else []
    places = [(row, start, start + size) for row, start, size in found if start >= 0]
    widest = [one for one in places if not any(_inside(one, other) for other in places)]
    return sorted(widest, key=lambda one: one[1])


def one_to_one(text: str) -> str:
    """Simplified, lower case and half width, with the length of the text."""
    folded = "".join(comparable(letter) if len(comparable(letter)) == 1 else letter for letter in text)
    return simplified(folded)


def _inside(one: tuple[Entry, int, int], other: tuple[Entry, int, int]) -> bool:
    return one is not other and other[1] <= one[1] and one[2] <= other[2] and (other[2] - other[1]) > (one[2] - one[1])
