"""A typed line, a pressed button and a menu entry are the same thing: a command word and what stands behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.context import Command
from bot.pauses import PAUSES, bare, behind
from bot.words import after, folded

_NUMBER = re.compile(
    r"[\s\-_#]*(?:CN)?[\s\-_—–#:]*(20\d{6})[\s\-_—–]*(\d{1,6})(?!\d)(?:\s*(?-i:g)(\d{1,9})(?!\w))?", re.IGNORECASE
)  # g3 ends there and is small: G60沪昆高速 and g5基站 are words
_MENTIONED = re.compile(r"CN[\s\-_—–#:]*20\d{6}[\s\-_—–]*\d", re.IGNORECASE)
_ITEM = re.compile(
    r"第?\s*([0-9]{1,2}|[一二三四五六七八九]|[一二三四五六七八九]?十[一二三四五六七八九]?)\s*[项条步]?\s*"
)
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}


@dataclass(frozen=True, slots=True)
class Line:
    """`args` is what stood behind the word, as typed."""

    command: Command
    args: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A ticket number found at the head of the arguments; `generation` is that of the card it was pressed on."""

    number: str
    generation: int | None
    rest: str


Words = Mapping[str, Command]


def words_of(commands: Iterable[Command]) -> Words:
    """Words and aliases in capitals, longest first: 不同意特例 is not 不同意. Raises ValueError for one used twice."""
    found: dict[str, Command] = {}
    for command in commands:
        for word in (command.word, *command.aliases):
            if word.upper() in found:
                raise ValueError(f"command word {word!r} is taken twice")
            found[word.upper()] = command
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def read_line(text: str, words: Words) -> Line | None:
    """The command at the head of a text, or None. A word must end there: 确认一下 is not 确认."""
    plain = folded(text)
    start = len(plain) - len(plain.lstrip(PAUSES + "/"))
    head = plain[start:].upper()
    for word, command in words.items():
        end = start + len(word)
        if head.startswith(word) and _ends(plain, end):
            return Line(command, behind(after(text, end)))
    return None


def read_in_form(text: str, words: Words) -> Line | None:
    """As `read_line` while a question is open: only what can't be meant as an answer is a command.

    A bare word, a word with a ticket number or an item number behind it, or one word behind a command that seeks.
    """
    line = read_line(text, words)
    if line is None:
        return None
    rest = bare(folded(line.args))
    alone = not rest or _ITEM.fullmatch(rest) or read_reference(rest) is not None
    seeking = line.command.seeks and len(rest.split()) == 1 and len(rest) <= 20
    return line if alone or seeking else None


def read_reference(args: str) -> Reference | None:
    """The ticket number that opens the arguments: CN-20261122-0007, cn20261122-7, full width, with or without g3."""
    plain = folded(args)
    match = _NUMBER.match(plain, len(plain) - len(plain.lstrip(PAUSES)))
    if match is None:
        return None
    rest = behind(after(args, match.end()))
    return Reference(f"CN-{match[1]}-{int(match[2]):04d}", int(match[3]) if match[3] else None, rest)


def mentions_ticket(args: str) -> bool:
    """Whether a ticket's number stands anywhere among the words, where `read_reference` does not look for it."""
    return _MENTIONED.search(folded(args)) is not None


def read_item(args: str) -> int | None:
    """The number in 第3项, 3, 三, 第十二项; None where there is none."""
    match = _ITEM.fullmatch(bare(folded(args)))
    return None if match is None else _value(match[1])


def _value(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, ten, units = text.partition("十")
    if not ten:
        return _DIGITS[text[0]]
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[units] if units else 0)


def _ends(plain: str, end: int) -> bool:
    return (
        end == len(plain)
        or plain[end] in PAUSES
        or _NUMBER.match(plain[end:]) is not None
        or (_ITEM.fullmatch(plain[end:].strip(PAUSES)) is not None)
    )
