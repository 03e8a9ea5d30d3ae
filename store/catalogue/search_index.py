"""Search words of entries that an older release indexed are renewed in the background, a batch at a time."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.catalogue import entries
from store.tables import Entry
from store.upkeep import run_claims

NOTE = "catalogue-index"
FORM = "2"  # to be raised with every change of the index words
BATCH = 200


def renew(session: Session) -> int:
    """Renew the next batch; returns how many entries were looked at, 0 where all are up to date."""
    form, _, last = run_claims.note(session, NOTE).partition(" ")
    if form == (current := _form()) and last == "all":
        return 0
    after = int(last) if form == current and last else 0
    rows = session.scalars(select(Entry).where(Entry.id > after).order_by(Entry.id).limit(BATCH)).all()
    for row in rows:
        if not entries.is_indexed(row):
            row.words = entries.words_of(row)
    run_claims.write_note(session, NOTE, f"{current} {rows[-1].id if rows else 'all'}")
    return len(rows)


def is_current(session: Session) -> bool:
    return run_claims.note(session, NOTE) == f"{_form()} all"


def _form() -> str:
    synonyms = files("store.catalogue").joinpath("synonyms.toml").read_bytes()
    return f"{FORM}-{sha256(synonyms).hexdigest()[:16]}"
