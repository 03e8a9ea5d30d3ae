"""The five template cards: allowed blocks, required blocks, and which ones cause callbacks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sandbox.wecom.card_blocks import CHECKS
from sandbox.wecom.errors import ApiError

NOTICE_BLOCKS = ("action_menu", "main_title", "quote_area", "horizontal_content_list", "jump_list", "card_action")
BLOCKS: Mapping[str, tuple[str, ...]] = {
    "text_notice": NOTICE_BLOCKS,
    "news_notice": (*NOTICE_BLOCKS, "card_image", "image_text_area", "vertical_content_list"),
    "button_interaction": (
        "action_menu", "main_title", "quote_area", "horizontal_content_list", "jump_list", "card_action",
        "button_selection", "button_list",
    ),
    "vote_interaction": ("main_title", "card_action", "checkbox", "submit_button"),
    "multiple_interaction": ("main_title", "card_action", "select_list", "submit_button"),
}  # fmt: skip
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "text_notice": ("card_action",),
    "news_notice": ("main_title", "card_action"),
    "button_interaction": ("main_title", "button_list"),
    "vote_interaction": ("main_title", "checkbox"),
    "multiple_interaction": ("main_title", "select_list"),
}
CALLING_BACK = frozenset({"button_interaction", "vote_interaction", "multiple_interaction"})
TASK_ID = re.compile(r"[0-9A-Za-z_\-@]{1,128}")


def calls_back(card: Mapping[str, Any]) -> bool:
    """Whether pressing something on this card causes a callback, so that it gets a response code."""
    return card.get("card_type") in CALLING_BACK or "action_menu" in card


def check(card: Any, *, strict: bool) -> Mapping[str, Any]:
    """The card, or ApiError with the code of the first block at fault; a lenient server looks at the type alone."""
    if not isinstance(card, Mapping) or card.get("card_type") not in BLOCKS:
        raise ApiError(42031)
    if strict:
        _check_task_id(card)
        _check_title(card)
        _check_blocks(card)
    return card


def _check_task_id(card: Mapping[str, Any]) -> None:
    task_id = card.get("task_id")
    if task_id is None and not calls_back(card):
        return
    if not isinstance(task_id, str) or not TASK_ID.fullmatch(task_id):
        raise ApiError(42014)


def _check_title(card: Mapping[str, Any]) -> None:
    title = card.get("main_title")
    titled = isinstance(title, Mapping) and title.get("title")
    if card["card_type"] == "text_notice" and not titled and not card.get("sub_title_text"):
        raise ApiError(42033)


def _check_blocks(card: Mapping[str, Any]) -> None:
    kind = card["card_type"]
    for block in BLOCKS[kind]:
        if block in REQUIRED[kind] or (block in card and not _excused(card, block)):
            CHECKS[block](card.get(block))
    if kind == "news_notice" and "card_image" not in card and "image_text_area" not in card:
        raise ApiError(42044)


def _excused(card: Mapping[str, Any], block: str) -> bool:
    """A text notice that has a sub title may carry a main_title with nothing but a description."""
    return block == "main_title" and card["card_type"] == "text_notice"
