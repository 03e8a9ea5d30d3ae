"""JSON serialisation of a card, which waits in the outbox for its delivery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from bot.ports import Button, Card, CardKind, Choice, Field, Option

VERSION = 1  # incremented where an older payload can't be read unchanged
Part = TypeVar("Part", Field, Button, Option, Choice, Card)


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """One message as stored in the outbox; `key` is its task id, `first` the number of its first choice as text.

    Zero where it is to be sent as a card, which has no numbered choices.
    """

    card: Card
    key: str
    first: int = 1


def pack(stored: StoredMessage) -> dict[str, Any]:
    """The message as payload of `store.messages.outbox.enqueue`, which writes the card's fields as JSON."""
    return {"v": VERSION, "card": stored.card, "key": stored.key, "first": stored.first}


def unpack(payload: Mapping[str, Any]) -> StoredMessage:
    """Raises ValueError where the payload is no message of a known version."""
    try:
        if payload["v"] != VERSION:
            raise ValueError("message of another version")
        return StoredMessage(_card(dict(payload["card"])), payload["key"], payload["first"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a stored message: {type(error).__name__}") from None


def _card(raw: dict[str, Any]) -> Card:
    """Forward and backward compatible: a missing field gets its default, an unknown field is ignored."""
    raw["kind"] = CardKind(raw["kind"])
    raw["fields"] = tuple(_made(Field, field) for field in raw.get("fields", ()))
    raw["buttons"] = tuple(_made(Button, button) for button in raw.get("buttons", ()))
    raw["more"] = tuple(_made(Button, button) for button in raw.get("more", ()))
    raw["choices"] = tuple(_choice(dict(choice)) for choice in raw.get("choices", ()))
    raw["submit"] = _made(Button, raw["submit"]) if raw.get("submit") else None
    return _made(Card, raw)


def _choice(raw: dict[str, Any]) -> Choice:
    raw["options"] = tuple(_made(Option, option) for option in raw["options"])
    return _made(Choice, raw)


def _made(kind: type[Part], raw: Mapping[str, Any]) -> Part:
    return kind(**{part.name: raw[part.name] for part in fields(kind) if part.name in raw})
