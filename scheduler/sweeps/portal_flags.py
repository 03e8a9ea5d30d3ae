"""The data platform gets one event for every change of a flag (标注), in order for each record; no values (G6, P9)."""

from __future__ import annotations

from datetime import datetime

from bot.ports import PORTAL
from regulation.shanghai import SHANGHAI
from scheduler.deps import Deps
from store.cases import flags
from store.cases.flags import FlagLogLine
from store.messages import outbox


def sweep(deps: Deps, now: datetime) -> int:
    """Queue the new lines of the flag log; without a configured portal they wait in the log."""
    if PORTAL not in deps.systems:
        return 0
    with deps.store.read() as session:
        if not flags.has_unqueued(session):
            return 0
    with deps.store.write() as session:
        found = flags.unqueued(session)
        for line in found:
            outbox.enqueue(
                session,
                deps.store.vault,
                dedupe=f"flag:{line.id}",
                kind="event",
                platform=PORTAL,
                user=f"{line.entry}:{line.record}"[:120],  # one recipient a record, so that its events keep their order
                payload=event_of(line),
                lane=outbox.TASK,
                now=now,
            )
        flags.mark_queued(session, [line.id for line in found], now)
        return len(found)


def event_of(line: FlagLogLine) -> dict[str, object]:
    """The event's JSON; `sequence` only grows, so the receiver recognises a late event."""
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
