"""A card survives the wait for its delivery: plain JSON in the outbox, the same card out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.ports import Button, Card, CardKind, Choice, Field, Option

VERSION = 1


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as the outbox keeps it; `key` is its task id, `first` the number of its first choice in words.

    Zero where it was to be a card: nobody knows yet what its numbers would mean.
    """

    card: Card
    key: str
    first: int = 1


def pack(letter: Letter) -> dict[str, Any]:
    """The letter as the payload of `store.messages.outbox.enqueue`, which writes the card as JSON by its fields."""
    return {"v": VERSION, "card": letter.card, "key": letter.key, "first": letter.first}


def unpack(payload: Mapping[str, Any]) -> Letter:
    """Raises ValueError where the payload is no letter of a version this program knows."""
    try:
        if payload["v"] != VERSION:
            raise ValueError("letter of another version")
        return Letter(_card(dict(payload["card"])), payload["key"], payload["first"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a stored letter: {type(error).__name__}") from None


def _card(raw: dict[str, Any]) -> Card:
    raw["kind"] = CardKind(raw["kind"])
    raw["fields"] = tuple(Field(**field) for field in raw["fields"])
    raw["buttons"] = tuple(Button(**button) for button in raw["buttons"])
    raw["more"] = tuple(Button(**button) for button in raw["more"])
    raw["choices"] = tuple(_choice(dict(choice)) for choice in raw["choices"])
    raw["submit"] = Button(**raw["submit"]) if raw["submit"] else None
    return Card(**raw)


def _choice(raw: dict[str, Any]) -> Choice:
    raw["options"] = tuple(Option(**option) for option in raw["options"])
    return Choice(**raw)
