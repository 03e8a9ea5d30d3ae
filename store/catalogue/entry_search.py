"""Catalogue search: exact words, then synonyms, else the nearest names; two characters or initials suffice (M9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Text, bindparam, select, text
from sqlalchemy.orm import Session

from store.catalogue import nearest_names
from store.catalogue.fillers import without_fillers
from store.catalogue.synonyms import Synonyms, meant
from store.search_grams import comparable, joined, query_words
from store.simplified import simplified
from store.tables import Entry

_CANDIDATES = 300  # ranked in Python; a query with more matches is too vague to rank
FEW = 3  # with fewer hits of all the words, those without fillers follow
_SQLITE = text("SELECT rowid FROM entry_words WHERE entry_words MATCH :words ORDER BY rank LIMIT :candidates").columns(
    rowid=Entry.id.type
)
_POSTGRESQL = text(
    "SELECT id FROM entries WHERE array_to_tsvector(string_to_array(words, ' ')) @@ CAST(:words AS tsquery)"
    " ORDER BY length(words), id LIMIT :candidates"
).columns(id=Entry.id.type)


@dataclass(frozen=True, slots=True)
class Hits:
    """What a query found, best first; `near` where no name holds the query's words, only ones like them."""

    entries: Sequence[Entry]
    near: bool = False


def find(session: Session, query: str, synonyms: Synonyms | None = None) -> Hits:
    """Active entries in which every word of the query occurs, then those of its synonyms; else the nearest names.

    Codes come first (whole, then by their beginning, dashes or not), then names, departments, interfaces.
    `synonyms` are the district's own, besides the shipped ones.
    """
    asked = comparable(simplified(query))
    core = without_fillers(asked)
    found = dict.fromkeys(_all_words(session, asked))
    if len(found) < FEW and core != asked:
        found |= dict.fromkeys(_all_words(session, core))
    for other in meant(core, synonyms or {}):
        found |= dict.fromkeys(_all_words(session, other))
    if found:
        return Hits(list(found))
    ids = nearest_names.nearest(_names(session), core)
    rows = {row.id: row for row in _rows(session, ids)}
    return Hits([rows[entry_id] for entry_id in ids if entry_id in rows], near=True)


def search(session: Session, query: str, limit: int = 10) -> Sequence[Entry]:
    """The first hits of a query."""
    return find(session, query).entries[:limit]


def _all_words(session: Session, wanted: str) -> Sequence[Entry]:
    rows = _rows(session, _matches(session, query_words(wanted)))
    return sorted(rows, key=lambda row: (_rank(row, wanted), len(row.name), row.code))


def _rows(session: Session, ids: Iterable[int]) -> Sequence[Entry]:
    wanted = list(ids)
    return session.scalars(select(Entry).where(Entry.id.in_(wanted), Entry.active)).all() if wanted else []


def _names(session: Session) -> Mapping[int, tuple[str, str]]:
    rows = session.execute(select(Entry.id, Entry.name, Entry.words).where(Entry.active))
    return {entry_id: (comparable(simplified(name)), words) for entry_id, name, words in rows}


def _matches(session: Session, words: list[str]) -> Sequence[int]:
    if not words:
        return []
    if session.get_bind().dialect.name == "sqlite":
        match = " AND ".join(f'"{word}"*' if word.isascii() else f'"{word}"' for word in words)
        statement = _SQLITE
    else:
        match = " & ".join(f"'{word}':*" if word.isascii() else f"'{word}'" for word in words)
        statement = _POSTGRESQL.bindparams(bindparam("words", type_=Text))
    return session.scalars(statement, {"words": match, "candidates": _CANDIDATES}).all()


def _rank(row: Entry, wanted: str) -> int:
    code, name = row.code.lower(), row.name.lower()
    tests = (
        wanted in (code, joined(code)),
        code.startswith(wanted) or joined(code).startswith(wanted),
        name == wanted,
        name.startswith(wanted),
        wanted in name,
        wanted in row.department.name.lower(),
        wanted in row.sources.lower(),
    )
    return next((place for place, fits in enumerate(tests) if fits), len(tests))
