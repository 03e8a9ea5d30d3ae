"""Text and deduplication keys from a callback's fields."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from platforms.wecom.markup import Fields
from platforms.wecom.text_decoding import LOST


def field_text(fields: Fields, name: str) -> str:
    """The field as text; empty where it is missing."""
    return typed_text(fields, name).replace(LOST, "")


def typed_text(fields: Fields, name: str) -> str:
    """A person's text, LOST included; of a tag that was typed and not escaped, all its text."""
    value = fields.get(name, "")
    return value if isinstance(value, str) else "".join(value.itertext())


def digest(fields: Fields, names: Iterable[str]) -> str:
    """Deduplication key, equal for all retries of one message: the sender, in any case, and these fields in order."""
    found = [fields.get(name, "") for name in names]
    parts = [each if isinstance(each, str) else "".join(each.itertext()) for each in found]
    return hashed(field_text(fields, "FromUserName").strip().lower(), *parts)


def hashed(*parts: str) -> str:
    """One short key of several texts of any content and length."""
    return "h" + blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()
