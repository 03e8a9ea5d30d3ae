"""Characters that are taken for one another: by sound (input by pinyin, dictation) or by shape (handwriting, OCR)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bot.language.spoken.tables import table

_SOUNDS = Path(__file__).parent / "homophones.txt"  # of all syllables that command words have
_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"))


def alike(one: str, other: str) -> bool:
    """Whether one character is easily written for the other."""
    if one == other:
        return True
    return not _sounds().get(one, frozenset()).isdisjoint(_sounds().get(other, ())) or other in _shapes().get(one, "")


def sound_alike(one: str, other: str) -> bool:
    """Whether two words of the same length sound the same, without tones; so does zh for z, n for l, ing for in."""
    return len(one) == len(other) and all(
        a == b or not _sounds().get(a, frozenset()).isdisjoint(_sounds().get(b, ()))
        for a, b in zip(one, other, strict=True)
    )


@cache
def _sounds() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _SOUNDS.read_text(encoding="utf-8").splitlines():
        syllable, _, letters = line.partition(" ")
        for letter in letters:
            found.setdefault(letter, set()).add(_without_accent(syllable))
    return {letter: frozenset(sounds) for letter, sounds in found.items()}


@cache
def _shapes() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for group in table("lookalikes")["shapes"]["groups"]:
        for letter in group:
            found[letter] = found.get(letter, "") + group
    return found


def _without_accent(syllable: str) -> str:
    for whole, part in _FUZZY:
        if syllable.startswith(whole):
            syllable = part + syllable.removeprefix(whole)
            break
    syllable = syllable[:-1] if syllable.endswith("ng") else syllable
    return f"l{syllable[1:]}" if syllable.startswith("n") else syllable
