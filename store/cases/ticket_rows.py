"""Rows of a ticket: read as a detached snapshot, written only with an optimistic lock on the version that was read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnDefault, Connection, Row, bindparam, insert, select, update
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import instance_dict
from sqlalchemy.orm.util import identity_key

from regulation.decision import Decision
from store.engine.columns import table_of
from store.engine.snapshots import filled, snapshot
from store.tables import Ticket, TicketClock

_TICKETS, _CLOCKS = table_of(Ticket), table_of(TicketClock)
_FIXED = {  # written once, with the filing
    "id", "number", "rulebook", "track", "proposer_id", "on_behalf", "filed_at", "filed_by", "channel", "original_at",
    "entry_id", "source_words", "kind", "record_key_index", "title", "contact_sealed",
}  # fmt: skip
_STARTED = {"id", "ticket_id", "kind", "clause", "round", "party", "department_id", "started_at", "start_seq"}
_TICKET = [column.name for column in _TICKETS.columns if column.name != "id"]
_CLOCK = [column.name for column in _CLOCKS.columns if column.name != "id"]
_MOVING = [name for name in _TICKET if name not in _FIXED]
_RUNNING = [name for name in _CLOCK if name not in _STARTED]

_WANTED = select(_TICKETS).where(_TICKETS.c.number == bindparam("wanted"))
_LOCKED = _WANTED.with_for_update()
_BY_ID = select(_TICKETS).where(_TICKETS.c.id == bindparam("its"))
_ITS_CLOCKS = select(_CLOCKS).where(_CLOCKS.c.ticket_id == bindparam("its")).order_by(_CLOCKS.c.id)
_ADD_TICKET = insert(_TICKETS).returning(_TICKETS.c.id)
_ADD_CLOCK = insert(_CLOCKS).returning(_CLOCKS.c.id)
_MOVE_TICKET = update(_TICKETS).where(
    _TICKETS.c.id == bindparam("its_id"), _TICKETS.c.version == bindparam("its_version")
)
_MOVE_CLOCK = update(_CLOCKS).where(_CLOCKS.c.id == bindparam("its_id"))


def _default(column: Column[Any]) -> Any:
    default = column.default
    return default.arg if isinstance(default, ColumnDefault) and default.is_scalar else None


_UNSAID = {column.name: _default(column) for column in _TICKETS.columns} | {"related_ids": [], "version": 0}


def blank(**facts: Any) -> Ticket:
    """A ticket not stored yet, with every attribute set."""
    return filled(Ticket(), _UNSAID | {"clocks": []} | facts)


def read(connection: Connection, number: str, *, lock: bool) -> Ticket | None:
    """The ticket of exactly this number with its clocks, as stored at this moment; in no session."""
    found = connection.execute(_LOCKED if lock else _WANTED, {"wanted": number})
    return _with_clocks(connection, found.first())


def read_by_id(connection: Connection, ticket_id: int) -> Ticket | None:
    """As `read`, by the row's own number and unlocked."""
    return _with_clocks(connection, connection.execute(_BY_ID, {"its": ticket_id}).first())


def _with_clocks(connection: Connection, found: Row[Any] | None) -> Ticket | None:
    if found is None:
        return None
    rows = connection.execute(_ITS_CLOCKS, {"its": found.id})
    return snapshot(Ticket, found, clocks=[snapshot(TicketClock, row) for row in rows])


def release(session: Session, ticket: Ticket) -> None:
    """Detach a ticket from the session, which must not flush it; another copy in the session is expired."""
    if ticket in session:
        session.expunge(ticket)
    elif not _is_new(ticket):
        twin = session.identity_map.get(identity_key(Ticket, ticket.id))
        if twin is not None:
            session.expire(twin)


def write(connection: Connection, ticket: Ticket, decision: Decision) -> bool:
    """Write what a decision changed; False where the stored version is no longer the one it was made on."""
    before = ticket.version
    ticket.version = before + 1
    if _is_new(ticket):
        ticket.id = connection.execute(_ADD_TICKET, _values(ticket, _TICKET)).scalar_one()
        make_transient_to_detached(ticket)  # to SQLAlchemy a row that was read once and let go
    else:
        its = {"its_id": ticket.id, "its_version": before}
        if connection.execute(_MOVE_TICKET, its | _values(ticket, _MOVING)).rowcount != 1:
            return False
    for clock in ticket.clocks:
        if _is_new(clock):
            clock.ticket_id = ticket.id
            clock.id = connection.execute(_ADD_CLOCK, _values(clock, _CLOCK)).scalar_one()
            make_transient_to_detached(clock)
        elif any(op.names(clock) for op in decision.clock_ops):
            connection.execute(_MOVE_CLOCK, {"its_id": clock.id} | _values(clock, _RUNNING))
    return True


def _values(row: Ticket | TicketClock, names: list[str]) -> dict[str, Any]:
    stored = instance_dict(row)  # not by attribute, which is a function call for each of some sixty
    return {name: stored[name] for name in names}


def _is_new(row: Ticket | TicketClock) -> bool:
    return getattr(row, "id", None) is None  # the class says int, which holds once it is in the store
