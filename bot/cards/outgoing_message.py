"""A card together with its delivery data (task id, media id, base URL): the input of a dialect."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ports import Card


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`key` is the platform's task id of this message; `update` redraws an existing message."""

    card: Card
    key: str
    base_url: str
    update: bool = False
    media_id: str = ""  # id of the uploaded file of a FILE or PICTURE card
    first: int = 1  # number of the first choice, where choices are numbered
