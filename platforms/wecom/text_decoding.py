"""Decodes bytes of an authenticated sender to text that every database and encoder accepts, whatever they hold."""

from __future__ import annotations

import re

# Never allowed in XML 1.0, and typed by people all the same.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LOST = "\ufdd0"  # a Unicode noncharacter as replacement, which readers of the text report as not storable
_HALVES = re.compile("[\ud800-\udfff]")
_CESU = re.compile(rb"(?:\xed[\xa0-\xbf][\x80-\xbf])+")  # CESU-8: UTF-16 surrogates encoded as characters
_CHINESE = re.compile(rb"""\s{0,9}<\?xml[^>]{0,60}?encoding=["']gb\w{1,6}["']""", re.IGNORECASE)


def decode(data: bytes) -> str:
    """Decode as UTF-8, else by byte order mark or declaration. Undecodable bytes are replaced."""
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
    """Replace forbidden characters by LOST; surrogate pairs are joined, lone surrogates replaced."""
    return _FORBIDDEN.sub(LOST, _joined(text) if _HALVES.search(text) else text)


def _joined(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
