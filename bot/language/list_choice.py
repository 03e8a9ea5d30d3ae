"""What was chosen in a card's list: one that was left as it came chooses nothing, and no command runs by it."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.ports import UNCHOSEN, Call, Card

# Cards sent before lists opened with 请选择 named themselves so; what their lists send untouched looks like a choice.
_OLD = re.compile(r"m[0-9a-f]{39}")
NOTHING = "您还没有选择。请从列表中选择一件，再点按钮。"
SHOWING = frozenset({"查询", "修改", "继续", "目录更正"})  # behind these a list decides what is shown and nothing else


def really_chosen(call: Call) -> Call:
    """The call without 请选择, and without what a card of before may have chosen for its holder."""
    unsure = _OLD.fullmatch(call.card) and call.text.partition(" ")[0] not in SHOWING
    values = {name: () if unsure else tuple(i for i in ids if i != UNCHOSEN) for name, ids in call.values.items()}
    return call if values == call.values else replace(call, values=values)


def picked(call: Call, name: str) -> str:
    """The one option chosen in this list, "" where there was none, nothing was chosen, or more than one is named."""
    ids = call.values.get(name, ())
    return ids[0] if len(ids) == 1 else ""


def left_alone(call: Call, name: str) -> bool:
    """Whether the card has this list and nothing was chosen in it."""
    return name in call.values and not call.values[name]


def ask_again(card: Card) -> Card:
    """The card whose list was left alone, with a line that says what to do."""
    press = f"请从列表中选择一项，再点「{card.submit.text}」。" if card.submit else "请核对后再点。"
    return replace(card, body=f"您还没有选择，本次没有办理。{press}\n{card.body}".strip())
