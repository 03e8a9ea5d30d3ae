"""Renders a card in a platform's dialect: n cards and m dialects, never n × m."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.cards.dialects import wecom, wecom_text
from bot.cards.outgoing_message import Outgoing
from bot.ports import Card
from store.characters import TURNING

_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
DIALECTS: Mapping[str, Callable[[Outgoing], dict[str, Any]]] = {
    "wecom": wecom.message,
    "wecom_text": wecom_text.message,
}


def dialects() -> tuple[str, ...]:
    """The names of all dialects."""
    return tuple(DIALECTS)


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
