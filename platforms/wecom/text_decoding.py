"""Bytes of a proven sender become text that every database and encoder takes, whatever letters they hold."""

from __future__ import annotations

import re

# Never allowed in XML 1.0, and typed by people all the same.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LOST = "\ufdd0"  # a noncharacter in their place: whoever reads the words counts it among what can't be kept
_HALVES = re.compile("[\ud800-\udfff]")
_CESU = re.compile(rb"(?:\xed[\xa0-\xbf][\x80-\xbf])+")  # UTF-16's halves, each written as if it were a character
_CHINESE = re.compile(rb"""\s{0,9}<\?xml[^>]{0,60}?encoding=["']gb\w{1,6}["']""", re.IGNORECASE)


def decode(data: bytes) -> str:
    """UTF-8; where it is not, what a byte order mark or a declaration says. What can't be read is replaced."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        if _CHINESE.match(data):
            return data.decode("gb18030", "replace")
        data = _CESU.sub(lambda run: _joined(run[0].decode("utf-8", "surrogatepass")).encode(), data)
        return data.decode("utf-8", "replace").removeprefix("\ufeff")


def clean(text: str) -> str:
    """LOST for each forbidden character; halves of characters are joined or, where the other half is lost, replaced."""
    return _FORBIDDEN.sub(LOST, _joined(text) if _HALVES.search(text) else text)


def _joined(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
