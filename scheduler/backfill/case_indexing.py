"""Cases of an older release get the keys and words by which they are recognised and found, in the background."""

from __future__ import annotations

from datetime import datetime

import structlog

from scheduler.deps import Deps
from store.recognition.case_index import index_older

log = structlog.get_logger(__name__)
AT_ONCE = 200


def sweep(deps: Deps, _: datetime) -> int:
    """Read the next cases; returns how many."""
    done = index_older(deps.store, AT_ONCE)
    if done:
        log.info("cases were indexed", cases=done)
    return done
