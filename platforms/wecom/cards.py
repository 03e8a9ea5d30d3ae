"""Validates template cards against their limits: blocks, number of entries, length of keys (section 4.4).

Lengths the pages only suggest (字数) are not judged here: clients cut the display, nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.ports import PlatformError

Block = Mapping[str, Any]
Problem = tuple[str, str, str]  # the platform's error code, the field, what is wrong

KEY_BYTES = 1024
ID_BYTES = 128
_TASK_ID = re.compile(r"[0-9A-Za-z_@-]{1,128}")
_NEEDS_TASK = ("button_interaction", "vote_interaction", "multiple_interaction")
_ANY = {"card_type", "task_id", "source", "main_title", "replace_text"}
_SHOWN = {"action_menu", "quote_area", "horizontal_content_list", "card_action"}

# Card type -> allowed blocks. The platform ignores others at best, so they are refused here.
BLOCKS: Mapping[str, set[str]] = {
    "text_notice": _ANY | _SHOWN | {"sub_title_text"},
    "button_interaction": _ANY | _SHOWN | {"sub_title_text", "button_selection", "button_list"},
    "vote_interaction": _ANY | {"checkbox", "submit_button"},
    "multiple_interaction": _ANY | {"select_list", "submit_button"},
}
# Card type -> required blocks, with the platform's error code.
REQUIRED: Mapping[str, Mapping[str, str]] = {
    "text_notice": {"card_action": "42045"},
    "button_interaction": {"main_title": "42033", "button_list": "42038"},
    "vote_interaction": {"main_title": "42033", "checkbox": "42043", "submit_button": "42046"},
    "multiple_interaction": {"main_title": "42033", "select_list": "42047", "submit_button": "42046"},
}


@dataclass(frozen=True, slots=True)
class Entries:
    """A list of a card: the most entries, the code for too many, and each entry's required fields with their codes."""

    most: int
    code: str
    words: Mapping[str, str]


_OPTIONS = {"id": "42040", "text": "42041"}
LISTS: Mapping[str, Entries] = {
    "horizontal_content_list": Entries(6, "42035", {"keyname": "42027"}),
    "button_list": Entries(6, "40058", {"text": "42038"}),
    "select_list": Entries(3, "42047", {"question_key": "42043"}),
}
# Required fields by type of entry. Buttons with a link are checked with the keys.
_TARGETS: Mapping[str, Mapping[int, tuple[str, str]]] = {
    "horizontal_content_list": {1: ("url", "42028"), 2: ("media_id", "42029"), 3: ("userid", "42050")},
    "card_action": {1: ("url", "42028"), 2: ("appid", "42030")},
    "quote_area": {1: ("url", "42028"), 2: ("appid", "42030")},
    "button_list": {1: ("url", "42028")},
}


def check_card(card: Block) -> None:
    """Raises PlatformError about the message, naming the first invalid field."""
    for code, field, problem in problems(card):
        raise PlatformError(f"template_card.{field}: {problem}（{code}）", retryable=False, code=code)


def problems(card: Block) -> Iterator[Problem]:
    """Everything that the platform would refuse or drop."""
    kind = card.get("card_type")
    if not isinstance(kind, str) or kind not in BLOCKS:
        yield "42031", "card_type", "不认识的卡片类型"
        return
    for name in sorted(card.keys() - BLOCKS[kind]):
        yield "40058", name, f"{kind} 没有这一项"
    for name, code in REQUIRED[kind].items():
        if not card.get(name):
            yield code, name, "缺少"
    yield from _title(card, kind)
    yield from _task(card, kind)
    for name, entries in LISTS.items():
        yield from _list(name, card.get(name, ()), entries)
    for name in ("card_action", "quote_area"):
        yield from _target(name, card.get(name) or {})
    yield from _choices(card)
    yield from _keys(card)


