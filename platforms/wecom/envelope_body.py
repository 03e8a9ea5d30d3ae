"""The outer body of a callback: extracts the encrypted part, from XML or JSON (sections 2.3 and 2.7).

The body is searched and never parsed: only the encrypted part is signed, so a tree of the rest would prove nothing and
would be built for unauthenticated senders. Every search takes time linear in the body's size, whatever it holds.
"""

from __future__ import annotations

import re

from platforms.wecom.refused_callback import Refused

OTHER_SHAPES = 64 * 1024  # bytes of a body in any other format than the platform's own

_BLANK = b" \t\r\n\xef\xbb\xbf"
_OWN_OPEN, _OWN_CLOSE = b"<Encrypt><![CDATA[", b"]]></Encrypt>"
_OWN_JSON = re.compile(rb'"encrypt": ?"([A-Za-z0-9+/=]++)"')
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OPEN = re.compile(rb"<encrypt(?:\s[^<>]*+)?>", re.IGNORECASE)
_CLOSE = re.compile(rb"</encrypt\s*+>", re.IGNORECASE)
_JSON = re.compile(rb'"encrypt"\s*+:\s*+"((?:[^"\\]++|\\.)*+)"', re.IGNORECASE)
_REFERENCE = re.compile(rb"&#(?:x([0-9a-fA-F]{1,4})|([0-9]{1,5}));")
_ESCAPE = re.compile(rb"\\(?:u00([0-9a-fA-F]{2})|/)")
_BASE64 = re.compile(rb"[A-Za-z0-9+/=]+")


def find_sealed(body: bytes) -> bytes:
    """The sealed part, in base64. Raises Refused where there is none, or a DTD."""
    if body.startswith(b"<xml>"):
        start = body.find(_OWN_OPEN) + len(_OWN_OPEN)
        end = body.find(b"]]>", start)
        if len(_OWN_OPEN) < start < end and body.startswith(_OWN_CLOSE, end):
            return body[start:end].strip()
    elif body.startswith(b'{"') and (own := _OWN_JSON.search(body)):
        return own[1]
    if len(body) > OTHER_SHAPES:
        raise Refused("too large for another shape than the platform's own")
    return _of_another_shape(body.strip(_BLANK))


def _of_another_shape(body: bytes) -> bytes:
    """As other people's servers and libraries write it: a declaration, blanks, plain text, attributes, escapes."""
    as_json = body.startswith(b"{")
    if not as_json and not body.startswith(b"<"):
        raise Refused("neither XML nor JSON")
    sealed = (_from_json(body) if as_json else _from_xml(body)).strip()
    if not _BASE64.fullmatch(sealed):
        raise Refused("no sealed part")
    return sealed


def _from_xml(body: bytes) -> bytes:
    if _DTD.search(body):
        raise Refused("XML with a DTD or an entity")
    start = _OPEN.search(body)
    end = _CLOSE.search(body, start.end()) if start else None
    if start is None or end is None:
        return b""
    text = body[start.end() : end.start()].replace(b"<![CDATA[", b"").replace(b"]]>", b"")
    return _REFERENCE.sub(lambda found: _character(found[1], found[2]), text)


def _from_json(body: bytes) -> bytes:
    found = _JSON.search(body)
    return _ESCAPE.sub(lambda escape: _character(escape[1] or b"2f"), found[1]) if found else b""


def _character(hexadecimal: bytes | None, decimal: bytes | None = None) -> bytes:
    """A character of the base64 alphabet; any other becomes one outside of it."""
    code = int(hexadecimal, 16) if hexadecimal else int(decimal or b"0")
    return bytes([code]) if code < 128 else b"?"
