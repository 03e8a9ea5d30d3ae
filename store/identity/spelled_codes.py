"""Codes as people spell them: in groups, with any hyphen, in full width or lower case, O for 0 and I for 1.

Look-alikes are taken for the digit only where the check character fits then.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from store.identity.check_digits import is_credit_code, is_identity_number, is_registration_number, renewed

_HYPHENS = "-‐‑‒–—―−﹣－ー─━_·•.．。/"  # of a code: what stands between two groups of it
_ALIKE = str.maketrans("АВЕЗКМНОРСТУХΑΒΕΗΙΚΜΝΟΡΤΥΧΖ×", "ABE3KMHOPCTYXABEHIKMNOPTYXZX")
_DIGITS = str.maketrans("OQDILZS", "0001125")  # what is typed for a digit; most are no letters of a credit code
_NO_LETTERS = str.maketrans("OIZS", "0125")
_CHAIN = re.compile(r"[0-9A-Z]+(?:[ -]{1,3}[0-9A-Z]+)*")
_GROUP = re.compile(r"[0-9A-Z]+")
_BETWEEN = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff]+")
_PREFIX = re.compile(r"[A-Z]{1,8}(?=[0-9])")
_LENGTHS, _GROUPS = (18, 15), 10  # of a code, and the most groups that it is written in
PERSON, UNIT, REGISTERED = "person", "unit", "registered"


@dataclass(frozen=True, slots=True)
class Spelled:
    """One code where it stands in the folded text; `value` is its plain spelling."""

    kind: str
    value: str
    start: int
    end: int


def folded_one_to_one(text: str) -> str:
    """Half width, upper case, every hyphen and blank alike; the length stays the same."""
    return text.translate(_FOLDED)


class _Folded(dict[int, str]):
    """A table for `str.translate` that is filled as letters come."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _letter(chr(code)).translate(_ALIKE)
        return found


_FOLDED = _Folded()


def _letter(letter: str) -> str:
    if letter.isascii():
        return "-" if letter in _HYPHENS else " " if letter in "\t " else letter.upper()
    if letter in _HYPHENS:
        return "-"
    if letter.isspace() and letter not in "\n\r\x0b\x0c\x85\u2028\u2029":
        return " "
    plain = unicodedata.normalize("NFKC", letter).upper()
    return plain if len(plain) == 1 else letter


def codes_in(text: str) -> Iterator[Spelled]:
    """The codes whose check character fits, in a text of `folded_one_to_one`; none lies within another."""
    for chain in _CHAIN.finditer(text):
        if chain.end() - chain.start() >= min(_LENGTHS):
            yield from _in_chain(chain[0], chain.start())


def _in_chain(chain: str, offset: int) -> Iterator[Spelled]:
    """Each group may begin a code, and one that ends as many letters later ends it: one look for each group."""
    spans = [match.span() for match in _GROUP.finditer(chain)]
    before = [0, *accumulate(end - start for start, end in spans)]  # letters before each group
    ends = {count: (place, end) for place, (count, (_, end)) in enumerate(zip(before[1:], spans, strict=True))}
    free = 0
    for place, (count, (start, _)) in enumerate(zip(before, spans, strict=False)):
        if start < free:
            continue
        glued = _PREFIX.match(chain, start)
        for skipped in (0, glued.end() - start) if glued else (0,):
            found = _spelled(chain, start + skipped, (place, count + skipped), ends)
            if found is not None:
                yield Spelled(found.kind, found.value, found.start + offset, found.end + offset)
                free = found.end
                break


def _spelled(chain: str, start: int, at: tuple[int, int], ends: Mapping[int, tuple[int, int]]) -> Spelled | None:
    """The code that begins here, in this group and behind so many letters of the chain."""
    for length in _LENGTHS:
        place, end = ends.get(at[1] + length, (0, 0))
        read = _read(plain_code(chain[start:end])) if end and place - at[0] < _GROUPS else None
        if read is not None:
            return Spelled(*read, start, end)
    return None


def _read(code: str) -> tuple[str, str] | None:
    """The kind and plain spelling of 15 or 18 characters; None where no check character fits."""
    if len(set(code)) < 3:  # 000…0 fits by chance
        return None
    if not code[2:6].translate(_DIGITS).isdigit():
        return None
    digits = code.translate(_DIGITS)
    if len(code) == 18:
        if is_identity_number(code) or is_identity_number(digits):
            return PERSON, code if is_identity_number(code) else digits
        return next(((UNIT, each) for each in _credit_spellings(code) if is_credit_code(each)), None)
    if is_registration_number(digits):
        return REGISTERED, digits
    return (PERSON, renewed(code)) if renewed(code) else None


def _credit_spellings(code: str) -> Iterator[str]:
    """As it stands, then what is no letter of a credit code as the digit, then L for 1, all or one of them."""
    yield code
    plain = code.translate(_NO_LETTERS)
    yield plain
    yield plain.replace("L", "1")
    for place, letter in enumerate(plain):
        if letter == "L":
            yield plain[:place] + "1" + plain[place + 1 :]


def without_codes(text: str, found: list[Spelled]) -> str:
    """The text with blanks in place of these codes, so that none is read twice."""
    letters = list(text)
    for code in found:
        letters[code.start : code.end] = " " * (code.end - code.start)
    return "".join(letters)


def plain_code(text: str) -> str:
    """A code without what separates its groups."""
    return _BETWEEN.sub("", text)
