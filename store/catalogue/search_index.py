"""Search words of entries that an older release indexed are renewed in the background, a batch at a time."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.catalogue import entries
from store.tables import Entry

FORM = "2"  # to be raised with every change of the index words
BATCH, ALL = 200, "all"


def renew(session: Session, progress: str) -> tuple[int, str]:
    """Renew the next batch; returns how many entries were looked at, and the progress to be noted.

    `progress` is what the last run returned, "" for none.
    """
    form, _, last = progress.partition(" ")
    after = int(last) if form == _form() and last.isdigit() else 0
    rows = session.scalars(select(Entry).where(Entry.id > after).order_by(Entry.id).limit(BATCH)).all()
    for row in rows:
        if not entries.is_indexed(row):
            row.words = entries.words_of(row)
    return len(rows), f"{_form()} {rows[-1].id if rows else ALL}"


def is_current(progress: str) -> bool:
    """Whether the whole catalogue has the words of this release."""
    return progress == f"{_form()} {ALL}"


def _form() -> str:
    synonyms = files("store.catalogue").joinpath("synonyms.toml").read_bytes()
    return f"{FORM}-{sha256(synonyms).hexdigest()[:16]}"
