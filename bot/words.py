"""What people type is kept as they meant it, less control characters and marks nobody can see."""

from __future__ import annotations

import re
import unicodedata

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


def clean(text: str) -> str:
    """Free words as they are stored: line ends as \\n, at most one empty line, no control or direction characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _INVISIBLE.sub("", text)
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as ASCII, character by character: the length stays the same."""
    return text.translate(_FULL_WIDTH)


def one_line(text: str, most: int) -> str:
    """The first words of a longer text, for a card's field."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
