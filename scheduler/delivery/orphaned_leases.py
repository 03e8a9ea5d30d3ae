"""What a killed process had under way is taken up at the next start, and does not wait for its lease to end."""

from __future__ import annotations

import os
from socket import gethostname

import structlog

from scheduler.deps import Parts
from store.messages import leases

log = structlog.get_logger(__name__)


def inherit(parts: Parts) -> int:
    """End the leases of processes that are surely dead; returns how many messages that frees.

    A repeat of what had left already is recognised by the platform, as after any lease.
    """
    with parts.store.read() as session:
        dead = [owner for owner in leases.owners(session) if owner != parts.owner and is_dead(owner)]
    if not dead:
        return 0
    with parts.store.write() as session:
        count = leases.end(session, dead)
    log.warning("a process died while it was sending: its messages are taken up", messages=count)
    return count


def is_dead(owner: str) -> bool:
    """Whether nobody by this name runs on this machine; of another machine nothing is known, and its leases end."""
    host, _, rest = owner.partition(":")
    number = rest.partition(":")[0]
    if host != gethostname() or not number.isdigit():
        return False
    if int(number) == os.getpid():  # a container gives every life the same number
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
