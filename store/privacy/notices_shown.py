"""Which version of the privacy notice was shown to whom, when and where (个人信息保护法 17条)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from store.engine.columns import table_of
from store.engine.upsert import insert
from store.record import row_sealing
from store.record.record_entries import Kind
from store.tables import NoticeReader, PrivacyNotice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

_SHOWN = table_of(NoticeReader)


def version_of(text: str) -> str:
    """A text's version: its own digest, so that a change of the text is a new version."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def show(session: Session, person_id: int, text: str, platform: str, now: datetime) -> bool:
    """Keep that somebody is shown the text now; False where they were shown this version before."""
    version, dialect = version_of(text), session.get_bind().dialect.name
    known = exists().where(NoticeReader.person_id == person_id, NoticeReader.version == version)
    if session.scalar(select(known)):
        return False
    own = insert(PrivacyNotice, dialect).values(version=version, content=text, at=now)
    session.execute(own.on_conflict_do_nothing())
    row = insert(NoticeReader, dialect).values(person_id=person_id, version=version, platform=platform, at=now)
    shown = session.execute(row.on_conflict_do_nothing().returning(*_SHOWN.c)).mappings().all()
    row_sealing.seal(session, Kind.NOTICE_SHOWN, shown, now)
    return bool(shown)


def shown_to(session: Session, person_id: int) -> Sequence[NoticeReader]:
    """The versions that somebody was shown, oldest first."""
    query = select(NoticeReader).where(NoticeReader.person_id == person_id).order_by(NoticeReader.id)
    return session.scalars(query).all()
