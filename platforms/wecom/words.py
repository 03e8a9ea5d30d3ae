"""Single words out of a callback's fields."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from platforms.wecom.markup import Fields


def word(fields: Fields, name: str) -> str:
    """The field as text; empty where it is missing or holds others."""
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""


def digest(fields: Fields, names: Iterable[str]) -> str:
    """A key equal for every retry of one message: these fields of it, in this order."""
    text = "\0".join([str(fields.get(name, "")) for name in names])
    return "h" + blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
