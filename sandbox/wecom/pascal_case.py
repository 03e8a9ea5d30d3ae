"""Converts the card of a passive reply (PascalCase, repeated elements) to the API's snake_case JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

LISTS = (
    "ActionList",
    "HorizontalContentList",
    "JumpList",
    "VerticalContentList",
    "OptionList",
    "ButtonList",
    "SelectList",
)
NUMBERS = ("Type", "Style", "DescColor", "Mode")
FLAGS = ("IsChecked", "Disable")
SPELLED = {"CheckBox": "checkbox", "KeyName": "keyname", "UserId": "userid", "AppId": "appid", "PagePath": "pagepath"}


def to_card(block: Mapping[str, Any]) -> dict[str, Any]:
    """`{"CardType": …}` to `{"card_type": …}`; one element of a list block still becomes a list."""
    return {_name(name): _convert(name, value) for name, value in block.items()}


def _name(name: str) -> str:
    return SPELLED.get(name) or re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _convert(name: str, value: Any) -> Any:
    if name in LISTS:
        rows = value if isinstance(value, list) else [value]
        return [to_card(row) for row in rows if isinstance(row, Mapping)]
    if isinstance(value, Mapping):
        return to_card(value)
    if name in NUMBERS and str(value).isdigit():
        return int(value)
    return str(value).lower() in ("1", "true") if name in FLAGS else value
