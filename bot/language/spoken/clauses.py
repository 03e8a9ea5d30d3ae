"""Reads the clauses of a message as one command: with its number before or behind it, and what else was said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.language.spoken.doubts import TAKEN_BACK, doubted
from bot.language.spoken.meaning import Vocabulary
from bot.language.spoken.phrase_index import Found, Phrases
from bot.language.spoken.pleasantries import courtesy
from bot.language.spoken.slips import nearest
from bot.language.spoken.ticket_mentions import HOLE

_CLAUSE = re.compile(r"[^,，.。;；!！?？\n、~～…:：—]+")
_BLANK = re.compile(rf"(?<=[一-鿿{HOLE}]) (?=[一-鿿])")
_TOKEN = re.compile(rf"[^\s{HOLE}]+")
_JOINS = re.compile(r"还是|或者?|[和与跟]")  # 收办还是不予收办
BRIEF = 4  # characters of a clause that only says the command again: 可以了，确认
BEFORE_IT = 30  # characters of a reason that may stand before the command
ENDING = re.compile(r"(?:吧|了|啦|一下|下|的|工单|单子|单|谢谢)$")


@dataclass(frozen=True, slots=True)
class Clause:
    """`is_empty`: only fillers, numbers, and polite words."""

    start: int
    text: str
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Parsed:
    """`words` of the command; `start` is where other words begin, -1 where there are none; `whole` or only in doubt."""

    words: tuple[str, ...]
    start: int = -1
    before: tuple[int, int] | None = None  # a reason that stands before the command
    whole: bool = True
    slip: bool = False
    instead: tuple[str, ...] = ()  # what a shorter phrase at the same place means


class Names:
    """What a slip may have meant: command words, and everyday phrases, of which only what sounds or looks alike."""

    def __init__(self, commands: Mapping[str, str], phrases: Sequence[tuple[str, str]]) -> None:
        self._commands, self._phrases = _by_length(commands.items()), _by_length(phrases)

    @lru_cache(maxsize=5_000)  # noqa: B019 - one for each vocabulary, of which a process has one
    def slipped(self, token: str, numbered: bool) -> tuple[str, ...]:
        for known, most in ((self._commands, 2), (self._phrases, 1)):
            sizes = [size for size in range(len(token) - 1, len(token) + 2) if size > 2 or numbered or most > 1]
            near = [each for size in sizes for each in known.get(size, ())]
            meant = nearest(token, (typed for typed, _ in near), most)
            if meant:
                return tuple(dict.fromkeys(word for typed, word in near if typed in meant))[:3]
        return ()


def _by_length(pairs: Iterable[tuple[str, str]]) -> Mapping[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    for typed, word in pairs:
        found.setdefault(len(typed), []).append((typed, word))
    return found


def clauses_of(phrases: Phrases, masked: str) -> list[Clause]:
    found = (Clause(m.start(), m[0], _is_empty(phrases, m[0])) for m in _CLAUSE.finditer(masked))
    return [clause for clause in found if clause.text.strip()]


def _is_empty(phrases: Phrases, text: str) -> bool:
    ends = phrases.ends.match(text) or phrases.agrees.match(text)
    return ends is not None or courtesy(text.replace(HOLE, "")) is not None


def parse(phrases: Phrases, masked: str, names: Names, vocabulary: Vocabulary, asks: bool) -> Parsed | None:
    """The command of a message, None where no clause is one. `names` are the words that a slip may have meant.

    Where that leaves a doubt, blanks count as commas, as speech recognition and quick typing leave them out: then
    nothing may stand before the command that says anything of its own.
    """
    first = _parse(phrases, clauses_of(phrases, masked), masked, names, vocabulary, asks)
    certain = first is not None and first.whole and first.start < 0
    if certain or not _BLANK.search(masked):
        return first
    apart = clauses_of(phrases, _BLANK.sub("，", masked))
    second = _parse(phrases, apart, masked, names, vocabulary, asks)
    if second is None or not second.whole or second.before is not None:
        return first
    return first if first is not None and first.whole and second.start >= 0 else second


def _parse(
    phrases: Phrases, clauses: list[Clause], masked: str, names: Names, vocabulary: Vocabulary, asks: bool
) -> Parsed | None:
    numbered = HOLE in masked
    for place, clause in enumerate(clauses):
        found = phrases.parses(clause.text, numbered)
        short = bool(found) and len(found[0].phrase) == 1 and found[0].rest >= 0  # 转排 0004 is 转派, not 转
        if found and not (short and _slip(phrases, clause, names, numbered)):
            best = _same_place(found)
            parsed = _with_others(phrases, clauses, place, best, vocabulary, asks)
            others = dict.fromkeys(word for each in found if each.rest == best.rest for word in each.words)
            return replace(parsed, instead=tuple(word for word in others if word not in best.words))
    for place, clause in enumerate(clauses):
        slipped = _slip(phrases, clause, names, numbered) if place == 0 or clauses[place - 1].is_empty else None
        if slipped is not None:
            parsed = _with_others(phrases, clauses, place, slipped, vocabulary, asks)
            return Parsed(parsed.words, parsed.start, None, parsed.whole and not parsed.before, slip=True)
    return None


def _same_place(found: list[Found]) -> Found:
    """The longest phrase, with all that it may mean; one that is the whole clause counts before one with a rest."""
    best = next((each for each in found if each.rest < 0), found[0]) if found[0].rest >= 0 else found[0]
    alike = [each for each in found if each.rest == best.rest and len(each.phrase) == len(best.phrase)]
    return Found(best.phrase, tuple(dict.fromkeys(word for each in alike for word in each.words)), best.rest)


def _with_others(
    phrases: Phrases, clauses: Sequence[Clause], place: int, found: Found, vocabulary: Vocabulary, asks: bool
) -> Parsed:
    """What stands before must say nothing, or be a reason; what follows is the rest, the same again, or another act."""
    words, clause = found.words, clauses[place]
    start = clause.start + found.rest if found.rest >= 0 else -1
    joins = start >= 0 and _JOINS.match(clause.text, found.rest) is not None
    asks = asks or (joins and bool(phrases.within(clause.text[found.rest :])))
    before = [other for other in clauses[:place] if not other.is_empty]
    span = (before[0].start, before[-1].start + len(before[-1].text)) if before else None
    whole = not asks and (span is None or (span[1] - span[0] <= BEFORE_IT and not any(doubted(b.text) for b in before)))
    for other in clauses[place + 1 :] if start < 0 else ():
        if other.is_empty:
            continue
        again, takes_text = _again(phrases, other), not vocabulary.with_text.isdisjoint(words)
        brief = len(other.text.replace(HOLE, "").strip()) <= BRIEF
        if set(again) & {*words} and (brief or not takes_text):
            words = tuple(word for word in words if word in again)
        elif again and (not takes_text or any(phrase in vocabulary.meant for phrase in again.values())):
            return Parsed((*words, *again), -1, span, whole=False)
        else:
            start = other.start
            break
    return Parsed(words, start, span, whole)


def _again(phrases: Phrases, other: Clause) -> Mapping[str, str]:
    """The commands that another clause is as a whole, with its phrase."""
    return {word: each.phrase for each in phrases.parses(other.text, True) if each.rest < 0 for word in each.words}


def _slip(phrases: Phrases, clause: Clause, names: Names, numbered: bool) -> Found | None:
    for token, rest in _tokens(phrases, clause.text):
        words = names.slipped(token, numbered)
        if words:
            return Found(token, words, rest)
    return None


def _tokens(phrases: Phrases, clause: str) -> Iterator[tuple[str, int]]:
    """What may be a slipped command: a run of characters at the head, whole or without a particle; blanks left out."""
    for place in phrases.beginnings(clause):
        run = _TOKEN.match(clause, place)
        if run is None:
            continue
        gap = phrases.gap.match(clause, run.end())
        rest = -1 if phrases.ends.match(clause, run.end()) else gap.end() if gap else -1
        yield run[0], rest
        yield ENDING.sub("", run[0]), rest
    spaced = re.sub(rf"[\s{HOLE}]", "", clause)
    if len(spaced) <= 6 and " " in clause.strip():
        yield spaced, -1


def taken_back(rest: str) -> bool:
    """Whether what follows a command asks about it, or takes it back: 收办 0004 先不要."""
    return TAKEN_BACK.search(rest) is not None
