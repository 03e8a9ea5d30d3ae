"""Single words out of a callback's fields."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from platforms.wecom.markup import Fields


def word(fields: Fields, name: str) -> str:
    """The field as text; empty where it is missing or holds others."""
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""


def words(fields: Fields, name: str) -> str:
    """As `word`, of an element that holds others all that stands in it: somebody typed a tag, and nobody escaped it."""
    value = fields.get(name, "")
    return value if isinstance(value, str) else "".join(value.itertext())


def digest(fields: Fields, names: Iterable[str]) -> str:
    """A key equal for every retry of one message: these fields of it, in this order; who sent it, in any case."""
    sender = word(fields, "FromUserName").strip().lower()
    text = "\0".join([sender, *(words(fields, name) for name in names)])
    return "h" + blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
