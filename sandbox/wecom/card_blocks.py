"""Validation of a template card's blocks, each with WeCom's own error code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.wecom.errors import ApiError

KEY_BYTES = 1024


def _fail(code: int, detail: str = "") -> None:
    raise ApiError(code, detail)


def _mapping(value: Any, code: int) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ApiError(code)
    return value


def _items(value: Any, most: int, code: int, least: int = 0) -> Sequence[Mapping[str, Any]]:
    if not isinstance(value, list) or not least <= len(value) <= most:
        raise ApiError(code)
    return [_mapping(item, code) for item in value]


def _text(value: Any, code: int, most: int = 0) -> str:
    """A non-empty string of at most `most` bytes, where that is given."""
    if not isinstance(value, str) or not value or (most and len(value.encode()) > most):
        raise ApiError(code)
    return value


def _unique(values: Sequence[str], code: int) -> None:
    if len(set(values)) != len(values):
        _fail(code, "repeated")


def _link(block: Mapping[str, Any]) -> None:
    """`type` 1 needs a url, 2 an appid (42028, 42030)."""
    if block.get("type") == 1:
        _text(block.get("url"), 42028)
    if block.get("type") == 2:
        _text(block.get("appid"), 42030)


def action_menu(value: Any) -> None:
    entries = _items(_mapping(value, 40058).get("action_list"), 3, 40058, least=1)
    for entry in entries:
        _text(entry.get("text"), 42020)
        _text(entry.get("key"), 42039, KEY_BYTES)
    _unique([entry["key"] for entry in entries], 42051)


def main_title(value: Any) -> None:
    _text(_mapping(value, 42033).get("title"), 42033)


def link_area(value: Any) -> None:
    _link(_mapping(value, 40058))


def image_text_area(value: Any) -> None:
    _text(_mapping(value, 42044).get("image_url"), 42044)
    _link(value)


def horizontal_content_list(value: Any) -> None:
    for row in _items(value, 6, 42035):
        _text(row.get("keyname"), 42027)
        _link({**row, "type": 1 if row.get("type") == 1 else 0})
        if row.get("type") == 2:
            _text(row.get("media_id"), 42029)
        if row.get("type") == 3:
            _text(row.get("userid"), 42050)


def jump_list(value: Any) -> None:
    for row in _items(value, 3, 42042):
        _text(row.get("title"), 42033)
        _link(row)


def card_action(value: Any) -> None:
    if _mapping(value, 42045).get("type") not in (1, 2):
        _fail(42045)
    _link(value)


def card_image(value: Any) -> None:
    _text(_mapping(value, 42044).get("url"), 42044)
    ratio = value.get("aspect_ratio", 1.3)
    if not isinstance(ratio, int | float) or not 1.3 <= ratio <= 2.25:
        _fail(40058, "card_image.aspect_ratio")


def vertical_content_list(value: Any) -> None:
    for row in _items(value, 4, 42036):
        _text(row.get("title"), 42033)


def _options(value: Any, most: int) -> None:
    options = _items(value, most, 42037, least=1)
    for option in options:
        _text(option.get("id"), 42040, 128)
        _text(option.get("text"), 42041)
    _unique([option["id"] for option in options], 42040)


def button_selection(value: Any) -> None:
    _text(_mapping(value, 42043).get("question_key"), 42043, KEY_BYTES)
    _options(value.get("option_list"), 10)


def button_list(value: Any) -> None:
    buttons = _items(value, 6, 40058, least=1)
    for button in buttons:
        _text(button.get("text"), 42038)
        if button.get("type", 0) == 1:
            _text(button.get("url"), 42028)
        else:
            _text(button.get("key"), 42039, KEY_BYTES)
    _unique([button["key"] for button in buttons if button.get("type", 0) != 1], 42039)


def checkbox(value: Any) -> None:
    _text(_mapping(value, 42043).get("question_key"), 42043, KEY_BYTES)
    if value.get("mode", 0) not in (0, 1):
        _fail(40058, "checkbox.mode")
    _options(value.get("option_list"), 20)


def select_list(value: Any) -> None:
    selects = _items(value, 3, 42047, least=1)
    for select in selects:
        button_selection(select)
    _unique([select["question_key"] for select in selects], 42043)


def submit_button(value: Any) -> None:
    if not isinstance(_mapping(value, 42046).get("text", ""), str):
        _fail(42049)
    _text(value.get("key"), 42046, KEY_BYTES)


CHECKS: Mapping[str, Callable[[Any], None]] = {
    "action_menu": action_menu,
    "main_title": main_title,
    "quote_area": link_area,
    "horizontal_content_list": horizontal_content_list,
    "jump_list": jump_list,
    "card_action": card_action,
    "card_image": card_image,
    "image_text_area": image_text_area,
    "vertical_content_list": vertical_content_list,
    "button_selection": button_selection,
    "button_list": button_list,
    "checkbox": checkbox,
    "select_list": select_list,
    "submit_button": submit_button,
}
