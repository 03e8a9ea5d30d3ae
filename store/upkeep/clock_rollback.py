"""Clock rollback: rows scheduled in a future that a wrong clock wrote are due at once; limits of the law stay."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import String, and_, case, cast, delete, literal, not_, or_, select, update
from sqlalchemy.orm import Session

from regulation.shanghai import SHANGHAI, local_date
from store.messages.outbox import DIGEST, IS_UNTRIED, REMINDER
from store.tables import InboxRow, OutboxRow, ReminderRow, RunClaim, TicketClock

MONTHLY = "quality"  # a closed report is on record: a clock rollback does not reopen it
_EARLY = "~early"  # suffix of the key of a message of a future day, which will be sent again


def release_future(session: Session, now: datetime, *, went_back: bool) -> dict[str, int]:
    """Release rows that a wrong clock put into the future; returns how many of each kind.

    `went_back` is false at a start, where a rollback is unknown: then the rows are inspected.
    """
    back = went_back or _written_ahead(session, now)
    tomorrow = datetime.combine(local_date(now) + timedelta(days=1), time(), SHANGHAI)
    found = {
        "runs": _count(session, delete(RunClaim).where(RunClaim.taken_at >= tomorrow, RunClaim.job != MONTHLY)),
        "reminders": _count(session, delete(ReminderRow).where(ReminderRow.found_at >= tomorrow)),
    }
    if back or any(found.values()):
        _free_deduplication_keys(session, tomorrow)
        found["limits"] = _check_limits_now(session, now)
    return found | {"messages": _release(session, now)}


def _written_ahead(session: Session, now: datetime) -> bool:
    """Whether the newest inbox or outbox row was written later than now."""
    newest = [
        session.scalar(select(OutboxRow.created_at).order_by(OutboxRow.id.desc()).limit(1)),
        session.scalar(select(InboxRow.received_at).order_by(InboxRow.id.desc()).limit(1)),
    ]
    return any(at is not None and at > now for at in newest)


def _release(session: Session, now: datetime) -> int:
    """Release messages except those delayed on purpose (`not_before`); held ones are held again where the rule applies.

    Where their creation lies in the future, too, it is set to now.
    """
    wanted = and_(IS_UNTRIED, OutboxRow.next_at > OutboxRow.created_at, OutboxRow.created_at <= now)
    ahead = and_(OutboxRow.state == "pending", OutboxRow.next_at > now, not_(wanted))
    made = case((OutboxRow.created_at > now, literal(now, OutboxRow.created_at.type)), else_=OutboxRow.created_at)
    return _count(session, update(OutboxRow).where(ahead).values(next_at=now, created_at=made))


def _free_deduplication_keys(session: Session, tomorrow: datetime) -> None:
    """Reminders and digests of a future day free their deduplication keys; unsent ones are superseded."""
    unasked = and_(
        OutboxRow.created_at >= tomorrow,
        OutboxRow.lane.between(REMINDER, DIGEST),
        OutboxRow.dedupe.not_like(f"{MONTHLY}:%"),
    )
    dropped = update(OutboxRow).where(unasked, OutboxRow.state == "pending")
    _count(session, dropped.values(state="superseded", payload_sealed=b"", reason="of a day that has not come"))
    name = OutboxRow.dedupe + literal(_EARLY, String) + cast(OutboxRow.id, String)
    _count(session, update(OutboxRow).where(unasked).values(dedupe=name))


def _check_limits_now(session: Session, now: datetime) -> int:
    """Every running limit is checked now, its due day unchanged, so that no reminder is missed."""
    ahead = or_(TicketClock.remind_at.is_(None), TicketClock.remind_at > now)
    later = update(TicketClock).where(TicketClock.stopped_at.is_(None), ahead)
    return _count(session, later.values(remind_at=now))


def _count(session: Session, statement: Any) -> int:
    result: Any = session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)
