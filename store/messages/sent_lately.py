"""How long a message must wait for the platform's limits of one reader, counted over all processes by their takings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from store.engine.columns import fixed, table_of
from store.engine.prepared import Prepared
from store.tables import OutboxRow

if TYPE_CHECKING:
    from sqlalchemy import Connection, Label

_ROW = table_of(OutboxRow)
_OTHER = _ROW.alias("other")
Limits = tuple[tuple[int, timedelta], ...]  # so many messages within each span


def wait(connection: Connection, row_id: int, limits: Limits, now: datetime) -> timedelta:
    """Zero where this message may be sent now."""
    since = {f"since{place}": now - span for place, (_, span) in enumerate(limits)}
    last: Sequence[datetime | None] = list(_full(limits).rows(connection, since | {"row": row_id})[0].values())
    waits = (at + span - now for at, (_, span) in zip(last, limits, strict=True) if at is not None)
    return max(waits, default=timedelta())


@cache
def _full(limits: Limits) -> Prepared:
    columns = [_last_but(limit, place) for place, (limit, _) in enumerate(limits)]
    return Prepared(lambda _: select(*columns).where(_ROW.c.id == bindparam("row")))


def _last_but(limit: int, place: int) -> Label[datetime | None]:
    """When the message was taken that fills this limit; none where there is room."""
    taken = (
        select(_OTHER.c.taken_at)
        .where(_OTHER.c.platform == _ROW.c.platform, _OTHER.c.user_index == _ROW.c.user_index)
        .where(_OTHER.c.taken_at > bindparam(f"since{place}", type_=_ROW.c.taken_at.type))
        .where(_OTHER.c.kind != fixed("'update'"), _OTHER.c.id != _ROW.c.id)
        .order_by(_OTHER.c.taken_at.desc())
        .offset(limit - 1)
        .limit(1)
    )
    return taken.correlate(_ROW).scalar_subquery().label(f"full{place}")
