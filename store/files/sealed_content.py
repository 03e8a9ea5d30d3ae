"""Format of a file encrypted at rest: a data key of its own, wrapped by the current key, and authenticated chunks.

512 bytes of MAGIC and zeros; 512 bytes twice: length (2 bytes) and the wrapped data key, zeros, one of the two empty
but during a rotation; chunks of 64 KiB, each with its tag. A chunk's nonce is its place and whether it is the last one:
a file that was cut, reordered or mixed with another does not open. The wrapped key is bound to the SHA-256 of the
content, which is the file's name: no file opens under the name of another.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, field
from fcntl import LOCK_EX, flock
from typing import IO, TYPE_CHECKING

from cryptography.exceptions import InvalidTag

from store.vault import Vault, VaultError, cipher, key_of

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAGIC = b"\0objection file\1"  # no clear file begins like this: a text has no control characters
CHUNK, _TAG, _SECTOR = 64 * 1024, 16, 512  # a sector is written at once by every disk
_SLOTS = (_SECTOR, 2 * _SECTOR)
HEADER = 3 * _SECTOR


class FileDamaged(ValueError):
    """A stored file is cut, altered, or another one's; `str()` is for developers, without content."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key of one file. Each is used once, so that places can be its nonces."""

    algorithm: str
    secret: bytes = field(repr=False)

    @classmethod
    def new(cls, vault: Vault) -> DataKey:
        return cls(*vault.new_data_key())

    @classmethod
    def unwrapped(cls, vault: Vault, token: bytes, digest: str) -> DataKey:
        algorithm, _, secret = vault.open_bytes(token, _context(digest)).partition(b" ")
        return cls(algorithm.decode(), secret)

    def wrapped(self, vault: Vault, digest: str) -> bytes:
        return vault.seal_bytes(self.algorithm.encode() + b" " + self.secret, _context(digest))


def write(target: IO[bytes], source: IO[bytes], vault: Vault, digest: str) -> None:
    """Encrypt a content of this SHA-256 from its beginning."""
    key = DataKey.new(vault)
    box = cipher(key.algorithm, key.secret)
    target.write(MAGIC.ljust(_SECTOR, b"\0") + _slot(key.wrapped(vault, digest)) + _slot(b""))
    source.seek(0)
    chunk, number = _full(source), 0
    while True:
        following = _full(source)
        target.write(box.encrypt(_nonce(number, last=not following), chunk, b""))
        if not following:
            return
        chunk, number = following, number + 1


def size_of(clear: int) -> int:
    """The size of an encrypted content of so many bytes, which are not none."""
    return HEADER + clear + -(-clear // CHUNK) * _TAG


def is_sealed(file: IO[bytes]) -> bool:
    """Whether an open file is encrypted; reads from its beginning."""
    file.seek(0)
    return file.read(len(MAGIC)) == MAGIC


def keys_of_file(file: IO[bytes]) -> list[str]:
    """Ids of the keys that wrap the data key: one, or two where a rotation was interrupted."""
    return [key_of(token) for token in _tokens(file) if token]


def rewrap(file: IO[bytes], vault: Vault, digest: str) -> bool:
    """Wrap the data key with the current key, without touching the content; False where it was already.

    The new one is on disk before the old one is removed, so a crash leaves at least one. Raises VaultError.
    """
    flock(file, LOCK_EX)  # until it is closed; two rotations at once would remove each other's
    tokens = _tokens(file)
    slot, key = _unwrapped(tokens, vault, digest)
    if key_of(tokens[slot]) != vault.current:
        slot = 1 - slot
        _put(file, slot, key.wrapped(vault, digest))
    elif not tokens[1 - slot]:
        return False
    _put(file, 1 - slot, b"")
    return True


class SealedReader(io.RawIOBase):
    """The clear content of an encrypted file, chunk by chunk; reads and seeks, and closes the file with itself.

    Raises FileDamaged, while it is opened and by any read, and VaultError where the key is missing.
    """

    def __init__(self, file: IO[bytes], vault: Vault, digest: str) -> None:
        super().__init__()
        body = os.fstat(file.fileno()).st_size - HEADER
        self._count, self._file, self._at = -(-body // (CHUNK + _TAG)), file, 0
        if body < _TAG:
            raise FileDamaged("a stored file is cut")
        self.size = body - self._count * _TAG
        _, key = _unwrapped(_tokens(file), vault, digest)
        self._box = cipher(key.algorithm, key.secret)
        self._number, self._chunk = -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + (0, self._at, self.size)[whence])
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        if self._at >= self.size or not view:
            return 0
        number, start = divmod(self._at, CHUNK)
        part = self._opened(number)[start : start + len(view)]
        view[: len(part)] = part
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _opened(self, number: int) -> bytes:
        if number != self._number:
            self._file.seek(HEADER + number * (CHUNK + _TAG))
            sealed = self._file.read(CHUNK + _TAG)
            try:
                self._chunk = self._box.decrypt(_nonce(number, last=number == self._count - 1), sealed, b"")
            except (InvalidTag, ValueError):
                raise FileDamaged(f"chunk {number} of a stored file is altered") from None
            self._number = number
        return self._chunk


def _full(source: IO[bytes]) -> bytes:
    """A whole chunk, or what is left: a raw stream may give less than it has."""
    parts, size = [], 0
    while size < CHUNK and (part := source.read(CHUNK - size)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _context(digest: str) -> str:
    return f"file:{digest}"


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _slot(token: bytes) -> bytes:
    return (len(token).to_bytes(2, "big") + token).ljust(_SECTOR, b"\0")


def _tokens(file: IO[bytes]) -> list[bytes]:
    """The content of both slots."""
    found = []
    for place in _SLOTS:
        file.seek(place)
        sector = file.read(_SECTOR)
        found.append(sector[2 : 2 + int.from_bytes(sector[:2], "big")])
    return found


def _unwrapped(tokens: list[bytes], vault: Vault, digest: str) -> tuple[int, DataKey]:
    """Which slot opens, the current key's first, and the data key; the other may be empty or torn."""
    problem: Exception = FileDamaged("a stored file has no key")
    for slot in sorted((0, 1), key=lambda slot: key_of(tokens[slot]) != vault.current):
        try:
            if tokens[slot]:
                return slot, DataKey.unwrapped(vault, tokens[slot], digest)
        except VaultError as error:
            problem = error
    raise problem


def _put(file: IO[bytes], slot: int, token: bytes) -> None:
    file.seek(_SLOTS[slot])
    file.write(_slot(token))
    file.flush()
    os.fsync(file.fileno())
