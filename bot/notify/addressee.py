"""The name of a notice's recipient, as far as whoever sends it may know it (M4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.text import harmless
from bot.view import Scope
from store.people import persons

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.view import View
    from store.tables import Ticket

SELF = "您本人"


def addressee(session: Session, view: View, ticket: Ticket, doer: int, person_id: int) -> str:
    """Unit and name. A proposer reads the unit alone, and who may not know the proposer reads 提出方."""
    if person_id == doer:
        return SELF
    if person_id == ticket.proposer_id:
        return f"提出方{view.whose}" if view.proposer else "提出方"
    found = persons.person(session, person_id)
    if found is None:
        return "经办人"
    unit = harmless(found.department.name)
    return unit if view.scope is Scope.OWN else f"{unit} {harmless(found.name)}"
