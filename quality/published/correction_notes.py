"""Author and reason of each correction of a verdict, read from the history when a report is shown (M15, M4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from quality.report import Correction, Report
from quality.report_tables import Note
from regulation.states import Action
from store.cases import history, tickets, who_acted

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.cases.who_acted import WhoActed
    from store.tables import Ticket
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
        if step is not None:
            who = who_acted.of_ticket(session, vault, ticket, lines)
            reason = history.texts(session, vault, ticket, step.seq).get((step.seq, "reason"), "")
            yield (line.number, line.seq), who[step.seq].called, reason, _names(vault, ticket, who.values())


def _names(vault: Vault, ticket: Ticket, people: Iterable[WhoActed]) -> tuple[str, ...]:
    """Everybody who acted, stood in, was named by an act, or filed; the longest first."""
    named = {tickets.contact_of(vault, ticket).name}
    for who in people:
        named |= {name for name in (who.name, *(name for _, name in who.people)) if who is not who_acted.SYSTEM}
        named |= {who.absent.name} if who.absent else set()
    return tuple(sorted(named - {""}, key=len, reverse=True))


def _without(reason: str, names: Iterable[str]) -> str:
    for name in names:
        reason = reason.replace(name, SOMEBODY)
    return reason
