"""A card with what only its sending knows: all that a dialect makes one message of."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ports import Card


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`key` is the platform's task id of this one message; `update` redraws one that is there."""

    card: Card
    key: str
    base_url: str
    update: bool = False
    media_id: str = ""  # the uploaded file of a FILE or PICTURE card
    first: int = 1  # number of the first choice, where choices are numbered
