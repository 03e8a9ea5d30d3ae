"""After an upgrade the catalogue's search words are renewed, a batch a run; until then names are found as before."""

from __future__ import annotations

from datetime import datetime

from scheduler.deps import Deps
from store.catalogue import search_index
from store.upkeep import run_claims

NOTE = "catalogue-index"


def sweep(deps: Deps, now: datetime) -> int:  # noqa: ARG001 - the signature of every sweep
    """Returns how many entries were looked at."""
    with deps.store.read() as session:
        if search_index.is_current(run_claims.note(session, NOTE)):
            return 0
    with deps.store.write() as session:
        count, progress = search_index.renew(session, run_claims.note(session, NOTE))
        run_claims.write_note(session, NOTE, progress)
    return count
