"""Lists of a WeCom card: 请选择 comes first, because a client preselects; what stands above a vote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.language.text import clip
from bot.ports import UNCHOSEN, Card, Choice, Option

LINE = 300  # characters of anything on one line
LISTED = 10  # entries of a list: more are refused (42037)


def above(card: Card) -> str:
    """A vote has neither text nor buttons of its own: all of it stands in the line above, buttons by their words."""
    typed = [button.text for button in (*card.buttons, *card.more) if not button.link]
    ways = f"（可发送：{' · '.join(typed)}）" if typed else ""
    return " ".join(part for part in (*card.body.split("\n"), card.subtitle, ways) if part)


def select(choice: Choice) -> dict[str, Any]:
    options = choice.options[:LISTED]
    before = next((option.id for option in options if option.chosen), "")
    entries = [] if before else [{"id": UNCHOSEN, "text": "请选择"}]
    entries += [{"id": option.id, "text": clip(option.text, LINE)} for option in options[: room(options)]]
    return {
        "question_key": choice.name,
        "title": clip(choice.title, LINE),
        "option_list": entries,
        "selected_id": before or UNCHOSEN,
    }


def room(options: Sequence[Option]) -> int:
    """How many options a list can hold: one less where 请选择 takes the first entry."""
    return LISTED if any(option.chosen for option in options) else LISTED - 1
