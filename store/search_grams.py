"""Chinese search by single characters and pairs (bigrams), so that two characters suffice on every database (0012)."""

from __future__ import annotations

import re
import unicodedata

from store.characters import seen

_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|[a-z0-9]+")


def comparable(text: str) -> str:
    """A normalised copy for comparison: NFKC, lower case, no invisible characters."""
    return unicodedata.normalize("NFKC", seen(text)).lower()


def runs(text: str) -> list[str]:
    """A text's runs of Chinese and of letters and digits, in lower case and half width."""
    return _RUN.findall(comparable(text))


def index_words(*texts: str) -> str:
    """The index terms: each Chinese character, each pair of neighbours, each Latin word; each once."""
    words: dict[str, None] = {}
    for run in (run for text in texts for run in runs(text)):
        if run[0].isascii():
            words[run] = None
        else:
            words.update(dict.fromkeys(run))
            words.update(dict.fromkeys(_pairs(run)))
    return " ".join(words)


def query_words(text: str) -> list[str]:
    """The query terms: pairs, or a single character where it stands alone; Latin words match as prefixes."""
    words: dict[str, None] = {}
    for run in runs(text):
        words.update(dict.fromkeys(_pairs(run) if not run[0].isascii() and len(run) > 1 else [run]))
    return list(words)


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def joined(code: str) -> str:
    """A code without its dashes: what people type of it."""
    return "".join(letter for letter in code.lower() if letter.isalnum())


def tails(code: str) -> list[str]:
    """A code without its dashes, from each of its parts on: cnml0005, ml0005, 0005."""
    parts = runs(code)
    return ["".join(parts[place:]) for place in range(len(parts))]
