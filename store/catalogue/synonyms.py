"""Synonyms of the catalogue search: what people call data, and how catalogues name it; a district adds its own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from store.catalogue.fillers import without_fillers
from store.search_grams import comparable

Synonyms = Mapping[str, Sequence[str]]


@cache
def shipped() -> Synonyms:
    """The table that comes with the release."""
    raw = files("store.catalogue").joinpath("synonyms.toml").read_text(encoding="utf-8")
    table: Synonyms = tomllib.loads(raw)["synonyms"]
    return table


def meant(words: str, own: Synonyms) -> list[str]:
    """The query in the catalogue's terms: with the query's other words, then without, for each known word in it.

    Longer words come first, then those that say more: 吊销 in 吊销执照. A district's own term replaces a shipped one.
    """
    known = table_of(own)
    found: list[str] = []
    for word in sorted((word for word in known if word in words), key=lambda word: (-len(word), len(known[word]))):
        found += [] if any(word in longer for longer in found) else [word]
    return [
        *(f"{term} {rest}" for word in found if (rest := _rest(words, word)) for term in known[word]),
        *(term for word in found for term in known[word]),
    ]


def table_of(own: Synonyms) -> Synonyms:
    """The shipped table with the district's own terms in place of it, by words as queries are compared."""
    return {**_compared(), **{comparable(word): terms for word, terms in own.items()}}


def _rest(words: str, found: str) -> str:
    return without_fillers(" ".join(part.strip("的") for part in words.replace(found, " ").split()))


@cache
def _compared() -> Synonyms:
    """The shipped table by words as queries are compared."""
    return {comparable(word): terms for word, terms in shipped().items()}


def called(name: str) -> list[str]:
    """What people call data of this name, by the shipped table."""
    pattern, words = _by_term()
    return list(dict.fromkeys(word for term in pattern.findall(name) for word in words[term]))


@cache
def _by_term() -> tuple[re.Pattern[str], Mapping[str, Sequence[str]]]:
    """The shipped table the other way round; the pattern finds terms that overlap, the longest from each place on."""
    pairs = [(term, word) for word, terms in shipped().items() for term in terms]
    longest_first = sorted({term for term, _ in pairs}, key=len, reverse=True)
    words = {each: [word for term, word in pairs if each.startswith(term)] for each in longest_first}
    return re.compile(f"(?=({'|'.join(map(re.escape, longest_first))}))"), words
