"""A message is sent at least once towards the platform and once towards its reader; marking follows doing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import orjson
from sqlalchemy import ColumnElement, Executable, and_, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from store.alone import Work, alone
from store.columns import table_of
from store.prepared import Prepared
from store.tables import OutboxRow
from store.vault import Vault

_CONTEXT = "outbox:payload_sealed"
RESULT, ANSWER, TASK, REMINDER, DIGEST = range(5)  # lanes: a lower one never waits for a higher one


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message that this owner may send until its lease ends; `payload` is the card as JSON."""

    id: int
    dedupe: str
    kind: str
    lane: int
    person_id: int | None
    platform: str
    user: str
    ticket_id: int | None
    generation: int
    card_id: int | None
    attempts: int
    created_at: datetime
    payload: dict[str, Any] = field(repr=False)


def enqueue(
    session: Session,
    vault: Vault,
    *,
    dedupe: str,
    platform: str,
    user: str,
    payload: Mapping[str, Any],
    lane: int,
    now: datetime,
    kind: str = "send",
    person_id: int | None = None,
    ticket_id: int | None = None,
    generation: int = 0,
    card_id: int | None = None,
    not_before: datetime | None = None,
) -> bool:
    """Put one message into the caller's transaction; False where `dedupe` was used before, ever.

    `kind` is send, update (redraw the card `card_id`) or file. `not_before` holds it back, to service hours say.
    """
    words = orjson.dumps(payload)
    values = {
        "dedupe": dedupe, "kind": kind, "lane": lane, "person_id": person_id, "platform": platform, "user": user,
        "ticket_id": ticket_id, "generation": generation, "card_id": card_id, "attempts": 0, "state": "pending",
        "payload_sealed": vault.seal_bytes(words, _CONTEXT), "next_at": not_before or now, "created_at": now,
        "lease_owner": "", "lease_until": None, "sent_at": None, "read_at": None, "message_id": "", "reason": "",
    }  # fmt: skip
    return _ADD.run(session.connection(), values).fetchone() is not None


_ROW = table_of(OutboxRow)
_NEW = [column.name for column in _ROW.columns if column.name != "id"]


def _add(dialect: str) -> Executable:
    insert = (sqlite if dialect == "sqlite" else postgresql).insert(_ROW)
    return cast(Executable, insert.on_conflict_do_nothing(index_elements=["dedupe"]).returning(_ROW.c.id))


_ADD = Prepared(_add, _NEW)


def claim(
    session: Session,
    vault: Vault,
    owner: str,
    now: datetime,
    *,
    limit: int = 50,
    lease: timedelta = timedelta(minutes=2),
    paused: Collection[str] = (),
) -> list[Parcel]:
    """Lease up to `limit` messages that are due: the lowest lane first, the oldest first.

    A message whose owner died is free again when its lease has passed; no two owners ever hold the same one, nor two
    messages to the same person. `paused` names platforms that take nothing now.
    """
    if not alone(session, Work.CLAIMING):
        return []
    due = and_(OutboxRow.state == "pending", OutboxRow.next_at <= now, ~_in_flight(now))
    if paused:
        due = and_(due, OutboxRow.platform.not_in(list(paused)))
    lost = and_(OutboxRow.state == "sending", OutboxRow.lease_until <= now)
    rows = [row for fits in (lost, due) for row in _take(session, fits, limit)][:limit]
    if rows:
        values = {"state": "sending", "lease_owner": owner, "lease_until": now + lease}
        session.execute(_where_ids([row.id for row in rows]).values(values))
    return [_parcel(row, vault) for row in sorted(rows, key=lambda row: (row.lane, row.next_at, row.id))]


def _in_flight(now: datetime) -> ColumnElement[bool]:
    """Somebody is sending to the same person just now: two at once could overtake each other."""
    other = aliased(OutboxRow)
    same = and_(other.platform == OutboxRow.platform, other.user == OutboxRow.user)
    return exists().where(other.state == "sending", other.lease_until > now, same)


def _take(session: Session, fits: Any, limit: int) -> Sequence[Any]:
    table = OutboxRow.__table__
    query = select(table).where(fits).order_by(table.c.lane, table.c.next_at, table.c.id)
    return session.execute(query.limit(limit).with_for_update(skip_locked=True)).all()


def _parcel(row: Any, vault: Vault) -> Parcel:
    payload = orjson.loads(vault.open_bytes(row.payload_sealed, _CONTEXT))
    return Parcel(
        row.id, row.dedupe, row.kind, row.lane, row.person_id, row.platform, row.user, row.ticket_id,
        row.generation, row.card_id, row.attempts, row.created_at, payload,
    )  # fmt: skip


