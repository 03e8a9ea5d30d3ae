"""Former names: a rename never changes what is shown of the past; each name is kept with the instant it ended (M5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from store.record import row_sealing
from store.record.record_entries import Kind
from store.tables import FormerName, Meta

_SINCE = "former-names"  # written by the migration of a database that was in use before they were kept


class Named(StrEnum):
    """What has a name that changes."""

    PERSON = "person"
    DEPARTMENT = "department"
    LEAD_OFFICE = "lead office"


def keep(session: Session, kind: Named, names: Mapping[int, str], until: datetime) -> None:
    """The names that these people or departments had until now, by id."""
    rows = [{"kind": kind.value, "row_id": row, "name": name, "until": until} for row, name in names.items()]
    if rows:
        kept = session.scalars(insert(FormerName).returning(FormerName), rows)
        row_sealing.seal(session, Kind.FORMER_NAME, kept.all(), until)


def then(session: Session, kind: Named, wanted: Iterable[tuple[int, datetime]]) -> dict[tuple[int, datetime], str]:
    """What each was called at an instant, by id and instant; nothing where it is still called so."""
    moments = set(wanted)
    ended = _ended(session, kind, {row for row, _ in moments})
    found = {}
    for row, at in moments:
        name = next((name for until, name in ended.get(row, ()) if until >= at), None)
        if name is not None:
            found[row, at] = name
    return found


def _ended(session: Session, kind: Named, ids: Collection[int]) -> dict[int, list[tuple[datetime, str]]]:
    query = select(FormerName.row_id, FormerName.until, FormerName.name).where(
        FormerName.kind == kind.value, FormerName.row_id.in_(ids)
    )
    found = dict[int, list[tuple[datetime, str]]]()
    for row, until, name in session.execute(query.order_by(FormerName.until, FormerName.id)) if ids else ():
        found.setdefault(row, []).append((until, name))
    return found


def since(session: Session) -> datetime | None:
    """From when on they are kept; None where they always were."""
    row = session.get(Meta, _SINCE)
    return datetime.fromisoformat(row.value) if row else None
