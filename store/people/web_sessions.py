"""Sessions of browsers: idle 30 minutes or 12 hours old they are over, on every server (等保2.0 8.1.4.1)."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, or_, select

from store.tables import Person, WebSession

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
NOTED = timedelta(minutes=1)  # a use is noted at most so often: reading a page must not cost a write each


def begin(session: Session, person_id: int, now: datetime) -> str:
    """A new session; returns its token, of which the database holds only the hash."""
    token = secrets.token_urlsafe(32)
    session.add(WebSession(token_hash=_hashed(token), person_id=person_id, started_at=now, seen_at=now))
    session.flush()
    return token


def find(session: Session, token: str, now: datetime) -> WebSession | None:
    """The open session of a token; None where it was ended, rested too long or is too old."""
    row = session.get(WebSession, _hashed(token))
    if row is None or now - row.seen_at > IDLE or now - row.started_at > LONGEST:
        return None
    return row


def is_to_note(row: WebSession, now: datetime) -> bool:
    """Whether this use is to be noted with `note_use`."""
    return now - row.seen_at >= NOTED


def note_use(session: Session, token: str, now: datetime) -> None:
    row = session.get(WebSession, _hashed(token))
    if row is not None:
        row.seen_at = max(row.seen_at, now)


def end(session: Session, token: str) -> None:
    """Logout: a copy of the cookie opens nothing any more."""
    session.execute(delete(WebSession).where(WebSession.token_hash == _hashed(token)))


def end_all_of(session: Session, person_id: int) -> None:
    """The person left: nothing stays open in any browser (M4, M6)."""
    session.execute(delete(WebSession).where(WebSession.person_id == person_id))


def end_of_inactive(session: Session) -> None:
    """The roster made people inactive: as `end_all_of`."""
    inactive = select(Person.id).where(Person.active.is_(False))
    session.execute(delete(WebSession).where(WebSession.person_id.in_(inactive)))


def prune(session: Session, now: datetime) -> None:
    """Delete sessions that are over."""
    over = or_(WebSession.seen_at < now - IDLE, WebSession.started_at < now - LONGEST)
    session.execute(delete(WebSession).where(over))


def count(session: Session, now: datetime) -> int:
    """How many are open."""
    still = (WebSession.seen_at >= now - IDLE, WebSession.started_at >= now - LONGEST)
    return session.scalar(select(func.count()).select_from(WebSession).where(*still)) or 0


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
