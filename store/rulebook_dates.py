"""When each rulebook takes effect here: from the day after this database first saw its file, at the earliest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from regulation.rulebook import Rulebook, Rulebooks
from regulation.shanghai import local_date
from store.tables import Ticket
from store.upkeep import run_claims

KEY = "rulebook."
NOT_YET = date.max  # its file was never recorded, and there are cases already


def effective_days(session: Session, books: Rulebooks) -> Mapping[str, date]:
    """The day of each rulebook by id: the recorded one; the file's own for an unused database and for books in use."""
    recorded = {book.id: _recorded(session, book) for book in books}
    if all(recorded.values()):
        return {id: day for id, day in recorded.items() if day}
    in_use = set(session.scalars(select(Ticket.rulebook).distinct()))
    known = {book.id: book.effective if not in_use or book.id in in_use else NOT_YET for book in books}
    return {id: recorded[id] or day for id, day in known.items()}


def record(session: Session, books: Rulebooks, now: datetime) -> Mapping[str, date]:
    """Record the day of every rulebook that this database sees for the first time, with the instant of seeing it."""
    days = dict(effective_days(session, books))
    for book in books:
        if _recorded(session, book) is None:
            if days[book.id] == NOT_YET:
                days[book.id] = max(book.effective, local_date(now) + timedelta(days=1))
            run_claims.write_note(session, f"{KEY}{book.id}", f"{days[book.id].isoformat()} {now.isoformat()}")
    return days


def _recorded(session: Session, book: Rulebook) -> date | None:
    day, _, _ = run_claims.note(session, f"{KEY}{book.id}").partition(" ")
    return date.fromisoformat(day) if day else None
