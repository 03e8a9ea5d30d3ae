"""Check characters: unified social credit code (GB 32100), identity number (GB 11643), registration number."""

from __future__ import annotations

from datetime import date

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V and Z
_AUTHORITIES, _SORTS = "123456789ANY", "123459"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_CREDIT = tuple(pow(3, place, 31) for place in range(17))
_PERSON = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_LENGTH, _PERSON_LENGTH, _REGISTERED_LENGTH = 18, 18, 15
_OLDEST = "1910"  # so that a running number with zeros is no day of birth
_OLD_CENTURY = "19"  # identity numbers of 15 digits were given until 1999


def is_credit_code(text: str) -> bool:
    """18 characters: authority and kind, six digits of the place, nine of the organisation, the check character."""
    if len(text) != _CREDIT_LENGTH or any(letter not in _VALUES for letter in text) or is_identity_number(text):
        return False
    if text[0] not in _AUTHORITIES or text[1] not in _SORTS or not text[2:8].isdigit() or not "10" <= text[2:4] <= "82":
        return False
    total = sum(_VALUES[letter] * weight for letter, weight in zip(text[:17], _CREDIT, strict=True))
    return _VALUES[text[17]] == -total % 31


def is_identity_number(text: str) -> bool:
    """18 characters with a day of birth that exists and the check character."""
    if len(text) != _PERSON_LENGTH or not text[:17].isdecimal() or not text.isascii() or text[0] == "0":
        return False
    return _is_day(text[6:14]) and text[17] == identity_check(text[:17])


def identity_check(text: str) -> str:
    """The check character behind the first 17 digits."""
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(text, _PERSON, strict=True)) % 11]


def renewed(text: str) -> str:
    """The 18 characters of an identity number of 15 digits; "" where it is none."""
    if len(text) != _REGISTERED_LENGTH or not text.isdecimal() or not "11" <= text[:2] <= "82":
        return ""
    long = text[:6] + _OLD_CENTURY + text[6:]
    return long + identity_check(long) if _is_day(long[6:14]) and long[6:10] >= _OLDEST else ""


def is_registration_number(text: str) -> bool:
    """15 digits of a business registration, the last of them the check digit (ISO 7064, MOD 11,10)."""
    if len(text) != _REGISTERED_LENGTH or not text.isdecimal() or text[0] == "0":
        return False
    rest = 10
    for digit in text[:14]:
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    return (rest + int(text[14])) % 10 == 1


def _is_day(text: str) -> bool:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])) >= date(1880, 1, 1)
    except ValueError:
        return False
