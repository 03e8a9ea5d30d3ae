"""WeCom without template cards: the card as text, every button a numbered choice."""

from __future__ import annotations

from typing import Any

from bot.cards import numbered_menu, plain_text
from bot.cards.outgoing_message import Outgoing
from bot.ports import Card, CardKind

LONG_ADDRESS = "https://" + "a" * 72
MEDIA = {CardKind.FILE: "file", CardKind.PICTURE: "image"}


def message(out: Outgoing) -> dict[str, Any]:
    """A file or picture as media, every other card as text."""
    if out.card.kind in MEDIA:
        return media(out)
    return text(plain_text.plain(out.card, numbered_menu.offers(out.card, out.first), out.base_url))


def shows(card: Card) -> bool:
    """Whether the text holds all of what was told, however long our address is."""
    offers = numbered_menu.offers(card)
    return not card.told or plain_text.harmless(card.told) in plain_text.plain(card, offers, LONG_ADDRESS)


def media(out: Outgoing) -> dict[str, Any]:
    """The message for an uploaded file or picture."""
    name = MEDIA[out.card.kind]
    return {"msgtype": name, name: {"media_id": out.media_id}}


def text(content: str) -> dict[str, Any]:
    """A text message."""
    return {"msgtype": "text", "text": {"content": content}}
