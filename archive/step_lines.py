"""Each step of the history for reading: who acted as they were, and what was chosen, in words (M5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from bot.visibility.step_choices import choices_of, names_today
from regulation.chosen_words import text_labels
from regulation.decide import LAPSES
from regulation.explain import OWN_RULE
from regulation.states import Role
from regulation.transitions import OWN_ACTS
from store.cases import who_acted
from store.people import persons

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
    who = _without_erased(who_acted.of_ticket(session, vault, ticket, lines), ticket, lines)
    today = names_today(persons.department_names(session, {line.department_id or 0 for line in lines} - {0}))
    choices = choices_of(session, law, lines, who)
    return [
        {
            "seq": line.seq,
            "by": actor_line(who[line.seq], law),
            "spoke_for": spoken_for(line, who[line.seq], law),
            "held_by": {**today, **who_acted.departments_then(line)}.get(line.department_id or 0, ""),
            "clause": clause_line(line, law),
            "labels": dict(text_labels(line.state_from, line.action)),
            "choices": [{"label": label, "words": words} for label, words in choices[line.seq]],
        }
        for line in lines
    ]


def _without_erased(
    who: Mapping[int, WhoActed], ticket: Ticket, lines: Collection[HistoryLine]
) -> Mapping[int, WhoActed]:
    """Of a ticket that was erased, the proposer's name is not taken from the directory again (M4)."""
    if ticket.contact_sealed:
        return who
    own = {line.seq for line in lines if line.role is Role.PROPOSER and ticket.proposer_id}
    return {seq: who_acted.ERASED if seq in own and not each.as_recorded else each for seq, each in who.items()}


def actor_line(who: WhoActed, law: Law) -> dict[str, Any]:
    """`as_recorded` is false where the line is older than the record of names: they are the directory's of today."""
    said: dict[str, Any] = {"name": who.name, "unit": who.unit, "account": who.account}
    said["roles"] = [law.rulebook.roles.get(Role(role), role) for role in who.roles]
    said |= {"as_recorded": who.as_recorded, "erased": who.erased}
    return said | ({"for": actor_line(who.absent, law)} if who.absent else {})


def spoken_for(line: HistoryLine, who: WhoActed, law: Law) -> str:
    """The proposer, where the centre records the word of one who has no account (G2)."""
    acting = who.absent or who
    is_own = line.role is not Role.PROPOSER or Role.PROPOSER in acting.roles or who.erased
    return "" if is_own else law.rulebook.roles[Role.PROPOSER]


def clause_line(line: HistoryLine, law: Law) -> str:
    """Where the clause of a step stands; an act of the own rules, or a lapse of their limits, under no clause."""
    limits = law.rulebook.limits
    if line.action in OWN_ACTS:
        return OWN_RULE
    if any(action is line.action and kind in limits and limits[kind].own_rule for kind, action in LAPSES.items()):
        return OWN_RULE
    found = law.rulebook.clauses.get(line.clause)
    return f"{line.clause} {found.where}" if found else line.clause
