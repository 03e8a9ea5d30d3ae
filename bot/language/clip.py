"""Words are cut where a platform would cut them, at a character's border and with a mark that says so."""

from __future__ import annotations

ELLIPSIS = "…"
OPEN, CLOSE = "“”"


def clip(text: str, size: int) -> str:
    """At most `size` characters; a cut text ends with an ellipsis, and a quotation cut in two is closed behind it."""
    if len(text) <= size:
        return text
    rest = text[: max(size - 2, 0)]
    return rest + ELLIPSIS + CLOSE if _is_open(rest) else text[: max(size - 1, 0)].removesuffix(OPEN) + ELLIPSIS


def clip_bytes(text: str, size: int) -> str:
    """The same in at most `size` bytes of UTF-8."""
    raw = text.encode()
    if len(raw) <= size:
        return text
    rest = raw[: max(size - len((ELLIPSIS + CLOSE).encode()), 0)].decode(errors="ignore")
    return rest + ELLIPSIS + (CLOSE if _is_open(rest) else "")


def _is_open(text: str) -> bool:
    """What people write has no such marks of its own inside a quotation, see `bot.language.text.quoted`."""
    return text.count(OPEN) > text.count(CLOSE)
