"""The name of a notice's recipient, as far as whoever sends it may know it (M4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.language.text import harmless
from bot.view import Scope
from store.people import persons

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.view import View
    from store.tables import Ticket

SELF = "您本人"
NAMED = 3  # most people of one unit who are named one by one


def addressees(session: Session, view: View, ticket: Ticket, doer: int, people: Iterable[int]) -> list[str]:
    """The recipients of one text: each unit once, with its people."""
    units: dict[str, list[str]] = {}
    for person_id in people:
        unit, name = _addressee(session, view, ticket, doer, person_id)
        units.setdefault(unit, []).extend([name] if name else [])
    return [f"{unit} {_counted(names)}".strip() for unit, names in units.items()]


def _addressee(session: Session, view: View, ticket: Ticket, doer: int, person_id: int) -> tuple[str, str]:
    """Unit and name. A proposer reads the unit alone, and who may not know the proposer reads 提出方."""
    if person_id == doer:
        return SELF, ""
    if person_id == ticket.proposer_id:
        return f"提出方{view.whose}" if view.proposer else "提出方", ""
    found = persons.person(session, person_id)
    if found is None:
        return "经办人", ""
    return harmless(found.department.name), "" if view.scope is Scope.OWN else harmless(found.name)


def _counted(names: list[str]) -> str:
    return "、".join(names[:NAMED]) + (f"等{len(names)}人" if len(names) > NAMED else "")
