"""Many catalogue entries at once: compared with what an import was planned for, and changed; the index follows.

The search words are no part of the switch: a full-text index takes a millisecond an entry. They are renewed in batches
behind it, and until then an entry is found by what it was called before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from time import monotonic, sleep
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from store.catalogue import entries
from store.engine.columns import table_of
from store.engine.session import Store
from store.tables import Entry, Meta, StagedEntry

COLUMNS = ("name", "department_id", "origin", "kind", "sources", "active")
STALE = "import:index"  # a note: the search words of some entries are still to be renewed
BATCH = 50  # entries whose words are renewed in one transaction
PAUSE = 0.03  # seconds behind it, at least
Change = tuple[int, Mapping[str, Any], Mapping[str, Any]]  # an entry, what it was and what it is to be
_ENTRIES, _STAGED = table_of(Entry), table_of(StagedEntry)
_RENEW = update(_ENTRIES).where(_ENTRIES.c.id == bindparam("its")).values(words=bindparam("now"))


def stage_changes(session: Session, run: str, changes: Iterable[Change]) -> None:
    """Keep what these entries are to be, and what they were, until `switch`."""
    rows = [
        {"run": run, "entry_id": number, **after} | {f"was_{name}": before[name] for name in COLUMNS}
        for number, before, after in changes
    ]
    if rows:
        session.connection().execute(insert(_STAGED), rows)


def switch(session: Session, run: str) -> int:
    """Make the staged changes, and count them; only of entries that are as they were when it was planned."""
    own = (_STAGED.c.run == run) & (_STAGED.c.entry_id == _ENTRIES.c.id)
    as_planned = (_ENTRIES.c[name] == _STAGED.c[f"was_{name}"] for name in COLUMNS)
    change = update(_ENTRIES).where(own, *as_planned).values({name: _STAGED.c[name] for name in COLUMNS})
    return session.connection().execute(change).rowcount


def discard_changes(session: Session) -> None:
    """Forget staged changes, of any import."""
    session.connection().execute(delete(_STAGED))


def are_staged(session: Session) -> bool:
    return session.connection().execute(select(_STAGED.c.run).limit(1)).first() is not None


def leave_stale(session: Session) -> None:
    """Note in the switch that `renew_all` is to be called."""
    session.merge(Meta(key=STALE, value="yes"))
    session.flush()


def renew(session: Session, ids: Sequence[int]) -> None:
    """Renew the search words of these entries in the caller's transaction."""
    session.flush()
    stored = select(Entry).where(Entry.id.in_(ids)).execution_options(populate_existing=True)
    if stale := _stale(session.scalars(stored)):
        session.connection().execute(_RENEW, stale)


def renew_all(store: Store) -> None:
    """Renew what a switch left stale, in short transactions; of one that was killed, the next start does it."""
    with store.read() as session:
        if session.get(Meta, STALE) is None:
            return
        ids = [row["its"] for row in _stale(session.scalars(select(Entry)))]
    for at in range(0, len(ids), BATCH):
        start = monotonic()
        with store.write() as session:
            renew(session, ids[at : at + BATCH])
        sleep(max(PAUSE, monotonic() - start))
    with store.write() as session:
        session.execute(delete(Meta).where(Meta.key == STALE))


def _stale(found: Iterable[Entry]) -> list[dict[str, Any]]:
    return [{"its": row.id, "now": entries.words_of(row)} for row in found if not entries.is_indexed(row)]
