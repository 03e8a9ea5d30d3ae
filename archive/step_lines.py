"""Each step of the history for reading: who acted as they were, and what was chosen, in words (M5)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from archive.limit_lines import OWN_RULE
from bot.visibility.step_choices import choices_of
from regulation.chosen_words import text_labels
from regulation.decide import LAPSES
from regulation.states import Role
from store.cases import who_acted

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from regulation.law import Law
    from store.cases.who_acted import WhoActed
    from store.tables import HistoryLine, Ticket
    from store.vault import Vault


def step_lines(
    session: Session, vault: Vault, ticket: Ticket, lines: Collection[HistoryLine], law: Law
) -> list[dict[str, Any]]:
    """One entry a history line, in its order."""
    who = who_acted.of_ticket(session, vault, ticket, lines)
    choices = choices_of(session, law, lines, who)
    return [
        {
            "seq": line.seq,
            "by": actor_line(who[line.seq], law),
            "held_by": who_acted.departments_then(line).get(line.department_id or 0, ""),
            "clause": clause_line(line, law),
            "labels": dict(text_labels(line.state_from, line.action)),
            "choices": [{"label": label, "words": words} for label, words in choices[line.seq]],
        }
        for line in lines
    ]


def actor_line(who: WhoActed, law: Law) -> dict[str, Any]:
    """`as_recorded` is false where the line is older than the record of names: they are the directory's of today."""
    said: dict[str, Any] = {"name": who.name, "unit": who.unit, "account": who.account}
    said["roles"] = [law.rulebook.roles.get(Role(role), role) for role in who.roles]
    said |= {"as_recorded": who.as_recorded, "erased": who.erased}
    return said | ({"for": actor_line(who.absent, law)} if who.absent else {})


def clause_line(line: HistoryLine, law: Law) -> str:
    """Where the clause of a step stands; a lapse of a limit that no clause sets stands under no clause."""
    own = {action for kind, action in LAPSES.items() if law.rulebook.limits[kind].own_rule}
    if line.action in own:
        return OWN_RULE
    found = law.rulebook.clauses.get(line.clause)
    return f"{line.clause} {found.where}" if found else line.clause
