"""Texts of a callback's fields."""

from __future__ import annotations

from platforms.wecom.markup import Fields
from platforms.wecom.text_decoding import LOST

LONGEST_USER = 256  # characters; published: 64 bytes. A longer one can't be valid, and databases limit what they index


def field_text(fields: Fields, name: str) -> str:
    """The field as text; empty where it is missing."""
    return typed_text(fields, name).replace(LOST, "")


def typed_text(fields: Fields, name: str) -> str:
    """A person's text, LOST included; of a tag that was typed and not escaped, all its text."""
    value = fields.get(name, "")
    return value if isinstance(value, str) else "".join(value.itertext())
