"""Index of all phrases of the tables and of the command words themselves, to find those that begin at a place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.language.spoken.meaning import Vocabulary
from bot.language.spoken.tables import alternation, table
from bot.language.spoken.ticket_mentions import HOLE

DENIES = "不没未别勿"  # 交不出去 hands nothing over
OPEN = re.compile(r"补(?:充|交|齐|一下|个|一份)*$")  # behind these stands what is missing: 叫他补营业执照
_HOLES = re.compile(rf"(?:{HOLE}+|\s+)")


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase at a place of a clause; `rest` is where other words begin behind it, -1 where none do."""

    phrase: str
    words: tuple[str, ...]
    rest: int = -1


class Phrases:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._by_letter: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for phrase, words in sorted(_table(vocabulary).items(), key=lambda item: -len(item[0])):
            self._by_letter.setdefault(phrase[0], []).append((phrase, words))
        self._patterns = [
            (re.compile(said), (word,))
            for word, each in table("everyday_patterns")["patterns"].items()
            if word in vocabulary.meant
            for said in each
        ]
        self._before: dict[str, list[str]] = {}
        fillers, rules = table("fillers")["fillers"], table("everyday_acts")["rules"]
        behind = alternation(fillers["behind"])
        self.ends = re.compile(rf"(?:{behind}|[{HOLE}\s])*+$")  # nothing follows that counts
        self.gap = re.compile(rf"(?:(?:{behind})*+[\s{HOLE}]++)++")  # a number or a blank, before other words
        before, agreeing = alternation(fillers["before"]), alternation(fillers["agreeing"])
        self.agrees = re.compile(rf"(?:{before}|[{HOLE}\s])*+(?:{agreeing})++(?:{behind}|[{HOLE}\s])*+$")
        self._numbered, self._open = frozenset(rules["numbered"]), frozenset(rules["open"])
        for filler in fillers["before"]:
            self._before.setdefault(filler[0], []).append(filler)

    def at(self, clause: str, place: int) -> Iterator[tuple[str, tuple[str, ...]]]:
        for phrase, words in self._by_letter.get(clause[place : place + 1], ()):
            if clause.startswith(phrase, place):
                yield phrase, words
        for pattern, words in self._patterns:
            if (said := pattern.match(clause, place)) is not None:
                yield said[0], words

    def beginnings(self, clause: str) -> Sequence[int]:
        """Every place that only fillers, blanks and numbers stand before."""
        reached, todo = {0}, [0]
        while todo:
            place = todo.pop()
            holes = _HOLES.match(clause, place)
            ends = [holes.end()] if holes else []
            ends += [
                place + len(f) for f in self._before.get(clause[place : place + 1], ()) if clause.startswith(f, place)
            ]
            new = {end for end in ends if end < len(clause)} - reached
            reached |= new
            todo += new
        return sorted(reached)

    def parses(self, clause: str, numbered: bool) -> list[Found]:
        """Every way to read a clause as one command, the longest phrase first."""
        found = []
        for place in self.beginnings(clause):
            for phrase, words in self.at(clause, place):
                end = place + len(phrase)
                if phrase in self._numbered and not numbered:
                    continue
                if self.ends.match(clause, end):
                    found.append(Found(phrase, words))
                elif gap := self.gap.match(clause, end):
                    found.append(Found(phrase, words, gap.end()))
                elif (phrase in self._open or OPEN.search(phrase)) and clause[end] not in DENIES:
                    found.append(Found(phrase, words, end))
        return sorted(found, key=lambda each: (-len(each.phrase), each.rest))

    def within(self, copy: str) -> tuple[str, ...]:
        """The commands of all phrases of two or more characters anywhere in a message, of longer phrases first."""
        found = sorted(self._anywhere(copy), key=lambda each: -len(each[1]))
        return tuple(dict.fromkeys(word for _, _, words in found for word in words))

    def alone(self, copy: str) -> tuple[str, tuple[str, ...]] | None:
        """What is left of a message around its only command, and that command; None where it has none, or several."""
        found = list(self._anywhere(copy))
        longest = max((phrase for _, phrase, _ in found), key=len, default="")
        words = next((words for _, phrase, words in found if phrase == longest), ())
        if not words or any({*words}.isdisjoint(others) for _, _, others in found):
            return None
        for place, phrase, _ in reversed(found):
            copy = copy[:place] + " " + copy[place + len(phrase) :]
        return copy, tuple(word for word in words if all(word in others for _, _, others in found)) or words

    def _anywhere(self, copy: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
        place = 0
        while place < len(copy):
            here = max(
                (each for each in self.at(copy, place) if len(each[0]) > 1), key=lambda each: len(each[0]), default=None
            )
            if here:
                yield place, *here
            place += len(here[0]) if here else 1


def _table(vocabulary: Vocabulary) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for phrase, word in vocabulary.meant.items():
        if word not in vocabulary.steering:
            found.setdefault(phrase.lower(), {})[word] = None
    for word, phrases in table("everyday_acts")["acts"].items():
        for phrase in phrases if word in vocabulary.meant else ():
            found.setdefault(phrase, {})[word] = None
    return {phrase: tuple(words) for phrase, words in found.items()}
