"""Encryption at rest: AES-256-GCM or SM4-GCM (国密); each token names its key, so that keys can be rotated."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

log = logging.getLogger(__name__)

_NONCE, _TAG = 12, 16
_PAUSE = 1.0  # seconds between two looks at the key file
_LENGTHS = {"aes-256-gcm": 32, "sm4-gcm": 16}
_LONGEST = 256  # characters within which the key id of a token ends
INDEX = "index"


class VaultError(Exception):
    """A key is missing or malformed, or an encrypted value is damaged or moved; without the value or the key.

    `told` is the Chinese text for operators.
    """

    def __init__(self, text: str, told: str) -> None:
        super().__init__(text)
        self.told = told


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the ring; `id` is written into every token it seals."""

    id: str
    algorithm: str
    secret: bytes

    def __post_init__(self) -> None:
        length = _LENGTHS.get(self.algorithm)
        if length is None:
            known = ", ".join(_LENGTHS)
            raise VaultError(
                f"key {self.id!r}: algorithm {self.algorithm!r} is not one of {known}",
                f"密钥 {self.id} 的算法应为 {known} 之一",
            )
        if not self.id or ":" in self.id or not self.id.isascii():
            raise VaultError(
                f"key id {self.id!r}: use a short ASCII name without ':'", "密钥的编号只能用字母、数字、点和横线"
            )
        if len(self.secret) != length:
            found = len(self.secret)
            raise VaultError(
                f"key {self.id!r}: {self.algorithm} needs {length} bytes, found {found}",
                f"密钥 {self.id} 应为 {length} 字节，现有 {found} 字节",
            )

    def __repr__(self) -> str:
        return f"Key({self.id!r}, {self.algorithm!r})"


class _Sm4:
    """SM4-GCM (GB/T 32907, RFC 8998) for districts bound to 国密, with the methods of `AESGCM`."""

    def __init__(self, secret: bytes) -> None:
        self._algorithm = algorithms.SM4(secret)

    def encrypt(self, nonce: bytes, plain: bytes, context: bytes) -> bytes:
        box = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        box.authenticate_additional_data(context)
        return box.update(plain) + box.finalize() + box.tag

    def decrypt(self, nonce: bytes, sealed: bytes, context: bytes) -> bytes:
        box = Cipher(self._algorithm, modes.GCM(nonce, sealed[-_TAG:])).decryptor()
        box.authenticate_additional_data(context)
        return box.update(sealed[:-_TAG]) + box.finalize()


Cipherer: TypeAlias = AESGCM | _Sm4


def cipher(algorithm: str, secret: bytes) -> Cipherer:
    """Authenticated encryption with one key; a nonce must never be used twice with it."""
    return AESGCM(secret) if algorithm == "aes-256-gcm" else _Sm4(secret)


@dataclass(frozen=True, slots=True)
class _Ring:
    """The keys of one moment, exchanged as a whole: what is sealed meanwhile names the key that sealed it."""

    current: str
    algorithm: str
    boxes: Mapping[str, Cipherer]
    marks: Mapping[str, str]


