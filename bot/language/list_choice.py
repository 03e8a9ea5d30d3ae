"""Choices in a card's list: an untouched list selects nothing, and no command runs with a preselected default."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.language.punctuation import PAUSES
from bot.language.text import clean, folded
from bot.ports import UNCHOSEN, Call, Card

# Cards sent before lists had 请选择 used these names; the value of their untouched lists looks like a choice.
_OLD = re.compile(r"m[0-9a-f]{39}")
NOTHING = "您还没有选择。请从列表中选择一件，再点按钮。"
SHOWING = frozenset({"查询", "修改", "继续", "目录更正"})  # behind these commands a list only selects what is shown


def typed_number(text: str) -> str:
    """The number of a shown choice that a reply consists of; "" where it is none."""
    bare = folded(clean(text)).strip(PAUSES + "()")
    return str(int(bare)) if bare.isdecimal() and len(bare) <= 3 else ""


def really_chosen(call: Call) -> Call:
    """The call without 请选择, and without a default that an old card may have submitted."""
    unsure = _OLD.fullmatch(call.card) and call.text.partition(" ")[0] not in SHOWING
    values = {name: () if unsure else tuple(i for i in ids if i != UNCHOSEN) for name, ids in call.values.items()}
    return call if values == call.values else replace(call, values=values)


def picked(call: Call, name: str) -> str:
    """The option chosen in this list; "" where there is none, nothing was chosen, or several are named."""
    ids = call.values.get(name, ())
    return ids[0] if len(ids) == 1 else ""


def left_alone(call: Call, name: str) -> bool:
    """Whether the card has this list and nothing was chosen in it."""
    return name in call.values and not call.values[name]


def ask_again(card: Card) -> Card:
    """The card with the untouched list, with a line that asks to choose."""
    press = f"请从列表中选择一项，再点“{card.submit.text}”。" if card.submit else "请核对后再点。"
    return replace(card, body=f"您还没有选择，本次没有办理。{press}\n{card.body}".strip())
