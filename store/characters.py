"""Unicode: which characters can be stored and which are invisible, by code point: newer than Python's own tables."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_PLANE_ENDS = "".join(chr(last - 1) + chr(last) for last in range(0xFFFF, 0x110000, 0x10000))
# Controls but tab and line feed, lone surrogates, noncharacters (The Unicode Standard, 23.7): none is a letter.
UNFIT = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_PLANE_ENDS}]")
# Default_Ignorable_Code_Point (DerivedCoreProperties.txt) and the annotation marks: invisible.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # bidirectional controls
SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"  # variation selectors


def seen(text: str) -> str:
    """A copy without invisible characters."""
    return UNSEEN.sub("", text)


def places(text: str) -> Sequence[int]:
    """The index in the text of each character of `seen(text)`."""
    if UNSEEN.search(text) is None:
        return range(len(text))
    return [place for place, letter in enumerate(text) if not UNSEEN.match(letter)]


def user_key(user: str) -> str:
    """How a user id is compared: platforms spell the same id in different cases."""
    return user.strip().lower()


def folded(text: str) -> str:
    """How codes and set words are compared: without case, width (NFKC), blanks or invisible characters."""
    return "".join(seen(unicodedata.normalize("NFKC", text)).casefold().split())
