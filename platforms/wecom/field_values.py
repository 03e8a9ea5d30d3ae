"""Single words out of a callback's fields."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from platforms.wecom.markup import Fields
from platforms.wecom.text_decoding import LOST


def word(fields: Fields, name: str) -> str:
    """The field as text; empty where it is missing."""
    return words(fields, name).replace(LOST, "")


def words(fields: Fields, name: str) -> str:
    """What a person typed, LOST included; where a tag was typed and nobody escaped it, all that stands in it."""
    value = fields.get(name, "")
    return value if isinstance(value, str) else "".join(value.itertext())


def digest(fields: Fields, names: Iterable[str]) -> str:
    """A key equal for every retry of one message: who sent it, in any case, and these fields of it, in this order."""
    found = [fields.get(name, "") for name in names]
    parts = [each if isinstance(each, str) else "".join(each.itertext()) for each in found]
    return hashed(word(fields, "FromUserName").strip().lower(), *parts)


def hashed(*parts: str) -> str:
    """One short key of several words, whatever they hold and however long they are."""
    return "h" + blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()
