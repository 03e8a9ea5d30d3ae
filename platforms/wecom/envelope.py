"""Callback encryption: the sealed part of a body, its signature verified, then AES-256-CBC frames (sections 2.3–2.7).

The body is searched and never parsed: only the encrypted part is signed, so a tree of the rest would prove nothing and
would be built for unauthenticated senders. Every search takes time linear in the body's size, whatever it holds.
"""

from __future__ import annotations

import binascii
import hmac
import os
import re
from hashlib import sha1

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from platforms.wecom.refused_callback import FORBIDDEN, UNSIGNED, Refused

BLOCK = 32  # the padding's block, not the cipher's 16: standard unpadders fail on 17..32
_PADS = [bytes([n]) * n for n in range(BLOCK + 1)]
_HEAD = 20  # 16 random bytes and a 4-byte length

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


class Envelope:
    """Encryption and signature for one receiver. The cipher is built once; thread-safe."""

    def __init__(self, token: str, key: bytes, receiver: str) -> None:
        self._token = token.encode()
        self._receiver = receiver.encode()
        self._cipher = Cipher(AES(key), CBC(key[:16]))

    def signature(self, timestamp: str, nonce: str, encrypted: bytes) -> str:
        parts = [self._token, timestamp.encode(), nonce.encode(), encrypted]
        parts.sort()
        return sha1(b"".join(parts)).hexdigest()  # noqa: S324 - the platform's choice

    def open(self, signature: str, timestamp: str, nonce: str, encrypted: bytes) -> bytes:
        """Verify, then decrypt. Raises Refused."""
        self.verify(signature, timestamp, nonce, encrypted)
        return self.decrypt(encrypted)

    def verify(self, signature: str, timestamp: str, nonce: str, encrypted: bytes) -> None:
        """Raises Refused for a wrong signature; compared in constant time."""
        expected = self.signature(timestamp, nonce, encrypted)
        if not hmac.compare_digest(expected.encode(), signature.encode()):
            raise Refused("wrong signature", UNSIGNED)

    def decrypt(self, encrypted: bytes) -> bytes:
        """Raises Refused where base64, length, padding, the inner length or the receiver is wrong."""
        decryptor = self._cipher.decryptor()  # allocated before the data: measured a quarter faster in this order
        try:
            data = binascii.a2b_base64(encrypted, strict_mode=True)
        except ValueError:
            raise Refused("not base64") from None
        if len(data) < BLOCK or len(data) % 16:
            raise Refused("wrong cipher length")
        frame = decryptor.update(data)  # whole blocks only, so finalize() would return nothing
        pad = frame[-1]
        if not 1 <= pad <= BLOCK or not frame.endswith(_PADS[pad]):
            raise Refused("wrong padding")
        end = _HEAD + int.from_bytes(frame[16:_HEAD], "big")
        if end > len(frame) - pad:
            raise Refused("wrong inner length")
        if not hmac.compare_digest(frame[end:-pad], self._receiver):
            raise Refused("meant for another receiver", FORBIDDEN)
        return frame[_HEAD:end]

    def encrypt(self, message: bytes, random16: bytes | None = None) -> bytes:
        """Encrypt a message, as base64. `random16` is for tests only."""
        encryptor = self._cipher.encryptor()
        pad = _PADS[BLOCK - (_HEAD + len(message) + len(self._receiver)) % BLOCK]
        parts = (random16 or os.urandom(16), len(message).to_bytes(4, "big"), message, self._receiver, pad)
        return binascii.b2a_base64(encryptor.update(b"".join(parts)), newline=False)


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
