"""Receipt: the officer who took a case is the one who acted first since it came to the department (M6, M7)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from regulation.states import Role, State
from store.engine.columns import table_of
from store.tables import HistoryLine

_LINE = table_of(HistoryLine)


def taken_by(ticket_id: ColumnElement[int]) -> ColumnElement[Any]:
    """The officer's id as a subquery by ticket id; NULL where nobody has taken the case.

    A reply or a dispatch counts as receipt; an act of a stand-in (代) counts for the absent officer. A case that
    comes to a department, or comes back to it, has to be taken again.
    """
    line, reached = _LINE.alias("line"), _LINE.alias("reached")
    came = (
        select(func.max(reached.c.seq))
        .where(reached.c.ticket_id == line.c.ticket_id)
        .where(reached.c.state_to == State.DISPATCHED, reached.c.state_from != State.DISPATCHED)
        .scalar_subquery()
    )
    return (
        select(func.coalesce(func.nullif(line.c.acting_for, literal_column("0")), line.c.actor_id))
        .where(line.c.ticket_id == ticket_id, line.c.role == Role.OFFICER, line.c.seq > came)
        .order_by(line.c.seq)
        .limit(1)
        .scalar_subquery()
    )


_TAKEN = select(taken_by(bindparam("ticket", type_=_LINE.c.ticket_id.type)))


def officer_of(session: Session, ticket_id: int) -> int | None:
    """The same for one case."""
    found: int | None = session.connection().scalar(_TAKEN, {"ticket": ticket_id})
    return found
