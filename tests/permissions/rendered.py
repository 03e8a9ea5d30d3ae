"""The whole content of a card: as stored in the outbox, and as each platform renders it."""

from __future__ import annotations

import json

import orjson

from bot.cards.dialects.render import dialects, render
from bot.message_json import StoredMessage, pack
from bot.ports import Card

DIALECTS = dialects()


def text_of(card: Card) -> str:
    """The stored card; a dialect renders from nothing else, see `in_every_dialect`."""
    return orjson.dumps(pack(StoredMessage(card, "m"))).decode()


def in_every_dialect(card: Card) -> str:
    """The rendered messages of a card in all dialects; of a redrawn card the replacement."""
    return json.dumps(
        [
            render(card, name, key="m", base_url="https://bot.example", update=bool(card.done), media_id="M")
            for name in DIALECTS
        ],
        ensure_ascii=False,
    )
