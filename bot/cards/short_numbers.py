"""Short ticket numbers on buttons and in lists: the last digits, and as much of the day as tells the tickets apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def short_numbers(numbers: Iterable[str]) -> Mapping[str, str]:
    """Each number's short form among these: 0002, else 15-0002, else 1215-0002, else the whole number.

    Every form can be typed back: `bot/language/spoken/ticket_mentions.py` reads all four. Other numbers (of an entry
    to be corrected) stay as they are.
    """
    whole = list(dict.fromkeys(numbers))
    copies = (_forms(whole, digits) for digits in (0, 2, 4))
    forms = next((each for each in copies if len({*each}) == len(whole)), whole)
    return dict(zip(whole, forms, strict=True))


def _forms(numbers: Iterable[str], digits: int) -> list[str]:
    return [number if number.isdecimal() else _form(number, digits) for number in numbers]


def _form(number: str, digits: int) -> str:
    _, day, serial = number.split("-")
    return f"{day[-digits:]}-{serial}" if digits else serial
