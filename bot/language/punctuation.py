"""Separators between the parts of a typed line (blanks, any punctuation) belong to neither part."""

from __future__ import annotations

_BLANKS = " \t\n\r\f\v\u00a0\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
PAUSES = _BLANKS + ",，､﹐;；﹔:：﹕、﹑。｡.．﹒!！﹗?？﹖~～–—―⸺"  # each mark in its half-width and full-width forms
_POINTS, _THOUSANDS, _WITHIN_FIGURES = ".．", ",", ":：~～–—―"
_BEFORE_FIGURES = ".．~～–"  # .5, ~5 and –5, at the start of a number


def ends_at(text: str, place: int) -> bool:
    """Whether a part ends before this position: at a separator, or at the end of the text.

    A mark inside a figure is none: 3.5, 10:30, 1,000, 3~5, 2024—2026; nor is the point of A.01.
    """
    if place >= len(text):
        return True
    return text[place] in PAUSES and not _belongs(text, place)


def _belongs(text: str, place: int) -> bool:
    mark, before, after = text[place], text[place - 1 : place], text[place + 1 : place + 2]
    if not after.isdigit():
        return mark == "." and _is_latin(before) and _is_latin(after)
    if mark == _THOUSANDS:
        figures = text[place + 1 : place + 5]
        return before.isdigit() and figures[:3].isdigit() and len(figures) >= 3 and not figures[3:].isdigit()
    if before.isdigit():
        return mark in _POINTS or mark in _WITHIN_FIGURES
    return (mark == "." and _is_latin(before)) or (mark in _BEFORE_FIGURES and (not before or before in PAUSES))


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()


def behind(rest: str) -> str:
    """What follows a part that ended where this text begins, without the separator."""
    place = 0
    while place < len(rest) and (rest[place] in PAUSES if place == 0 else ends_at(rest, place)):
        place += 1
    return rest[place:]


def cut(text: str) -> tuple[str, str]:
    """The first part of a text and the rest; closing marks of the last sentence stay with the rest."""
    place = next(place for place in range(len(text) + 1) if ends_at(text, place))
    return text[:place], behind(text[place:])


def parts(text: str) -> list[str]:
    """All parts of a text, without separators."""
    found, rest = [], text.strip(PAUSES)
    while rest:
        part, rest = cut(rest)
        found += [part] if part else []
    return found


def bare(text: str) -> str:
    """One number, name, day or code, without punctuation around it."""
    return text.strip(PAUSES)
