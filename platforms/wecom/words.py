"""Single words out of a callback's fields, whatever its writer's habits: numbers, lists of one, blanks."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from platforms.wecom.markup import Fields


def word(fields: Fields, name: str) -> str:
    """The field as text; empty where it is missing or holds other fields. A repeated field gives its first."""
    value = fields.get(name, "")
    if type(value) is str:
        return value
    if isinstance(value, list):
        return word({name: value[0]}, name) if value else ""
    return str(value) if isinstance(value, int) else ""


def many(value: Any) -> list[Any]:
    """One is a list of one: XML can't tell a list of one from a single."""
    if isinstance(value, list):
        return value
    return [] if value in (None, "") else [value]


def digest(fields: Fields, names: Iterable[str]) -> str:
    """A key equal for every retry of one message: these fields of it, in this order."""
    text = "\0".join([word(fields, name) for name in names])
    return "h" + blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
