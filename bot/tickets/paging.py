"""Keyset paging of long lists: a page begins behind a key, so that items finished meanwhile shift nothing."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from bot.cards.list_card import ON_CARD, Place
from bot.language.punctuation import PAUSES
from bot.language.text import between, folded

T = TypeVar("T")
Key: TypeAlias = tuple[int, ...]  # the sort key of an item, which does not depend on its neighbours
BACK, ON = "上页", "下页"
_EDGE = re.escape(PAUSES)
_KEYED = re.compile(rf"(?:^|\s)({BACK}|{ON})\s+(-?\d{{1,18}}(?:\.-?\d{{1,18}}){{0,3}})\s*$")
_NUMBERED = re.compile(rf"(?:^|[{_EDGE}])第?\s*(\d{{1,4}})\s*页[{_EDGE}]*$")


@dataclass(frozen=True, slots=True)
class Turn:
    """The requested page: the one after or before an item, or one by number."""

    after: Key | None = None
    before: Key | None = None
    number: int = 1


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """What one card shows of a list of `total` items."""

    items: Sequence[T]
    total: int
    number: int
    count: int
    first: Key
    last: Key

    def place(self, command: str) -> Place:
        """The position of this page, and the typed commands of the pages next to it."""
        back = f"{command} {BACK} {_spelled(self.first)}" if self.number > 1 else ""
        on = f"{command} {ON} {_spelled(self.last)}" if self.number < self.count else ""
        return Place(self.number, self.count, back, on)


def read_turn(args: str) -> tuple[str, Turn]:
    """The arguments before the paging word, and the page: `民政局 下页 -17`, `第2页`; default is the first."""
    plain = folded(args)
    if keyed := _KEYED.search(plain):
        key = tuple(int(part) for part in keyed[2].split("."))
        turn = Turn(after=key) if keyed[1] == ON else Turn(before=key)
        return between(args, 0, keyed.start()).strip(), turn
    if numbered := _NUMBERED.search(plain):
        return between(args, 0, numbered.start()).strip(), Turn(number=max(1, int(numbered[1])))
    return args, Turn()


def page_of(items: Sequence[T], key: Callable[[T], Key], turn: Turn) -> Page[T]:
    """One page of items sorted by key; beyond either end it is the first or last page.

    Raises ValueError where there are no items: a list of nothing is no page.
    """
    if not items:
        raise ValueError("a page needs at least one item")
    keys = [key(item) for item in items]
    start = _start(keys, turn)
    shown = items[start : start + ON_CARD]
    before, behind = -(-start // ON_CARD), -(-(len(items) - start - len(shown)) // ON_CARD)
    return Page(shown, len(items), before + 1, before + 1 + behind, keys[start], keys[start + len(shown) - 1])


def _start(keys: Sequence[Key], turn: Turn) -> int:
    if turn.before is not None:
        return max(0, bisect_left(keys, turn.before) - ON_CARD)
    start = (turn.number - 1) * ON_CARD if turn.after is None else bisect_right(keys, turn.after)
    return start if start < len(keys) else (len(keys) - 1) // ON_CARD * ON_CARD


def _spelled(key: Key) -> str:
    return ".".join(map(str, key))
