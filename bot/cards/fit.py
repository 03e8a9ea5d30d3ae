"""Words are cut where a platform would cut them, at a character's border and with a mark that says so."""

from __future__ import annotations

ELLIPSIS = "…"


def clip(text: str, size: int) -> str:
    """At most `size` characters; a cut text ends with an ellipsis."""
    return text if len(text) <= size else text[: size - 1] + ELLIPSIS


def clip_bytes(text: str, size: int, tail: str = ELLIPSIS) -> str:
    """At most `size` bytes of UTF-8; a cut text ends with `tail`."""
    raw = text.encode()
    if len(raw) <= size:
        return text
    return raw[: size - len(tail.encode())].decode(errors="ignore") + tail
