"""Renders a card in a platform's dialect: n cards and m dialects, never n × m."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.cards.dialects import wecom, wecom_text
from bot.cards.outgoing_message import Outgoing
from bot.language.text import clip, pieces_of
from bot.ports import Card, CardKind
from store.characters import TURNING

_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
PIECE = 1800  # bytes of one continuation, its title not counted: a text message holds 2048
SHOWS: Mapping[str, Callable[[Card], bool]] = {"wecom": wecom.shows, "wecom_text": wecom_text.shows}
DIALECTS: Mapping[str, Callable[[Outgoing], dict[str, Any]]] = {
    "wecom": wecom.message,
    "wecom_text": wecom_text.message,
}


def dialects() -> tuple[str, ...]:
    """The names of all dialects."""
    return tuple(DIALECTS)


def continued(card: Card, dialect: str) -> tuple[Card, ...]:
    """What was told, whole, in further messages where this dialect's message cuts it off."""
    shows = SHOWS.get(dialect)
    if not card.told or shows is None or shows(card):
        return ()
    pieces = pieces_of(card.told, PIECE)
    many = len(pieces) > 1
    titles = [f"{clip(card.title, 60)} 全文{f'（{i}/{len(pieces)}）' if many else ''}" for i, _ in enumerate(pieces, 1)]
    return tuple(
        Card(CardKind.TEXT, title, body=piece, ticket=card.ticket, generation=card.generation)
        for title, piece in zip(titles, pieces, strict=True)
    )


def render(
    card: Card,
    dialect: str,
    *,
    key: str,
    base_url: str,
    update: bool = False,
    media_id: str = "",
    first: int = 1,
) -> dict[str, Any]:
    """The message as `ChatPlatform.send` takes it, or with `update` as `ChatPlatform.update` does: `{"msgtype": …, …}`.

    `key` names this one message (the platform's task id), `base_url` completes the links, `media_id` is the
    uploaded file of a FILE card, and `first` is the number of the first choice where choices are numbered.
    """
    message = DIALECTS[dialect](Outgoing(card, key, base_url.rstrip("/"), update, media_id, first))
    return {name: _shown_as_written(value) for name, value in message.items()}


def _shown_as_written(value: Any) -> Any:
    """Direction marks are closed, and line separators inside JSON strings are replaced."""
    if isinstance(value, str):
        return _LINE_ENDS.sub(" ", TURNING.sub("", value))
    if isinstance(value, dict):
        return {name: _shown_as_written(part) for name, part in value.items()}
    return [_shown_as_written(part) for part in value] if isinstance(value, list) else value
