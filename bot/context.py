"""What a command is given: one call, one person, one `now`, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.ports import Call, Card
from regulation.case import Actor, Case
from regulation.law import Law, Laws

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.forms import Form
    from bot.post import Post
    from store.tables import Person
    from store.vault import Vault


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a command may touch; it lives exactly as long as the transaction.

    `post` puts cards into the outbox of the same transaction; `laws` gives the rulebook of a filing day with
    the calendar of today.
    """

    call: Call
    person: Person
    actor: Actor
    now: datetime
    session: Session
    vault: Vault
    laws: Laws
    post: Post
    forms: Mapping[tuple[str, int], Form]  # every form by name and version: a draft keeps the version it began with

    def law(self, case: Case) -> Law:
        """The rulebook of the case's filing day with the calendar of today."""
        return self.laws.of(case)


Run = Callable[[Context, str], Card]


@dataclass(frozen=True, slots=True)
class Command:
    """One word people type or press. `run` gets the rest of the line and returns the answer card.

    `for_roles` is empty where everybody may ask; it only shortens 帮助: the law decides about acts at the click.
    """

    word: str
    usage: str
    help: str
    run: Run
    aliases: tuple[str, ...] = ()
    for_roles: frozenset[str] = frozenset()
    forms: tuple[Form, ...] = ()  # the conversations this command may begin
    parks: bool = True  # sets an unfinished draft aside; words that steer a form do not
    seeks: bool = False  # takes free words, so one word behind it is enough to tell it from an answer
