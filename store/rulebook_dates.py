"""When each rulebook takes effect here, and with which limits: those of the file that this database saw first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from regulation.rulebook import Rulebook, Rulebooks
from regulation.rulebook_terms import terms, unlike
from regulation.shanghai import local_date
from store.engine.canonical_json import canonical
from store.tables import Ticket
from store.upkeep import run_claims

KEY = "rulebook."
TERMS = "rulebook-terms."
NOT_YET = date.max  # its file was never recorded, and there are cases already


def effective_days(session: Session, books: Rulebooks) -> Mapping[str, date]:
    """The day of each rulebook by id: the recorded one; the file's own for an unused database and for books in use."""
    recorded = {book.id: _recorded(session, book) for book in books}
    if all(recorded.values()):
        return {id: day for id, day in recorded.items() if day}
    in_use = _in_use(session)
    known = {book.id: book.effective if not in_use or book.id in in_use else NOT_YET for book in books}
    return {id: recorded[id] or day for id, day in known.items()}


def record(session: Session, books: Rulebooks, now: datetime) -> Mapping[str, date]:
    """Record the day of every rulebook that this database sees for the first time, with the instant of seeing it."""
    days, in_use = dict(effective_days(session, books)), _in_use(session)
    for book in books:
        if book.id not in in_use or not run_claims.note(session, f"{TERMS}{book.id}"):
            run_claims.write_note(session, f"{TERMS}{book.id}", canonical(terms(book)))
        if _recorded(session, book) is None:
            if days[book.id] == NOT_YET:
                days[book.id] = max(book.effective, local_date(now) + timedelta(days=1))
            run_claims.write_note(session, f"{KEY}{book.id}", f"{days[book.id].isoformat()} {now.isoformat()}")
    return days


def conflicts(session: Session, books: Rulebooks) -> Iterator[str]:
    """Rulebooks that cases were filed under and that this server has not, or has with other limits."""
    known = {book.id: book for book in books}
    for id in sorted(_in_use(session)):
        recorded = json.loads(run_claims.note(session, f"{TERMS}{id}") or "{}")
        if id not in known:
            yield f"law.rulebook：有工单按规则 {id} 办理，本机没有这份文件。各台服务要用同样的规则文件，请放回原处"
        elif changed := unlike(recorded, known[id]):
            told = "、".join(changed[:5]) + ("等" if len(changed) > 5 else "")
            yield (
                f"law.rulebook：规则 {id} 与数据库所记的不同（{told}），已有工单按它办理。"
                "各台服务要用同样的规则文件，请恢复原文件；要修改的另写一份，用新的 id 和 effective"
            )


def _in_use(session: Session) -> set[str]:
    return set(session.scalars(select(Ticket.rulebook).distinct()))


def _recorded(session: Session, book: Rulebook) -> date | None:
    day, _, _ = run_claims.note(session, f"{KEY}{book.id}").partition(" ")
    return date.fromisoformat(day) if day else None
