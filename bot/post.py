"""What the bot says goes into the outbox of the transaction that made it true (habit 16)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING

from bot.ports import Call, Card

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.people import Person
    from store.tickets import Ticket
    from store.vault import Vault


class Lane(IntEnum):
    """Which goes first when a platform lets only some through."""

    RESULT = 0  # result notices (M14)
    ANSWER = 1  # somebody is waiting for it
    TASK = 2
    REMINDER = 3
    DIGEST = 4


@dataclass(frozen=True, slots=True)
class Post:
    """The way out of one transaction. `dialects` maps each platform's name to the dialect it speaks today."""

    session: Session
    vault: Vault
    now: datetime
    dialects: Mapping[str, str]

    def answer(self, call: Call, card: Card) -> None:
        """Reply to the person who wrote or pressed, on the platform they used, known to the directory or not."""

    def notify(self, person: Person, card: Card, *, event: str, lane: Lane = Lane.TASK) -> None:
        """Tell somebody once per `event` (for example `CN-20261122-0007:12`), however often this is called."""

    def redraw(self, ticket: Ticket, faces: Mapping[int, Card]) -> None:
        """Update in place the card of every holder; `faces` has what each person id sees now, `done` set."""
