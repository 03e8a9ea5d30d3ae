"""The proposed owner of the data: the department that a return suggests, else the one in the catalogue (M11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from bot.language.text import harmless
from regulation.states import Action, Track
from store.cases import history, who_acted
from store.catalogue import entries
from store.people import persons

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import Department, HistoryLine, Ticket


COMPETENT = "competent"


class Proposal(NamedTuple):
    """A department by name and code, and the source of the proposal; empty where there is none."""

    name: str = ""
    code: str = ""
    basis: str = ""


def proposal(session: Session, ticket: Ticket, lines: Sequence[HistoryLine]) -> Proposal:
    """For one of UNOWNED: what the last return suggested goes before the catalogue, which it has just called wrong."""
    if ticket.platform_returned and (holder := persons.department(session, ticket.department_id or 0)):
        return _because(holder, "答复系平台环节前的责任部门")
    last = next((place for place in range(len(lines) - 1, 0, -1) if lines[place].action == Action.RETURN), 0)
    suggested = history.decision_of(lines[last]).data.get("suggested_department_id") if last else None
    if isinstance(suggested, int) and (owner := persons.department(session, suggested)):
        then = who_acted.departments_then(lines[last])
        held = lines[last - 1].department_id  # the history line names the department after its step
        return _because(owner, f"{then.get(held or 0) or _name(session, held)}退回时建议的部门")
    if ticket.track is Track.CITY_ISSUED:
        return _competent(session)
    entry = entries.entry(session, ticket.entry_id) if ticket.entry_id else None
    return _because(entry.department, f"数据资源目录登记的责任部门（{entry.code}）") if entry else Proposal()


def _competent(session: Session) -> Proposal:
    """A city order goes to the competent department (M8), never to the catalogue's owner by itself."""
    found = [row for row in persons.owners(session) if row.kind == COMPETENT]
    return _because(found[0], "办法第八条规定处置市级工单的公共数据主管部门") if len(found) == 1 else Proposal()


def _because(department: Department, basis: str) -> Proposal:
    return Proposal(harmless(department.name), department.code, basis)


def _name(session: Session, department_id: int | None) -> str:
    found = persons.department(session, department_id) if department_id else None
    return harmless(found.name) if found else "部门"