class Vault:
    """Seals and opens values. `context` is `table:column` and is authenticated, so no token opens in another column.

    The row's id is not part of it: it is unknown before the insert. `index` is a keyed hash for exact look-up of
    sealed values; its key stays the same for the life of a database, through every rotation of the others.

    `marks` holds a keyed hash of a fixed text for every key, `index` included: it identifies the key without revealing
    it.
    """

    def __init__(self, keys: Iterable[Key], index_secret: bytes) -> None:
        ring = list(keys)
        if not ring:
            raise VaultError(
                "no key to seal with: there is only the line 'index'", "没有可用来加密的密钥，只有 index 一行"
            )
        if len({key.id for key in ring}) != len(ring):
            raise VaultError("two keys carry the same id: give each its own", "有两把密钥的编号相同")
        if len(index_secret) < 32:
            raise VaultError("index key: needs at least 32 bytes", "index 一行应至少 32 字节")
        self._index = index_secret
        named = [*((key.id, key.secret) for key in ring), (INDEX, index_secret)]
        boxes = {key.id: cipher(key.algorithm, key.secret) for key in ring}
        marks = {name: _mark(name, secret) for name, secret in named}
        self._ring = _Ring(ring[0].id, ring[0].algorithm, boxes, marks)
        self._read_again: Callable[[], Vault] | None = None
        self._reading, self._read_at = Lock(), float("-inf")

    @property
    def current(self) -> str:
        """The id of the key that seals."""
        return self._ring.current

    @property
    def marks(self) -> Mapping[str, str]:
        return self._ring.marks

    def read_again_by(self, read: Callable[[], Vault]) -> None:
        """Where a value names an unknown key, see whether the key file has it by now: a rotation needs no restart."""
        self._read_again = read

    def seal(self, text: str, context: str) -> str:
        """A token `v1:<key id>:<base64>`; the empty text stays empty."""
        if not text:
            return ""
        ring = self._ring
        return f"{prefix_of(ring.current)}{base64.b64encode(_seal(ring, text.encode(), context)).decode()}"

    def open(self, token: str, context: str) -> str:
        """The text of a token. Raises VaultError where the key is gone, the token damaged or from another column."""
        if not token:
            return ""
        try:
            version, _, rest = token.partition(":")
            key_id, _, body = rest.partition(":")
            raw = base64.b64decode(body, validate=True)
        except (ValueError, TypeError):  # not base64; or bytes, which SQLite stores in any column
            raise _damaged(context, "not a sealed value") from None
        return self._open(version, key_id, raw, context).decode()

    def seal_bytes(self, data: bytes, context: str) -> bytes:
        """As `seal`, without the base64."""
        ring = self._ring
        return prefix_of(ring.current).encode() + _seal(ring, data, context)

    def open_bytes(self, token: bytes, context: str) -> bytes:
        """As `open`, for `seal_bytes`."""
        try:
            version, _, rest = token.partition(b":")
            key_id, _, raw = rest.partition(b":")
        except TypeError:  # a text, which SQLite stores in any column
            raise _damaged(context, "not a sealed value") from None
        return self._open(version.decode("ascii", "replace"), key_id.decode("ascii", "replace"), raw, context)

    def new_data_key(self) -> tuple[str, bytes]:
        """Algorithm and secret of a key for one file, of the kind that the current key is of."""
        algorithm = self._ring.algorithm
        return algorithm, os.urandom(_LENGTHS[algorithm])

    def index(self, text: str, context: str) -> str:
        """A keyed hash by which equal values of one column can be found without being readable."""
        if not text:
            return ""
        return hmac.new(self._index, f"{context}\0{text}".encode(), hashlib.sha256).hexdigest()

    def _open(self, version: str, key_id: str, raw: bytes, context: str) -> bytes:
        if version != "v1" or len(raw) < _NONCE + _TAG:
            raise _damaged(context, "not a sealed value")
        box = self._ring.boxes.get(key_id) or self._found_by_now(key_id)
        if box is None:
            raise VaultError(
                f"{context}: sealed with key {key_id!r}, which is not in the ring: add it back",
                f"{context} 用密钥 {key_id} 加密，密钥文件里没有这一把。请从备份把那一行补回去",
            )
        try:
            return box.decrypt(raw[:_NONCE], raw[_NONCE:], context.encode())
        except InvalidTag:
            raise _damaged(context, f"damaged, moved from another column, or key {key_id!r} changed") from None

    def _found_by_now(self, key_id: str) -> Cipherer | None:
        """The key, where the key file has it by now; read at most once a second, for damaged values name any key."""
        with self._reading:
            if key_id not in self._ring.boxes and self._read_again and monotonic() > self._read_at + _PAUSE:
                self._read_at = monotonic()
                self._join(self._read_again)
            return self._ring.boxes.get(key_id)

    def _join(self, read: Callable[[], Vault]) -> None:
        """Take the keys read anew, the first of which seals from now on; not those of another database."""
        try:
            new, old = read()._ring, self._ring
        except Exception as error:  # noqa: BLE001 - an operator is writing the file: closed until it is right
            log.warning("the keys could not be read again: %s", type(error).__name__)
            return
        if any(new.marks.get(name, mark) != mark for name, mark in old.marks.items()):
            log.warning("the keys in the file are not this server's: they were left")
            return
        self._ring = _Ring(new.current, new.algorithm, {**old.boxes, **new.boxes}, {**old.marks, **new.marks})
        log.info("the keys were read again, %s seals now", new.current)


def _seal(ring: _Ring, data: bytes, context: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + ring.boxes[ring.current].encrypt(nonce, data, context.encode())


def prefix_of(key_id: str) -> str:
    """The prefix of every value encrypted with this key."""
    return f"v1:{key_id}:"


def key_of(token: str | bytes) -> str:
    """The id of the key that encrypted a value; empty where there is none."""
    text = token[:_LONGEST].decode("ascii", "replace") if isinstance(token, bytes) else token[:_LONGEST]
    version, *rest = text.split(":", 2)
    return rest[0] if version == "v1" and len(rest) > 1 else ""


def is_clear(text: str) -> bool:
    """Whether a text is no sealed value, but one from before its column was encrypted."""
    return not text.startswith("v1:")


def _mark(name: str, secret: bytes) -> str:
    return hmac.new(secret, f"key-check:{name}".encode(), hashlib.sha256).hexdigest()


def _damaged(context: str, how: str) -> VaultError:
    return VaultError(
        f"{context}: {how}", f"{context} 有内容打不开：已损坏，或密钥不是原来那一把。请与备份比对数据库和密钥文件"
    )


def read_keys(text: str) -> Vault:
    """A vault from its key file: one line a key, `<id> <algorithm> <base64>`; the first one seals.

    One line `index hmac-sha256 <base64>` holds the look-up key. Empty lines and lines starting with # are skipped.
    Raises VaultError naming the line; never the key.
    """
    keys, index = [], b""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            name, algorithm, encoded = line.split()
            secret = base64.b64decode(encoded, validate=True)
        except ValueError:
            raise VaultError(
                f"keys, line {number}: expected '<id> <algorithm> <base64>'",
                f"密钥第 {number} 行应为：编号 算法 base64",
            ) from None
        if name == INDEX:
            index = secret
        else:
            keys.append(Key(name, algorithm, secret))
    if not index:
        raise VaultError("keys: the line 'index hmac-sha256 <base64 of 32 bytes>' is missing", "密钥中没有 index 一行")
    return Vault(keys, index)


def new_key_line(key_id: str, algorithm: str = "aes-256-gcm") -> str:
    """A fresh line for the key file; put it first to seal with it from now on."""
    length = 32 if key_id == INDEX else _LENGTHS[algorithm]
    kind = "hmac-sha256" if key_id == INDEX else algorithm
    return f"{key_id} {kind} {base64.b64encode(os.urandom(length)).decode()}"


def new_keys(algorithm: str = "aes-256-gcm") -> str:
    """A complete new key file, with a new id, so that no two files have different keys of one id."""
    return "\n".join((new_key_line(f"k-{secrets.token_hex(4)}", algorithm), new_key_line(INDEX), ""))
