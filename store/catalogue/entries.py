"""Data catalogue: each entry names its responsible department, and holds the words of the search (entry_search.py)."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import normalize

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from store.catalogue.pinyin import pinyin_words
from store.catalogue.synonyms import called
from store.characters import folded
from store.people.unfinished_import import without_staged
from store.search_grams import index_words, tails
from store.simplified import simplified
from store.tables import Department, Entry

_ENTRY = select(Entry).where(Entry.id == bindparam("its"))
_IN_USE = select(Entry).where(Entry.id.in_(bindparam("ids", expanding=True)), Entry.active)


def upsert_entry(
    session: Session,
    *,
    code: str,
    name: str,
    department: Department,
    origin: str = "",
    kind: str = "",
    sources: str = "",
    active: bool = True,
) -> Entry:
    """Add a catalogue entry, or change the one with this code; its search words follow."""
    row = by_code(session, code)
    if row is None:
        row = Entry(code=normalize("NFKC", code.strip()))
        session.add(row)
    row.name, row.department_id, row.active = name, department.id, active
    row.origin, row.kind, row.sources = origin, kind, sources
    row.words = _words(row, department)
    session.flush()
    session.refresh(row, ["department"])
    return row


def new_entry(
    *, code: str, name: str, department: Department, origin: str, kind: str, sources: str
) -> dict[str, str | int]:
    """The columns of a new entry, with its search words."""
    row = Entry(code=normalize("NFKC", code), name=name, origin=origin, kind=kind, sources=sources)
    own = {"code": row.code, "name": name, "origin": origin, "kind": kind, "sources": sources}
    return {**own, "department_id": department.id, "words": _words(row, department)}


def _words(row: Entry, department: Department) -> str:
    name = simplified(row.name)
    words = index_words(row.code, *tails(row.code), row.name, name, department.name, row.kind, row.sources)
    return " ".join([words, *pinyin_words(name, called(name))])


def words_of(row: Entry) -> str:
    """The search words as they should be; its own are older where it, or its department, was renamed since."""
    return _words(row, row.department)


def is_indexed(row: Entry) -> bool:
    """Whether the search index of the entry is up to date; a renamed department makes it stale."""
    return row.words == words_of(row)


def entries(session: Session) -> Sequence[Entry]:
    """The whole catalogue, in use or not, by age of the entry."""
    return session.scalars(without_staged(session, select(Entry).order_by(Entry.id), Entry)).all()


def by_code(session: Session, code: str) -> Entry | None:
    """The entry of exactly this code, in any case and width."""
    alike = or_(func.lower(Entry.code) == folded(code), Entry.code == code.strip())
    return session.scalars(select(Entry).where(alike).order_by(Entry.id)).first()


def codes(session: Session) -> Sequence[str]:
    """The codes of all entries, for files that refer to them."""
    return session.scalars(select(Entry.code)).all()


def entry(session: Session, entry_id: int) -> Entry | None:
    """An entry with its department, in use or not."""
    return session.scalar(_ENTRY, {"its": entry_id})


def in_use(session: Session, ids: Sequence[int]) -> list[Entry]:
    """The active ones of these entries, in this order."""
    found = {row.id: row for row in session.scalars(_IN_USE, {"ids": list(ids)})} if ids else {}
    return [found[entry_id] for entry_id in ids if entry_id in found]
