"""Orphaned leases: at a start, the messages of a killed process are sent at once, before their leases expire."""

from __future__ import annotations

import os
from socket import gethostname

import structlog

from scheduler.deps import Deps
from store.messages import leases

log = structlog.get_logger(__name__)


def release_orphaned(deps: Deps) -> int:
    """End the leases of processes that are certainly dead; returns how many messages that frees.

    The platform recognises a duplicate of what had been sent already, as after any expired lease.
    """
    with deps.store.read() as session:
        dead = [owner for owner in leases.owners(session) if owner != deps.owner and is_dead(owner)]
    if not dead:
        return 0
    with deps.store.write() as session:
        count = leases.end(session, dead)
    log.warning("a process died while it was sending: its messages are taken up", messages=count)
    return count


def is_dead(owner: str) -> bool:
    """Whether no such process runs on this machine; of another machine nothing is known, and its leases expire."""
    host, _, rest = owner.partition(":")
    number = rest.partition(":")[0]
    if host != gethostname() or not number.isdigit():
        return False
    if int(number) == os.getpid():  # a container gives every process the same pid
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
