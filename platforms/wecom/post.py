"""The outer body of a callback: where the sealed part lies in it, as XML or as JSON (sections 2.3 and 2.7)."""

from __future__ import annotations

from platforms.wecom.markup import Fields, read_hostile_xml, read_json
from platforms.wecom.refusal import Refused

_OPEN, _CLOSE = b"<Encrypt><![CDATA[", b"]]></Encrypt>"
_BLANK = (b" ", b"\t", b"\r", b"\n", b"\xef\xbb\xbf")


def find_sealed(body: bytes) -> tuple[bytes, bool]:
    """The sealed part, in base64, and whether the body is JSON. Raises Refused where there is none.

    The usual form is cut out without parsing: only what is cut out is signed, so parsing would prove nothing.
    Any other form takes the parser.
    """
    if body.startswith(_BLANK):
        body = body.lstrip(b"".join(_BLANK))
    if body.startswith(b"<"):
        return _cut(body) or _sealed(read_hostile_xml(body), "Encrypt"), False
    if body.startswith(b"{"):
        return _sealed(read_json(body), "encrypt"), True
    raise Refused("neither XML nor JSON")


def _cut(body: bytes) -> bytes:
    """Empty where the form is not the usual one. Where the root element comes first, no DTD can follow."""
    start = body.find(_OPEN) + len(_OPEN)
    end = body.rfind(_CLOSE, start)
    return body[start:end] if body.startswith(b"<xml>") and len(_OPEN) < start < end else b""


def _sealed(fields: Fields, key: str) -> bytes:
    value = fields.get(key) or fields.get(key.capitalize())
    if not isinstance(value, str) or not value.strip().isascii():
        raise Refused("no sealed part")
    return value.strip().encode()