def _title(card: Block, kind: str) -> Iterator[Problem]:
    titled = (card.get("main_title") or {}).get("title")
    if not titled and not (kind == "text_notice" and card.get("sub_title_text")):
        yield "42033", "main_title.title", "缺少"


def _task(card: Block, kind: str) -> Iterator[Problem]:
    task = card.get("task_id")
    if task is None and kind not in _NEEDS_TASK and "action_menu" not in card:
        return
    if not isinstance(task, str) or not _TASK_ID.fullmatch(task):
        yield "42014", "task_id", "应为 1 到 128 个字母、数字或 _-@"


def _list(name: str, entries: Any, rule: Entries) -> Iterator[Problem]:
    if not isinstance(entries, (list, tuple)) or len(entries) > rule.most:
        yield rule.code, name, f"最多 {rule.most} 项"
        return
    for number, entry in enumerate(entries):
        for word, code in rule.words.items():
            if not entry.get(word):
                yield code, f"{name}[{number}].{word}", "缺少"
        yield from _target(f"{name}[{number}]", entry, name)


def _target(field: str, block: Block, name: str = "") -> Iterator[Problem]:
    word, code = _TARGETS.get(name or field, {}).get(block.get("type", 0), ("", ""))
    if word and not block.get(word):
        yield code, f"{field}.{word}", "缺少"


def _choices(card: Block) -> Iterator[Problem]:
    """Drop-down lists: their question keys, and the options of each."""
    if "button_selection" in card:
        yield from _question("button_selection", card["button_selection"], 10)
    if "checkbox" in card:
        yield from _question("checkbox", card["checkbox"], 20)
    selects = card.get("select_list", ())
    for number, select in enumerate(selects):
        yield from _question(f"select_list[{number}]", select, 10)
    if len({select.get("question_key") for select in selects}) < len(selects):
        yield "42043", "select_list", "question_key 重复"


def _question(field: str, block: Block, most: int) -> Iterator[Problem]:
    if not block.get("question_key") or _size(block["question_key"]) > KEY_BYTES:
        yield "42043", f"{field}.question_key", f"应为 1 到 {KEY_BYTES} 字节"
    options = block.get("option_list") or ()
    if not 1 <= len(options) <= most:
        yield "42037", f"{field}.option_list", f"应为 1 到 {most} 项"
    for word, code in _OPTIONS.items():
        if any(not option.get(word) for option in options):
            yield code, f"{field}.option_list.{word}", "缺少"
    ids = [str(option.get("id", "")) for option in options]
    if len(set(ids)) < len(ids) or any(_size(one) > ID_BYTES for one in ids):
        yield "42040", f"{field}.option_list.id", f"重复，或超过 {ID_BYTES} 字节"


def _keys(card: Block) -> Iterator[Problem]:
    """Keys are returned by clicks: present, within the length limit, and unique."""
    buttons = [button for button in card.get("button_list", ()) if button.get("type", 0) == 0]
    yield from _key_list("button_list", [button.get("key", "") for button in buttons], "42039")
    if "submit_button" in card:
        yield from _key_list("submit_button", [(card["submit_button"] or {}).get("key", "")], "42046")
    if "action_menu" in card:
        actions = (card["action_menu"] or {}).get("action_list") or ()
        if not 1 <= len(actions) <= 3 or any(not action.get("text") for action in actions):
            yield "40058", "action_menu.action_list", "应为 1 到 3 项，每项有文字"
        yield from _key_list("action_menu.action_list", [action.get("key", "") for action in actions], "42051")


def _key_list(field: str, keys: list[str], code: str) -> Iterator[Problem]:
    if any(not key or _size(key) > KEY_BYTES for key in keys):
        yield code, f"{field}.key", f"应为 1 到 {KEY_BYTES} 字节"
    if len(set(keys)) < len(keys):
        yield code, f"{field}.key", "重复"


def _size(text: Any) -> int:
    return len(str(text).encode())
