"""After an upgrade the catalogue's search words are renewed, a batch a run; until then names are found as before."""

from __future__ import annotations

from datetime import datetime

from scheduler.deps import Deps
from store.catalogue import search_index


def sweep(deps: Deps, now: datetime) -> int:  # noqa: ARG001 - the signature of every sweep
    """Returns how many entries were looked at."""
    with deps.store.read() as session:
        if search_index.is_current(session):
            return 0
    with deps.store.write() as session:
        return search_index.renew(session)
