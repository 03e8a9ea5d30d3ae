"""The tables of what people write: TOML files beside this module, each read when it is first needed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
Phrases = Mapping[str, tuple[str, ...]]


@cache
def table(name: str) -> Mapping[str, Phrases]:
    """The sections of one file, each with its phrases by key."""
    with (HERE / f"{name}.toml").open("rb") as file:
        read = tomllib.load(file)
    return {section: {key: _phrases(words) for key, words in rows.items()} for section, rows in read.items()}


def _phrases(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.replace("_", " ") for word in words.split()))


def alternation(words: Iterable[str]) -> str:
    """A pattern of these words, the longest first."""
    return "|".join(re.escape(word) for word in sorted({*words}, key=lambda word: (-len(word), word)))