def mark_sent(session: Session, parcel_id: int, now: datetime, message_id: str = "") -> None:
    """The platform took it; the words are erased, the fact that it was sent stays."""
    values = {"state": "sent", "sent_at": now, "message_id": message_id, "payload_sealed": b"", "reason": ""}
    _end(session, parcel_id, values)


def mark_retry(session: Session, parcel_id: int, next_at: datetime, reason: str = "") -> None:
    """It failed for now: free it for another attempt. `reason` must hold no personal data."""
    values = {"state": "pending", "next_at": next_at, "attempts": OutboxRow.attempts + 1, "reason": reason[:500]}
    _end(session, parcel_id, values)


def hold(session: Session, parcel_ids: Iterable[int], until: datetime) -> None:
    """Give leased messages back untried, to keep a platform's limits."""
    values = {"state": "pending", "next_at": until, "lease_owner": "", "lease_until": None}
    session.execute(_where_ids(list(parcel_ids)).values(values))


def mark_dead(session: Session, parcel_id: int, reason: str) -> None:
    """It can't be delivered: it stays on the operators' 发送台账 until somebody revives it."""
    _end(session, parcel_id, {"state": "dead", "reason": reason[:500], "attempts": OutboxRow.attempts + 1})


def drop(session: Session, parcel_id: int, reason: str) -> None:
    """Nothing to say any more: what it was about has been answered, or a newer message says it."""
    _end(session, parcel_id, {"state": "superseded", "payload_sealed": b"", "reason": reason[:500]})


def _end(session: Session, parcel_id: int, values: dict[str, Any]) -> None:
    session.execute(_where_ids([parcel_id]).values(values | {"lease_owner": "", "lease_until": None}))


def _where_ids(ids: list[int]) -> Any:
    return update(OutboxRow).where(OutboxRow.id.in_(ids)).execution_options(synchronize_session=False)


def supersede(session: Session, ticket_id: int, generation: int, *, lanes: Sequence[int] = (TASK, REMINDER)) -> int:
    """Withdraw unsent messages of a ticket from before `generation`: an act done stops every reminder about it."""
    stale = update(OutboxRow).where(
        OutboxRow.ticket_id == ticket_id,
        OutboxRow.state == "pending",
        OutboxRow.generation < generation,
        OutboxRow.lane.in_(lanes),
    )
    values = {"state": "superseded", "payload_sealed": b"", "reason": "superseded"}
    quiet = stale.values(values).execution_options(synchronize_session=False)
    return len(session.execute(quiet.returning(OutboxRow.id)).all())


def mark_read(session: Session, *, message_id: str = "", parcel_id: int = 0, now: datetime) -> bool:
    """已阅, by the platform's receipt or by the person's own word; True the first time."""
    if not (parcel_id or message_id):
        return False
    which = (
        OutboxRow.id == parcel_id if parcel_id else and_(OutboxRow.message_id == message_id, OutboxRow.message_id != "")
    )
    query = update(OutboxRow).where(which, OutboxRow.state == "sent").values(state="read", read_at=now)
    return session.execute(query.returning(OutboxRow.id)).first() is not None


def revive(session: Session, parcel_id: int, now: datetime) -> bool:
    """Put a dead message back in line."""
    query = update(OutboxRow).where(OutboxRow.id == parcel_id, OutboxRow.state == "dead")
    fresh = query.values(state="pending", next_at=now, attempts=0, reason="")
    return session.execute(fresh.returning(OutboxRow.id)).first() is not None


def dead(session: Session, limit: int = 100) -> Sequence[OutboxRow]:
    """What could not be delivered, oldest first."""
    return session.scalars(select(OutboxRow).where(OutboxRow.state == "dead").order_by(OutboxRow.id).limit(limit)).all()


def next_due(session: Session) -> datetime | None:
    """When the next message may be sent or a lost lease ends; None where nothing waits."""
    pending = session.scalar(select(func.min(OutboxRow.next_at)).where(OutboxRow.state == "pending"))
    leased = session.scalar(select(func.min(OutboxRow.lease_until)).where(OutboxRow.state == "sending"))
    return min((instant for instant in (pending, leased) if instant is not None), default=None)


def unsent(session: Session, ticket_id: int | None = None) -> int:
    """How many messages have not left yet."""
    query = select(func.count()).select_from(OutboxRow).where(OutboxRow.state.in_(("pending", "sending")))
    return session.scalar(query if ticket_id is None else query.where(OutboxRow.ticket_id == ticket_id)) or 0
