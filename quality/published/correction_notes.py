"""Author and reason of each correction of a verdict, read from the history when a report is shown (M15, M4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from quality.report import Correction, Report
from quality.report_tables import Note
from regulation.states import Action
from store.cases import history, tickets
from store.people import persons

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import HistoryLine, Ticket
    from store.vault import Vault

SOMEBODY = "某某"
Cover = Callable[[str], str]  # masks numbers of persons in a text


def notes_of(session: Session, vault: Vault, report: Report) -> dict[tuple[str, int], Note]:
    """For who reads the district: the person and the reason as written."""
    return {key: Note(author, reason) for key, author, reason, _ in _found(session, vault, report.corrections)}


def public_notes(session: Session, vault: Vault, report: Report, cover: Cover) -> dict[tuple[str, int], Note]:
    """For everybody: no author, and a reason without the names of persons who have a part in the case."""
    found = _found(session, vault, report.corrections)
    return {key: Note("", cover(_without(reason, names))) for key, _, reason, names in found}


Found = tuple[tuple[str, int], str, str, tuple[str, ...]]


def _found(session: Session, vault: Vault, corrections: Iterable[Correction]) -> Iterable[Found]:
    for line in corrections:
        ticket = tickets.get(session, line.number, lock=False) if line.seq else None
        if ticket is None:
            continue
        lines = history.lines(session, ticket)
        step = next((each for each in lines if each.seq == line.seq and each.action is Action.CORRECT_VERDICT), None)
        people = persons.names(session, {each.actor_id for each in lines} - {0})
        if step is not None:
            reason = history.texts(session, vault, ticket, step.seq).get((step.seq, "reason"), "")
            yield (line.number, line.seq), _author(people, step), reason, _names(vault, ticket, people.values())


def _author(people: dict[int, str], step: HistoryLine) -> str:
    absent = f"代{people.get(step.acting_for, '同事')}" if step.acting_for else ""
    return people.get(step.actor_id, "") + absent


def _names(vault: Vault, ticket: Ticket, people: Iterable[str]) -> tuple[str, ...]:
    named = {*people, tickets.contact_of(vault, ticket).name} - {""}
    return tuple(sorted(named, key=len, reverse=True))


def _without(reason: str, names: Iterable[str]) -> str:
    for name in names:
        reason = reason.replace(name, SOMEBODY)
    return reason
