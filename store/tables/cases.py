"""Tables of tickets, their limits (clocks), and the append-only history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from regulation.case import Joint, Pending
from regulation.states import Action, ClockKind, Outcome, Party, Result, Role, State, Track, Verdict
from store.engine.columns import Base, Id, partial, sealed_text
from store.engine.snapshots import filled

_RUNNING = text("stopped_at IS NULL")
_OPEN = text("closed_at IS NULL")
_CLOSED = text("closed_at IS NOT NULL")
_HELD = text("closed_at IS NULL AND department_id IS NOT NULL")
_LINKED = text("root_id IS NOT NULL")
_ORDERED = text("city_order <> ''")
_HANDED = text("closed_at IS NULL AND handler_id IS NOT NULL")
_UNTOLD = text("to_tell <> ''")
_PENDING = text("pending <> ''")
_UNCONFIRMED = text("flag_unconfirmed")
_ENDED_HANDED = text("closed_at IS NOT NULL AND handler_id IS NOT NULL")
_JOINT = text("kind = '协同办理'")
WHO_ACTED = "actor"  # the field of the text in which a step says who did it, beside the words people wrote
REACHED = text("action IN ('转交', '裁定')")  # the steps with which a case reaches a department
_NOT_YET = {
    "missed": False, "stopped_at": None, "verdict": None, "reason": "", "due_at": None, "remind_at": None,
    "verdict_if_kept": None, "not_before": None,
}  # fmt: skip


class TicketClock(Base):
    """One statutory limit of a ticket: `regulation.case.Clock`, with the instants that sweeps read.

    `due_at` is the first instant after the due day; `remind_at` is when a sweep checks it next, NULL once stopped.
    """

    __tablename__ = "clocks"
    __table_args__ = (
        Index(None, "ticket_id"),
        partial("ix_clocks_remind", "remind_at", where=_RUNNING),
        partial("ix_clocks_due", "due_at", "kind", where=_RUNNING),
        partial("ix_clocks_joint", "department_id", "ticket_id", where=_JOINT),
    )

    id: Mapped[Id]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    kind: Mapped[ClockKind]
    clause: Mapped[str]
    round: Mapped[int] = mapped_column(default=1)
    party: Mapped[Party]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    started_at: Mapped[datetime]
    start_seq: Mapped[int]
    limit_days: Mapped[int]
    cap_days: Mapped[int]
    total_days: Mapped[int]
    due_on: Mapped[date]
    due_at: Mapped[datetime]
    provisional: Mapped[bool] = mapped_column(default=False)
    missed: Mapped[bool] = mapped_column(default=False)
    stopped_at: Mapped[datetime | None]
    verdict: Mapped[Verdict | None]
    reason: Mapped[str] = mapped_column(default="")
    verdict_if_kept: Mapped[Verdict | None]
    not_before: Mapped[date | None]
    remind_at: Mapped[datetime | None]

    ticket: Mapped[Ticket] = relationship(back_populates="clocks")


class Ticket(Base):
    """One objection: satisfies `regulation.case.Case` as it is. Only `store.cases.tickets` writes it."""

    __tablename__ = "tickets"
    __table_args__ = (
        Index(None, "proposer_id"),
        partial("ix_tickets_open_department", "department_id", "state", where=_HELD),
        partial("ix_tickets_open_state", "state", "id", where=_OPEN),
        partial("ix_tickets_open_handler", "handler_id", where=_HANDED),
        Index(None, "filed_at"),
        partial("ix_tickets_root", "root_id", where=_LINKED),
        partial("ix_tickets_city_order", "city_order", where=_ORDERED),
        partial("ix_tickets_closed", "closed_at", where=_CLOSED),
        Index("ix_tickets_title", "title", "id"),
        partial("ix_tickets_ended", "outcome", "id", where=_CLOSED),
        partial("ix_tickets_ended_handler", "handler_id", "id", where=_ENDED_HANDED),
        partial("ix_tickets_untold", "id", where=_UNTOLD),
        partial("ix_tickets_pending", "id", where=_PENDING),
        partial("ix_tickets_unconfirmed", "id", where=_UNCONFIRMED),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(unique=True)
    rulebook: Mapped[str]
    track: Mapped[Track]
    state: Mapped[State]
    outcome: Mapped[Outcome | None]
    result: Mapped[Result | None]
    round: Mapped[int] = mapped_column(default=1)
    seq: Mapped[int] = mapped_column(default=0)
    version: Mapped[int]  # optimistic lock: incremented with every step
    proposer_id: Mapped[int]  # 0 where a 代录 came from somebody who is not in the directory
    on_behalf: Mapped[bool] = mapped_column(default=False)
    filed_at: Mapped[datetime]
    filed_by: Mapped[int] = mapped_column(default=0)  # the operator of a 代录, 0 where the proposer filed
    channel: Mapped[str] = mapped_column(default="")
    original_at: Mapped[datetime | None]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    received_at: Mapped[datetime | None]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    source_words: Mapped[str] = sealed_text(default="")
    kind: Mapped[str] = mapped_column(default="")
    record_key_index: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    fusion: Mapped[bool] = mapped_column(default=False)
    supplement_asked: Mapped[int] = mapped_column(default=0)
    returns: Mapped[int] = mapped_column(default=0)
    owner_locked: Mapped[bool] = mapped_column(default=False)
    flagged: Mapped[bool] = mapped_column(default=False)
    promised_on: Mapped[date | None]
    joint: Mapped[Joint] = mapped_column(Text, default="")
    related_ids: Mapped[Sequence[int]] = mapped_column(default=list)
    pending: Mapped[Pending] = mapped_column(Text, default="")
    pending_days: Mapped[int] = mapped_column(default=0)
    pending_reason: Mapped[str] = mapped_column(default="")
    evaluated: Mapped[bool] = mapped_column(default=False)
    score: Mapped[int | None]
    party: Mapped[Party]
    closed_at: Mapped[datetime | None]
    stepped_at: Mapped[datetime | None]  # when its last step was
    recorded_by: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    to_tell: Mapped[str] = mapped_column(default="", server_default=text("''"))
    told_attempts: Mapped[str] = mapped_column(default="", server_default=text("''"))
    letter_sent: Mapped[bool] = mapped_column(default=False, server_default=false())
    ex_officio: Mapped[bool] = mapped_column(default=False, server_default=false())
    ended_from: Mapped[str] = mapped_column(default="", server_default=text("''"))
    withdrawn_at: Mapped[datetime | None]
    fault_found: Mapped[bool] = mapped_column(default=False, server_default=false())
    supplement_arrived: Mapped[bool] = mapped_column(default=False, server_default=false())
    asked_to_cooperate: Mapped[bool] = mapped_column(default=False, server_default=false())
    special_lapses: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    reply_returned: Mapped[bool] = mapped_column(default=False, server_default=false())
    pending_on: Mapped[date | None]
    cooperations: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    specials: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    special_pending: Mapped[bool] = mapped_column(default=False, server_default=false())
    platform_returned: Mapped[bool] = mapped_column(default=False, server_default=false())
    pending_by: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    repaired_by: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    platform_repaired_by: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    confirmed_by: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    replied_by: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    replied_at: Mapped[datetime | None]
    result_told: Mapped[bool] = mapped_column(default=False, server_default=false())
    indefinite: Mapped[bool] = mapped_column(default=False, server_default=false())
    flag_unconfirmed: Mapped[bool] = mapped_column(default=False, server_default=false())
    root_id: Mapped[int | None]  # the first ticket of the same fault; itself never linked further
    city_order: Mapped[str] = mapped_column(default="")
    history_head: Mapped[str] = mapped_column(default="")
    contact_sealed: Mapped[str] = sealed_text(default="")

    clocks: Mapped[list[TicketClock]] = relationship(
        back_populates="ticket",
        order_by="TicketClock.id",
        lazy="selectin",
        cascade="save-update, expunge, refresh-expire",
    )

    def open_clock(self, **fields: Any) -> TicketClock:
        """Start a clock; `store.cases.tickets.record` fills in the rest before it writes."""
        clock = filled(TicketClock(), _NOT_YET | fields)
        self.clocks.append(clock)
        return clock


class HistoryLine(Base):
    """One step. Triggers refuse to change or delete it; `hash` covers the line and the hash of the one before."""

    __tablename__ = "history"
    __table_args__ = (
        UniqueConstraint("ticket_id", "seq"),
        Index(None, "at"),
        partial("ix_history_reached", "department_id", "ticket_id", where=REACHED),
    )

    id: Mapped[Id]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    seq: Mapped[int]
    action: Mapped[Action]
    at: Mapped[datetime]
    actor_id: Mapped[int]  # 0 is the system itself
    acting_for: Mapped[int] = mapped_column(default=0)
    role: Mapped[Role]
    state_from: Mapped[State | None]
    state_to: Mapped[State]
    party: Mapped[Party]
    department_id: Mapped[int | None]
    clause: Mapped[str] = mapped_column(default="")
    decision: Mapped[str]
    prev_hash: Mapped[str] = mapped_column(default="")
    hash: Mapped[str]


class StepText(Base):
    """Encrypted free texts of one step; the line holds their salted digest, so they can be erased."""

    __tablename__ = "texts"
    __table_args__ = (UniqueConstraint("ticket_id", "seq", "field"),)

    id: Mapped[Id]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    seq: Mapped[int]
    field: Mapped[str]
    sealed: Mapped[str] = sealed_text(default="")
    salt: Mapped[str]
    digest: Mapped[str]


class DayNumber(Base):
    """The last ticket number of a day in Shanghai."""

    __tablename__ = "day_numbers"

    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]
