"""The words of a case as they compare, encrypted in one piece, so that a search opens one value a case (0015).

What the filing says is for whoever may read the filing; what later steps say is for the centre alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, bindparam, delete, select, update
from sqlalchemy.orm import Session

from store.engine.columns import table_of
from store.engine.upsert import insert
from store.recognition.case_keys import plain
from store.tables import CaseWords, Ticket
from store.upkeep import run_claims
from store.vault import Vault

NOTE = "case-index"  # up to which case those of an older release were read
_ROW = table_of(CaseWords)
_FILED, _LATER = "case_words:filed", "case_words:later"
_LATER_OF = select(_ROW.c.later).where(_ROW.c.ticket_id == bindparam("its"))
_SET_LATER = update(_ROW).where(_ROW.c.ticket_id == bindparam("its")).values(later=bindparam("words"))
_AT_ONCE = 2000  # cases read at once, so that a search needs a few megabytes


def add(session: Session, vault: Vault, rows: Mapping[int, tuple[Iterable[str], Iterable[str]]]) -> None:
    """Keep the words of these cases: those of the filing, and those of later steps."""
    values = [
        {"ticket_id": its, "filed": _sealed(vault, filed, _FILED), "later": _sealed(vault, later, _LATER)}
        for its, (filed, later) in rows.items()
    ]
    if values:
        write = insert(_ROW, session.get_bind().dialect.name).on_conflict_do_nothing()
        session.connection().execute(write, values)


def follow(session: Session, vault: Vault, ticket_id: int, texts: Mapping[str, str]) -> None:
    """Add the words of a step; a case of an older release gets its words in the background."""
    row = session.connection().execute(_LATER_OF, {"its": ticket_id}).first()
    if row is not None:
        before = vault.open_bytes(row.later, _LATER).decode() if row.later else ""
        words = _sealed(vault, [before, *texts.values()], _LATER)
        session.connection().execute(_SET_LATER, {"its": ticket_id, "words": words})


def erase(session: Session, ticket_ids: Iterable[int]) -> None:
    session.connection().execute(delete(_ROW).where(_ROW.c.ticket_id.in_(list(ticket_ids))))


def written(
    session: Session, vault: Vault, which: Sequence[ColumnElement[bool]], *, later: bool
) -> Iterator[tuple[int, bytes]]:
    """Every case that fits these conditions with its words in UTF-8, newest first; `later` adds those of its steps."""
    columns = (_ROW.c.ticket_id, _ROW.c.filed, *([_ROW.c.later] if later else []))
    joined = select(*columns).where(*which)
    if which:
        joined = joined.join(table_of(Ticket), table_of(Ticket).c.id == _ROW.c.ticket_id)
    below: int | None = None
    while True:
        query = joined if below is None else joined.where(_ROW.c.ticket_id < below)
        rows = session.connection().execute(query.order_by(_ROW.c.ticket_id.desc()).limit(_AT_ONCE)).all()
        for ticket_id, filed, *steps in rows:
            said = vault.open_bytes(filed, _FILED) if filed else b""
            yield ticket_id, b"\n".join((said, *(vault.open_bytes(each, _LATER) for each in steps if each)))
        if len(rows) < _AT_ONCE:
            return
        below = rows[-1][0]


def is_behind(session: Session) -> bool:
    """Whether cases of an older release still wait for their words."""
    note = run_claims.note(session, NOTE)
    waits = select(Ticket.id).where(Ticket.id.not_in(select(_ROW.c.ticket_id))).limit(1)
    return not note.endswith(" 0") and session.connection().scalar(waits) is not None


def _sealed(vault: Vault, words: Iterable[str], context: str) -> bytes:
    """`before` is compared already, which comparing again does not change."""
    said = "\n".join(filter(None, map(_lines, words)))
    return vault.seal_bytes(said.encode(), context) if said else b""


def _lines(words: str) -> str:
    """Comparable, line by line: a word is not found across two lines."""
    return "\n".join(filter(None, map(plain, words.splitlines())))
