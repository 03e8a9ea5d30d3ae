"""The outer body of a callback: where the sealed part lies in it, as XML or as JSON (sections 2.3 and 2.7)."""

from __future__ import annotations

from platforms.wecom.markup import Fields, read_json, read_xml
from platforms.wecom.refusal import Refused

_OPEN, _CLOSE = b"<Encrypt><![CDATA[", b"]]>"
_BLANK = b"\xef\xbb\xbf \t\r\n"


def find_sealed(body: bytes) -> tuple[bytes, bool]:
    """The sealed part, in base64, and whether the body is JSON. Raises Refused where there is none.

    The usual form is cut out without parsing: only what is cut out is signed, so parsing would prove nothing.
    Any other form takes the parser.
    """
    first = body.lstrip(_BLANK)[:1]
    if first == b"<":
        return _cut(body) or _sealed(read_xml(body.lstrip(_BLANK)), "Encrypt"), False
    if first == b"{":
        return _sealed(read_json(body.lstrip(_BLANK)), "encrypt"), True
    raise Refused("neither XML nor JSON")


def _cut(body: bytes) -> bytes:
    start = body.find(_OPEN) + len(_OPEN)
    end = body.find(_CLOSE, start)
    if start < len(_OPEN) or end < 0 or b"<!D" in body or b"<!E" in body:
        return b""
    return body[start:end]


def _sealed(fields: Fields, key: str) -> bytes:
    value = fields.get(key) or fields.get(key.capitalize())
    if not isinstance(value, str) or not value.strip().isascii():
        raise Refused("no sealed part")
    return value.strip().encode()
