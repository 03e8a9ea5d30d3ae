"""Temporary files with people's data: beyond some memory they are encrypted with a key that only this process has."""

from __future__ import annotations

import io
import os
import tempfile
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

PAGE, _NONCE, _TAG = 64 * 1024, 12, 16
_SLOT = _NONCE + PAGE + _TAG


def temporary_file(in_memory: int) -> io.BufferedRandom:
    """A file without a name, for reading, writing and seeking; so many bytes of it stay in memory."""
    return io.BufferedRandom(_Pages(in_memory // PAGE), PAGE)


class _Pages(io.RawIOBase):
    """One page is open; the first ones lie in memory, the others encrypted on disk, each time with a new nonce."""

    def __init__(self, in_memory: int) -> None:
        super().__init__()
        self._box = AESGCM(AESGCM.generate_key(256))
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed with this one
        self._kept = dict[int, bytes]()
        self._in_memory, self._written = in_memory, set[int]()
        self._size = self._at = self._number = 0
        self._page, self._dirty = bytearray(PAGE), False

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + (0, self._at, self._size)[whence])
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        view, (number, start) = memoryview(buffer).cast("B"), divmod(self._at, PAGE)
        size = min(len(view), PAGE - start, self._size - self._at)
        if size <= 0:
            return 0
        self._open(number)
        view[:size] = self._page[start : start + size]
        self._at += size
        return size

    def write(self, data: ReadableBuffer) -> int:
        view, (number, start) = memoryview(data).cast("B"), divmod(self._at, PAGE)
        size = min(len(view), PAGE - start)
        self._open(number)
        self._page[start : start + size] = view[:size]
        self._dirty, self._at = True, self._at + size
        self._size = max(self._size, self._at)
        return size

    def close(self) -> None:
        self._kept.clear()
        self._file.close()
        super().close()

    def _open(self, number: int) -> None:
        if number == self._number:
            return
        self._put_away()
        self._number, self._page = number, bytearray(self._stored(number))

    def _put_away(self) -> None:
        if self._dirty and self._number < self._in_memory:
            self._kept[self._number] = bytes(self._page)
        elif self._dirty:
            nonce = os.urandom(_NONCE)
            sealed = nonce + self._box.encrypt(nonce, bytes(self._page), self._number.to_bytes(8, "big"))
            self._file.seek((self._number - self._in_memory) * _SLOT)
            self._file.write(sealed)
            self._written.add(self._number)
        self._dirty = False

    def _stored(self, number: int) -> bytes:
        if number not in self._written:
            return self._kept.get(number, bytes(PAGE))
        self._file.seek((number - self._in_memory) * _SLOT)
        sealed = self._file.read(_SLOT)
        return self._box.decrypt(sealed[:_NONCE], sealed[_NONCE:], number.to_bytes(8, "big"))
