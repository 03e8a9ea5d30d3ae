"""Command parser: typed lines, pressed buttons and menu entries are all a command word with arguments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.context import Command
from bot.language.punctuation import PAUSES, bare, behind
from bot.language.text import after, folded
from bot.language.ticket_reference import ITEM, NUMBER, read_reference
from store.simplified import simplified


@dataclass(frozen=True, slots=True)
class Line:
    """`args` is the text behind the command word, as typed."""

    command: Command
    args: str


Words = Mapping[str, Command]


def words_of(commands: Iterable[Command]) -> Words:
    """Words and aliases in capitals, longest first, so that 不同意特例 is not 不同意. ValueError if duplicate."""
    found: dict[str, Command] = {}
    for command in commands:
        for word in (command.word, *command.aliases):
            if word.upper() in found:
                raise ValueError(f"command word {word!r} is taken twice")
            found[word.upper()] = command
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def read_line(text: str, words: Words) -> Line | None:
    """The command that opens a text, or None. The word must end there: 确认一下 is not 确认."""
    plain = simplified(folded(text))
    start = len(plain) - len(plain.lstrip(PAUSES + "/"))
    head = plain[start:].upper()
    longest = len(next(iter(words), ""))
    for size in range(min(longest, len(head)), 0, -1):
        command = words.get(head[:size])
        if command and _ends(plain, start + size):
            return Line(command, behind(after(text, start + size)))
    return None


def read_in_form(text: str, words: Words) -> Line | None:
    """As `read_line` while a question is open: only text that can't be an answer is a command.

    That is a word alone, with a ticket or item number behind it, or a search command with one argument.
    """
    line = read_line(text, words)
    if line is None:
        return None
    rest = bare(folded(line.args))
    alone = not rest or ITEM.fullmatch(rest) or read_reference(rest) is not None
    seeking = line.command.seeks and len(rest.split()) == 1 and len(rest) <= 20
    return line if alone or seeking else None


def _ends(plain: str, end: int) -> bool:
    return (
        end == len(plain)
        or plain[end] in PAUSES
        or NUMBER.match(plain[end:]) is not None
        or (ITEM.fullmatch(plain[end:].strip(PAUSES)) is not None)
    )
