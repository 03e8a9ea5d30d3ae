"""Protocol violations of a message: the limits of section 4, implemented independently of the program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

NEEDED = {
    "text_notice": ("card_action",),
    "button_interaction": ("main_title", "button_list", "task_id"),
    "vote_interaction": ("main_title", "checkbox", "task_id"),
    "multiple_interaction": ("main_title", "select_list", "task_id"),
}
LISTS = {"horizontal_content_list": 6, "button_list": 6, "jump_list": 3, "select_list": 3}


def violations_of(body: Mapping[str, Any], agent: int) -> list[str]:
    kind = body.get("msgtype", "")
    content = body.get(kind)
    if not isinstance(content, Mapping):
        return [f"no {kind!r} object"]
    found = [] if body.get("agentid") == agent else ["wrong agentid"]
    if kind in ("text", "markdown"):
        size = len(content["content"].encode())
        found += [f"{kind} of {size} bytes"] if not 0 < size <= 2048 else []
    if kind == "template_card":
        found += _card(content)
    return found


def _card(card: Mapping[str, Any]) -> Iterator[str]:
    kind = card.get("card_type", "")
    yield from (f"{kind} without {name}" for name in NEEDED.get(kind, ("a known type",)) if not card.get(name))
    yield from (f"{name} of {len(card[name])}" for name, most in LISTS.items() if len(card.get(name, [])) > most)
    if "task_id" in card and not re.fullmatch(r"[0-9A-Za-z_\-@]{1,128}", card["task_id"]):
        yield "task_id"
    keys = [each["key"] for each in card.get("button_list", []) if "key" in each]
    keys += [each["key"] for each in card.get("action_menu", {}).get("action_list", [])]
    if len(set(keys)) != len(keys) or any(not 0 < len(key.encode()) <= 1024 for key in keys):
        yield f"keys {keys}"
    for choice in [card.get("button_selection"), card.get("checkbox"), *card.get("select_list", [])]:
        if choice and not 1 <= len(choice["option_list"]) <= (20 if choice is card.get("checkbox") else 10):
            yield f"option_list of {len(choice['option_list'])}"
