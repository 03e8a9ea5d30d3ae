"""Parser for ticket numbers and item numbers: CN-20261122-0007, cn20261122-7, 第3项."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.language.punctuation import PAUSES, bare, behind
from bot.language.text import after, folded

NUMBER = re.compile(
    r"[\s\-_#]*(?:CN)?[\s\-_—–#:]*(20\d{6})[\s\-_—–]*(\d{1,6})(?!\d)(?:\s*(?-i:g)(\d{1,9})(?!\w))?", re.IGNORECASE
)  # a generation is lower case and ends there: G60沪昆高速 and g5基站 are text
_MENTIONED = re.compile(r"CN[\s\-_—–#:]*20\d{6}[\s\-_—–]*\d", re.IGNORECASE)
ITEM = re.compile(
    r"第?\s*([0-9]{1,2}|[一二三四五六七八九]|[一二三四五六七八九]?十[一二三四五六七八九]?)\s*[项条步]?\s*"
)
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}


@dataclass(frozen=True, slots=True)
class Reference:
    """A ticket number at the head of the arguments; `generation` is that of the card that was pressed."""

    number: str
    generation: int | None
    rest: str


def read_reference(args: str) -> Reference | None:
    """The ticket number that opens the arguments: CN-20261122-0007, cn20261122-7, full width, with or without g3."""
    plain = folded(args)
    match = NUMBER.match(plain, len(plain) - len(plain.lstrip(PAUSES)))
    if match is None:
        return None
    rest = behind(after(args, match.end()))
    return Reference(f"CN-{match[1]}-{int(match[2]):04d}", int(match[3]) if match[3] else None, rest)


def mentions_ticket(args: str) -> bool:
    """Whether a ticket number occurs anywhere else in the text, where `read_reference` does not look."""
    return _MENTIONED.search(folded(args)) is not None


def read_item(args: str) -> int | None:
    """The number in 第3项, 3, 三, 第十二项; None where there is none."""
    match = ITEM.fullmatch(bare(folded(args)))
    return None if match is None else _value(match[1])


def _value(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, ten, units = text.partition("十")
    if not ten:
        return _DIGITS[text[0]]
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[units] if units else 0)
