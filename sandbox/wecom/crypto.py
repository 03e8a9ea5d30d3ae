"""Callback encryption and signature, implemented independently of the bot's, so that each side tests the other."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32  # bytes; PKCS#7 here pads to 32, not to AES's own 16


class SealError(ValueError):
    """The envelope was not encrypted with our token and key, or is for another receive id."""


@dataclass(frozen=True, slots=True)
class Seal:
    """Token, key and receive id of one callback URL. Raises SealError for a key that is not 43 characters."""

    token: str
    aes_key: str = field(repr=False)
    receive_id: str

    def __post_init__(self) -> None:
        if len(self.aes_key) != 43:
            raise SealError(f"encoding_aes_key: expected 43 characters, found {len(self.aes_key)}")

    def sign(self, timestamp: str, nonce: str, encrypt: str) -> str:
        parts = sorted([self.token, timestamp, nonce, encrypt])
        return hashlib.sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()

    def verify(self, signature: str, timestamp: str, nonce: str, encrypt: str) -> None:
        if not hmac.compare_digest(self.sign(timestamp, nonce, encrypt).encode(), signature.encode()):
            raise SealError("the signature does not fit")

    def close(self, plain: bytes, random16: bytes | None = None) -> str:
        """Encrypt; `random16` are sixteen bytes, random where not given."""
        frame = (random16 or os.urandom(16)) + len(plain).to_bytes(4, "big") + plain + self.receive_id.encode()
        pad = BLOCK - len(frame) % BLOCK
        encryptor = self._cipher().encryptor()
        return base64.b64encode(encryptor.update(frame + bytes([pad]) * pad) + encryptor.finalize()).decode()

    def open(self, encrypt: str) -> bytes:
        """Decrypt what `verify` has let through; SealError where padding, length or receive id are wrong."""
        frame = _unpad(self._decrypt(encrypt))
        length = int.from_bytes(frame[16:20], "big")
        plain, receive_id = frame[20 : 20 + length], frame[20 + length :]
        if len(plain) != length:
            raise SealError("the length field points behind the end")
        if receive_id != self.receive_id.encode():
            raise SealError("the receive id is not ours")
        return plain

    def _decrypt(self, encrypt: str) -> bytes:
        try:
            sealed = base64.b64decode(encrypt, validate=True)
        except ValueError as error:
            raise SealError("not base64") from error
        if not sealed or len(sealed) % BLOCK:
            raise SealError("not whole blocks")
        decryptor = self._cipher().decryptor()
        return decryptor.update(sealed) + decryptor.finalize()

    def _cipher(self) -> Cipher[modes.CBC]:
        key = base64.b64decode(self.aes_key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def _unpad(frame: bytes) -> bytes:
    pad = frame[-1]
    if not 1 <= pad <= BLOCK or frame[-pad:] != bytes([pad]) * pad:
        raise SealError("the padding is not PKCS#7 over 32 bytes")
    return frame[:-pad]
