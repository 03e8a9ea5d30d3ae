"""Data an older program leaves besides its cases: failed and pending messages, an erasure, a later holiday notice."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from bot import call_json
from bot.ports import CallKind
from regulation.holiday_notices import Notice
from regulation.states import Action, Outcome, Result, State
from store import loaded_notices
from store.messages import inbox, outbox, read_receipts
from store.protection import erasures, key_check, retention_lists
from store.tables import Attachment, Base, CardRow, HistoryLine, InboxRow, OutboxRow, Ticket
from store.upkeep import operator_log
from tests.permissions.district import DistrictWorld
from tests.permissions.steps import PICTURE


def keys_noted(world: DistrictWorld) -> None:
    key_check.keep(world.store)


def load_next_years_notice(world: DistrictWorld) -> None:
    """Load the next year's holiday notice: limits that reach into that year are recomputed."""
    number, title = "国办发明电〔2026〕99号", "国务院办公厅关于2027年部分节假日安排的通知"
    off = {date(2027, 1, 1): "元旦", date(2027, 1, 4): "元旦"}
    notice = Notice(2027, number, title, date(2026, 11, 24), off=off, work={date(2027, 1, 9): "元旦"})
    with world.store.write() as session:
        loaded_notices.keep_notice(session, notice, world.now)


def erase_closed_case(world: DistrictWorld, number: str) -> None:
    """A closed case whose personal data is erased."""
    with world.store.write() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        retention_lists.note_archive(session, ticket.id, ticket.seq, way="page", sha256="0" * 64, now=world.now)
        assert erasures.erase(session, ticket.id, world.now, "retention_days=1", world.now) is not None


def put_in_inbox(world: DistrictWorld, user: str, text: str) -> None:
    """A message in the inbox, not yet handled."""
    call = world.call(user, CallKind.TEXT, text)
    world.inbox.put(call.platform, call.message_id, call.user, call_json.encode(call), world.now)


def leave_failed_deliveries(world: DistrictWorld) -> None:
    """In the outbox: one message failed, one given up, one being sent when its sender died."""
    with world.store.write() as session:
        waiting = session.scalars(select(OutboxRow).where(OutboxRow.state == "pending").order_by(OutboxRow.id)).all()
        first, second, third, read = *waiting[:3], _sent(session)
        outbox.mark_retry(session, first, world.now, "-1 busy")
        outbox.mark_dead(session, second, "60011 no privilege")
        operator_log.note(
            session, operator_log.REVIVE, second.id, by=world.person_id("li.na"), now=world.now, text="answer"
        )
        left = {"state": "sending", "taken": 1, "taken_at": world.now - timedelta(minutes=1)}
        session.execute(update(OutboxRow).where(OutboxRow.id == third.id).values(left))
        read_receipts.notice_seen(session, read.ticket_id or 0, read.person_id or 0, world.now)


def trim_dump(world: DistrictWorld) -> None:
    """Leave unneeded rows out of the dump, and replace the reports' images by a small one."""
    kept, spoken = ("task", "choice", "form"), or_(OutboxRow.dedupe.like("answer:%"), OutboxRow.dedupe.like("redraw:%"))
    with world.store.write() as session:
        last = session.scalar(select(func.max(InboxRow.id))) or 0
        session.execute(delete(InboxRow).where(InboxRow.state == "done", InboxRow.id < last - 20))
        session.execute(delete(CardRow).where(or_(CardRow.template.not_in(kept), CardRow.ticket_id.is_(None))))
        session.execute(delete(OutboxRow).where(OutboxRow.state.in_(("sent", "superseded")), spoken))
        small = hashlib.sha256(PICTURE).hexdigest()
        session.execute(update(Attachment).where(Attachment.sha256 != "").values(sha256=small))


def _sent(session: Session) -> OutboxRow:
    query = select(OutboxRow).where(OutboxRow.state == "sent", OutboxRow.lane == outbox.RESULT)
    return session.scalars(query.order_by(OutboxRow.id.desc()).limit(1)).one()


def leave_failed_inbox_message(world: DistrictWorld) -> None:
    """One message that failed permanently is in the operators' ledger."""
    put_in_inbox(world, "xu.ling", "帮助")
    with world.store.write() as session:
        last = session.scalars(select(InboxRow).order_by(InboxRow.id.desc()).limit(1)).one()
        inbox.mark_failed(session, last.id, world.now, "OperationalError")


def missing(world: DistrictWorld) -> list[object]:
    """States, outcomes, results and acts without a case, kinds of messages not pending, tables without a row."""
    with world.store.read() as session:
        rows = session.scalars(select(Ticket)).all()
        acts = set(session.scalars(select(HistoryLine.action).distinct()))
        empty = [name for name, table in Base.metadata.tables.items() if session.execute(select(table)).first() is None]
        waiting = session.scalars(select(OutboxRow).where(OutboxRow.state == "pending")).all()
    return [
        *(set(State) - {row.state for row in rows}),
        *(set(Outcome) - {row.outcome for row in rows}),
        *(set(Result) - {row.result for row in rows}),
        *(set(Action) - acts),
        *(set(range(5)) - {row.lane for row in waiting}),
        *({"send", "update", "event", "file"} - {row.kind for row in waiting}),
        *empty,
    ]
