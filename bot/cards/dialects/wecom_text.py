"""WeCom without template cards: the card as text, every button a numbered choice."""

from __future__ import annotations

from typing import Any

from bot.cards import numbered_menu, plain_text
from bot.cards.outgoing_message import Outgoing
from bot.ports import CardKind

MEDIA = {CardKind.FILE: "file", CardKind.PICTURE: "image"}


def message(out: Outgoing) -> dict[str, Any]:
    """A file or picture as media, every other card as text."""
    if out.card.kind in MEDIA:
        return media(out)
    return text(plain_text.plain(out.card, numbered_menu.offers(out.card, out.first), out.base_url))


def media(out: Outgoing) -> dict[str, Any]:
    """The message for an uploaded file or picture."""
    name = MEDIA[out.card.kind]
    return {"msgtype": name, name: {"media_id": out.media_id}}


def text(content: str) -> dict[str, Any]:
    """A text message."""
    return {"msgtype": "text", "text": {"content": content}}
