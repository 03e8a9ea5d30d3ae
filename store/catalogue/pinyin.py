"""Pinyin of catalogue names for the search: the initials and the syllables, from every character on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

MARK = "~"  # opens the one index word that holds all initials
_LATIN = re.compile(r"[a-z]+")
LEAST = 2  # letters


def pinyin_words(name: str, others: Sequence[str] = ()) -> list[str]:
    """Index words of a name: its initials, marked; and what its initials and syllables spell from each character on.

    法人登记: ~frdj frdj farendengji rdj rendengji dj dengji ji. Of `others`, what people call it, only the whole.
    """
    spelled = _spelled(name)
    places = range(len(spelled))
    ends = [word for place in places for word in ("".join(x[0] for x in spelled[place:]), "".join(spelled[place:]))]
    whole = [word for each in map(_spelled, others) for word in ("".join(x[0] for x in each), "".join(each))]
    return [
        MARK + "".join(x[0] for x in spelled),
        *dict.fromkeys(word for word in (*ends, *whole) if len(word) >= LEAST),
    ]


@lru_cache(maxsize=2_000)  # what people call data occurs in many names
def _spelled(words: str) -> Sequence[str]:
    from pypinyin import lazy_pinyin  # only where a catalogue is indexed: its tables take 40 MB

    spelled: Sequence[str] = lazy_pinyin(words, errors="ignore", v_to_u=False)
    return spelled


def runs_through(query: str) -> re.Pattern[str] | None:
    """Finds initials that hold these letters in order (sbcb: 社会保险参保); None for what can't be initials."""
    if not _LATIN.fullmatch(query) or len(query) < LEAST + 1:
        return None
    return re.compile(rf"{MARK}\S*?" + r"\S*?".join(query))
