"""Codes as people spell them: in groups, with any hyphen, in full width or lower case, O for 0 and I for 1.

Look-alikes are taken for the digit only where the check character fits then.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from store.identity.check_digits import is_credit_code, is_identity_number, is_registration_number, renewed

_HYPHENS = "-‐‑‒–—―−﹣－ー─━_·•.．。/"  # of a code: what stands between two groups of it
_ALIKE = str.maketrans("АВЕЗКМНОРСТУХΑΒΕΗΙΚΜΝΟΡΤΥΧΖ×", "ABE3KMHOPCTYXABEHIKMNOPTYXZX")
_DIGITS = str.maketrans("OQDILZS", "0001125")  # what is typed for a digit; most are no letters of a credit code
_NO_LETTERS = str.maketrans("OIZS", "0125")
_CHAIN = re.compile(r"[0-9A-Z]+(?:[ -]{1,3}[0-9A-Z]+)*")
_GROUP = re.compile(r"[0-9A-Z]+")
_PREFIX = re.compile(r"[A-Z]{1,8}(?=[0-9])")
_LENGTHS = (18, 15)
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
    return "".join(map(_letter, text)).translate(_ALIKE)


@lru_cache(maxsize=4096)
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
    spans = [match.span() for match in _GROUP.finditer(chain)]
    at = 0
    while at < len(spans):
        found = _beginning_with(chain, spans[at:])
        if found is None:
            at += 1
            continue
        yield Spelled(found.kind, found.value, found.start + offset, found.end + offset)
        at = next((i for i, (start, _) in enumerate(spans) if start >= found.end), len(spans))


def _beginning_with(chain: str, spans: list[tuple[int, int]]) -> Spelled | None:
    """The code that begins with the first of these groups, whatever letters are glued to it."""
    start = spans[0][0]
    glued = _PREFIX.match(chain, start)
    for begin in (start, glued.end()) if glued else (start,):
        whole = ""
        for group_start, end in spans:
            whole += chain[max(group_start, begin) : end]
            if len(whole) > max(_LENGTHS):
                break
            read = _read(whole) if len(whole) in _LENGTHS else None
            if read is not None:
                return Spelled(*read, begin, end)
    return None


def _read(code: str) -> tuple[str, str] | None:
    """The kind and plain spelling of 15 or 18 characters; None where no check character fits."""
    if len(set(code)) < 3:  # 000…0 fits by chance
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
    return "".join(letter for kept, run in groupby(text, str.isalnum) if kept for letter in run)
