"""A clock that was put back: what was written ahead of the present waits for nothing. Limits of the law stay."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import String, and_, case, cast, delete, literal, not_, or_, select, update
from sqlalchemy.orm import Session

from regulation.shanghai import SHANGHAI, local_date
from store.messages.outbox import DIGEST, IS_UNTRIED, REMINDER
from store.tables import InboxRow, OutboxRow, ReminderRow, RunClaim, TicketClock

MONTHLY = "quality"  # a month that is closed is on record: nobody reopens it by a clock
_EARLY = "~early"  # behind the name of what was said on a day that had not come: it will be said again


def release_future(session: Session, now: datetime, lease: timedelta, *, went_back: bool) -> dict[str, int]:
    """Free whatever lies ahead without anybody having wanted it there; returns how many of each kind.

    `went_back` is false where nobody knows, at a start: then the rows themselves tell. A lease becomes a whole one
    from now on, and does not end: its holder may be alive.
    """
    back = went_back or _written_ahead(session, now)
    tomorrow = datetime.combine(local_date(now) + timedelta(days=1), time(), SHANGHAI)
    found = {
        "runs": _count(session, delete(RunClaim).where(RunClaim.taken_at >= tomorrow, RunClaim.job != MONTHLY)),
        "reminders": _count(session, delete(ReminderRow).where(ReminderRow.found_at >= tomorrow)),
    }
    if back or any(found.values()):
        _unsay(session, tomorrow)
        found["limits"] = _look_again(session, now)
    return found | {"messages": _release(session, now), "leases": _shorten(session, now + lease)}


def _written_ahead(session: Session, now: datetime) -> bool:
    """Whether the newest message of either direction was written later than now."""
    newest = [
        session.scalar(select(OutboxRow.created_at).order_by(OutboxRow.id.desc()).limit(1)),
        session.scalar(select(InboxRow.received_at).order_by(InboxRow.id.desc()).limit(1)),
    ]
    return any(at is not None and at > now for at in newest)


def _release(session: Session, now: datetime) -> int:
    """Messages not wanted later by who made them: one that was held is held again by the same rule, if it still holds.

    They age from now on where their making, too, lies ahead.
    """
    wanted = and_(IS_UNTRIED, OutboxRow.next_at > OutboxRow.created_at, OutboxRow.created_at <= now)
    ahead = and_(OutboxRow.state == "pending", OutboxRow.next_at > now, not_(wanted))
    made = case((OutboxRow.created_at > now, literal(now, OutboxRow.created_at.type)), else_=OutboxRow.created_at)
    return _count(session, update(OutboxRow).where(ahead).values(next_at=now, created_at=made))


def _shorten(session: Session, until: datetime) -> int:
    ahead = and_(OutboxRow.state == "sending", OutboxRow.lease_until > until)
    return _count(session, update(OutboxRow).where(ahead).values(lease_until=until))


def _unsay(session: Session, tomorrow: datetime) -> None:
    """Reminders and digests of a day that has not come give their names back; those still here are not sent."""
    unasked = and_(
        OutboxRow.created_at >= tomorrow,
        OutboxRow.lane.between(REMINDER, DIGEST),
        OutboxRow.dedupe.not_like(f"{MONTHLY}:%"),
    )
    dropped = update(OutboxRow).where(unasked, OutboxRow.state == "pending")
    _count(session, dropped.values(state="superseded", payload_sealed=b"", reason="of a day that has not come"))
    name = OutboxRow.dedupe + literal(_EARLY, String) + cast(OutboxRow.id, String)
    _count(session, update(OutboxRow).where(unasked).values(dedupe=name))


def _look_again(session: Session, now: datetime) -> int:
    """Every running limit is looked at now, its end unchanged: what a false day put off must not be missed."""
    ahead = or_(TicketClock.remind_at.is_(None), TicketClock.remind_at > now)
    later = update(TicketClock).where(TicketClock.stopped_at.is_(None), ahead)
    return _count(session, later.values(remind_at=now))


def _count(session: Session, statement: Any) -> int:
    result: Any = session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)
