"""Greetings, thanks and other words that ask for nothing: each gets a short friendly word."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from bot.language.spoken.plain_copy import plain
from bot.language.spoken.tables import alternation, table
from bot.language.text import after, folded


class Courtesy(StrEnum):
    """What kind of word it was; the value is the answer."""

    HELLO = "您好。"
    THERE = "在的，请讲。"
    THANKS = "不客气。"
    SEEN = "好的。"
    LEAVING = "再见，有需要随时联系。"


_STICKER = re.compile(r"\[[^\[\]\s]{1,6}\]|\([^()\s]{1,4}\)(?=$)")  # emoticons as text: [抱拳] [OK]
_DISPLEASED = frozenset("😡😠🤬😤👎💢😭😢😞😩😫❓❔⁉❗❌🆘")
_MARKS = re.compile(r"[\s,，.。、!！~～…?？;；:：^_*+=\-—'\"“”‘’()（）<>/\\|@#&%]+")


@dataclass(frozen=True, slots=True)
class _Patterns:
    any: re.Pattern[str]
    greeting: re.Pattern[str]
    kinds: tuple[tuple[Courtesy, re.Pattern[str]], ...]


@cache
def _patterns() -> _Patterns:
    words = table("courtesies")["courtesies"]
    kinds = (
        (Courtesy.THERE, "there"),
        (Courtesy.THANKS, "thanks"),
        (Courtesy.LEAVING, "leaving"),
        (Courtesy.HELLO, "hello"),
    )
    hello = alternation(words["hello"])
    around = alternation((*words["hello"], *words["particles"]))
    return _Patterns(
        re.compile(alternation(_joined(word) for each in words.values() for word in each)),
        re.compile(rf"(?:{hello})(?:{around})*+"),
        tuple((kind, re.compile(alternation(map(_joined, words[key])))) for kind, key in kinds),
    )


def _joined(word: str) -> str:
    return word.replace(" ", "")


def courtesy(typed: str) -> Courtesy | None:
    """The kind where nothing else was said; None where something was, or nothing at all."""
    said, known = _STICKER.sub("", folded(typed)), _patterns()
    copy = _MARKS.sub("", plain(said))
    pictures = said != folded(typed) or any(map(_is_picture, copy))
    if known.any.sub("", "".join(letter for letter in copy if not _is_picture(letter))):
        return None
    if not (pictures or copy):
        return None  # nothing but marks
    if not _DISPLEASED.isdisjoint(copy):
        return None  # no thanks, and no consent
    return next((kind for kind, own in known.kinds if own.search(copy)), Courtesy.SEEN)


def greets(typed: str) -> bool:
    """Whether it is a greeting that asks what one can do here: 你好, not 早上好."""
    return _patterns().greeting.fullmatch(_MARKS.sub("", plain(typed))) is not None


def behind_greeting(typed: str) -> str:
    """您好，企业年报信息里…: without the greeting, where more was said."""
    found = _patterns().greeting.match(plain(typed))
    rest = after(typed, found.end()).lstrip(" ,，.。!！、~：:\n") if found is not None else ""
    return rest or typed


def _is_picture(letter: str) -> bool:
    """Emoji and other symbols; a letter with a meaning of its own is none."""
    return unicodedata.category(letter) in ("So", "Sk", "Cf", "Mn", "Co")
