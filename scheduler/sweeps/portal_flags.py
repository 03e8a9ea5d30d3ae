"""The data platform is told of every change of a mark, once, in order of each record; no values (G6, P9)."""

from __future__ import annotations

from datetime import datetime

from bot.ports import PORTAL
from regulation.shanghai import SHANGHAI
from scheduler.deps import Parts
from store.cases import flags
from store.cases.flags import Marked
from store.messages import outbox


def sweep(parts: Parts, now: datetime) -> int:
    """Put lines of the flag log on their way; none is lost while no portal is set up: they wait for it."""
    if PORTAL not in parts.systems:
        return 0
    with parts.store.read() as session:
        if not flags.untold(session):
            return 0
    with parts.store.write() as session:
        found = flags.unqueued(session)
        for line in found:
            outbox.enqueue(
                session,
                parts.store.vault,
                dedupe=f"flag:{line.id}",
                kind="event",
                platform=PORTAL,
                user=f"{line.entry}:{line.record}"[:120],  # one record's events stay in line
                payload=event_of(line),
                lane=outbox.TASK,
                now=now,
            )
        flags.mark_queued(session, [line.id for line in found], now)
        return len(found)


def event_of(line: Marked) -> dict[str, object]:
    """What the portal reads; `sequence` only grows, so what comes late is known to be old."""
    return {
        "event": f"flag.{line.event}",
        "sequence": line.id,
        "entry": line.entry,
        "record": line.record,
        "number": line.number,
        "at": line.at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "flagged": line.flagged,
        "special": line.special,
    }
