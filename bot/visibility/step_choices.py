"""The coded choices of each step in words, with departments and people named as they were (M5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from regulation.chosen_words import NamesThen, chosen_words, departments_named, people_named
from regulation.decision import Decision
from store.cases import history, who_acted
from store.cases.related_tickets import numbers_of
from store.people import persons

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from regulation.law import Law
    from store.cases.who_acted import WhoActed
    from store.tables import HistoryLine

Choices = list[tuple[str, str]]  # label, words


def choices_of(
    session: Session, law: Law, lines: Collection[HistoryLine], who: Mapping[int, WhoActed]
) -> dict[int, Choices]:
    """(label, words) of every coded input, by line; a line older than the recorded names has today's."""
    decisions = {line.seq: history.decision_of(line) for line in lines}
    today = _of_directory(session, decisions.values())
    found = {}
    for line in lines:
        departments = {**today.departments, **who_acted.departments_then(line)}
        people = {**today.people, **dict(who[line.seq].people)}
        names = NamesThen(departments, people, today.numbers)
        found[line.seq] = chosen_words(decisions[line.seq], law, names)
    return found


def _of_directory(session: Session, decisions: Collection[Decision]) -> NamesThen:
    departments = {key for decision in decisions for key in departments_named(decision)}
    people = {key for decision in decisions for key in people_named(decision)}
    roots = {decision.data["root_id"] for decision in decisions if decision.data.get("root_id")}
    return NamesThen(
        names_today(persons.department_names(session, departments)),
        names_today(persons.names(session, people)),
        numbers_of(session, roots),
    )


def names_today(names: Mapping[int, str]) -> dict[int, str]:
    """Names for lines older than the record of names, marked as the directory's of today."""
    return {key: f"{name}（按现名册）" for key, name in names.items()}
