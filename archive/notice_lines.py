"""Proof of every notice: to whom, by which way, when accepted by the platform, when read; flag log (M14, P9)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from regulation.decision import Decision, encode
from regulation.shanghai import local_date
from regulation.states import Action
from store.cases import flags
from store.messages import delivery_record
from store.messages.outbox import Lane
from store.people import former_names, persons

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.messages.delivery_record import DeliveryRecord
    from store.tables import Ticket

STATES = {
    "pending": "待发送",
    "sending": "发送中",
    "sent": "平台已接收",
    "read": "已阅",
    "dead": "未送达",
    "superseded": "未发送，已由后一条代替",
}
PROVEN = "已送达"  # by its reader's press; the reason beside it says so
EVENTS = {flags.SET: "标注", flags.CLEARED: "清除标注", flags.SPECIAL: "登记为特例，永久标记"}
FLAG_LINES = 1000  # more than any case has
PROPOSER = "提出方"


def notice_lines(
    session: Session, ticket: Ticket, decisions: Collection[Decision], then: Mapping[int, str], *, is_erased: bool
) -> list[dict[str, Any]]:
    """Every message about the ticket; `then` are the names of those who acted, as recorded."""
    records = delivery_record.of_ticket(session, ticket)
    today = persons.names(session, {record.person_id for record in records} - {0, ticket.proposer_id})
    pairs, since = [(record.person_id, record.queued_at) for record in records], former_names.since(session)
    former, found = former_names.then(session, former_names.Named.PERSON, pairs), list[dict[str, Any]]()
    acts = {each.seq: each.action.value for each in decisions}
    for record, pair in zip(records, pairs, strict=True):
        known = record.person_id in then or since is None or record.queued_at >= since
        name = then.get(record.person_id) or former.get(pair) or today.get(record.person_id, "")
        to = {"to": name, "as_recorded": known}
        if record.person_id == ticket.proposer_id:
            to = {"to": PROPOSER, "as_recorded": True, "account": "" if is_erased else record.account}
        found.append(_delivery(record, acts.get(record.seq, "")) | to)
    return found


def _delivery(record: DeliveryRecord, act: str) -> dict[str, Any]:
    return {
        "seq": record.seq,
        "what": f"{act}提醒" if record.lane == Lane.REMINDER else act,
        "platform": record.platform,
        "account": record.account,
        "state": PROVEN if record.state == "sent" and record.reason else STATES.get(record.state, record.state),
        "queued_at": encode(record.queued_at),
        "sent_at": encode(record.sent_at),
        "read_at": encode(record.read_at),
        "message_id": record.message_id,
        "reason": record.reason,
    }


def call_lines(decisions: Collection[Decision]) -> list[dict[str, Any]]:
    """Every telephone call to the proposer, and what came of it; `told_on` is the call's own day, where it was told."""
    return [
        {
            "seq": each.seq,
            "at": encode(each.at),
            "answer": each.data.get("answer", ""),
            "told_on": each.data.get("told_on", ""),
            "entered_later": bool(each.data.get("told_on")) and each.data["told_on"] < local_date(each.at).isoformat(),
        }
        for each in decisions
        if each.action is Action.TELEPHONE
    ]


def flag_lines(session: Session, ticket: Ticket) -> list[dict[str, Any]]:
    """The flag log of the ticket, oldest first."""
    log = flags.flag_log(session, ticket_id=ticket.id, limit=FLAG_LINES)
    return [
        {"at": encode(line.at), "event": EVENTS[line.event], "flagged": line.flagged, "special": line.special}
        for line in reversed(log)
    ]
