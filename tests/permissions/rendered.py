"""Everything that a card gives away: as the outbox keeps it, and as each platform would show it."""

from __future__ import annotations

import json

import orjson

from bot.cards.dialects.render import dialects, render
from bot.message_json import Letter, pack
from bot.ports import Card

DIALECTS = dialects()


def text_of(card: Card) -> str:
    """The whole card; what a dialect writes comes from it alone, see `in_every_dialect`."""
    return orjson.dumps(pack(Letter(card, "m"))).decode()


def in_every_dialect(card: Card) -> str:
    """The messages that the card becomes, one after the other; a redrawn one as what is put in its place."""
    return json.dumps(
        [
            render(card, name, key="m", base_url="https://bot.example", update=bool(card.done), media_id="M")
            for name in DIALECTS
        ],
        ensure_ascii=False,
    )
