"""Traditional characters as simplified ones (OpenCC's character table), so that 結婚登記 finds 结婚登记."""

from __future__ import annotations

from functools import cache, lru_cache

from opencc import OpenCC


def simplified(text: str) -> str:
    """A copy for comparison, one character for each: the length stays the same."""
    return text if text.isascii() else "".join(map(_letter, text))


@lru_cache(maxsize=20_000)
def _letter(letter: str) -> str:
    alike: str = _table().convert(letter) if not letter.isascii() else letter
    return alike if len(alike) == 1 else letter


@cache
def _table() -> OpenCC:
    return OpenCC("t2s")
