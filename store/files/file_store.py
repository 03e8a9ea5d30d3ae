"""File store: attachments encrypted on disk by the SHA-256 of their content, written atomically, never executable."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias

from store.files import sealed_content
from store.files.file_types import Kind, Unfit, recognise
from store.files.sealed_content import FileDamaged, SealedReader
from store.vault import Vault, VaultError

Content: TypeAlias = bytes | IO[bytes]  # a stream must seek; it is read in pieces
UNREADABLE = (OSError, FileDamaged, VaultError)
_HASH = re.compile(r"[0-9a-f]{64}")
_FOLDER, _REST = re.compile(r"[0-9a-f]{2}"), re.compile(r"[0-9a-f]{62}")


@dataclass(frozen=True, slots=True)
class DailyQuota:
    """What one person may send in one day: a number of files, and bytes in all (own rule)."""

    files: int = 100
    size: int = 300 * 1024 * 1024


class FileStore:
    """A folder of files `ab/cdef…`. `limit` is in bytes; `types` are the accepted extensions; `quota` is per person."""

    def __init__(
        self, root: Path, vault: Vault, *, limit: int, types: Collection[str], quota: DailyQuota | None = None
    ) -> None:
        self.root, self.vault = root, vault
        self.limit = limit
        self.quota = quota or DailyQuota()
        self.types = frozenset(extension.lower() for extension in types)

    def check(self, content: Content, name: str) -> Kind:
        """The type of the file. Raises Unfit, with a sentence for the sender, where it is refused."""
        size = size_of(content)
        if not size:
            raise Unfit("文件是空的，请重新发送。")
        if size > self.limit:
            raise Unfit(f"文件超过 {self.limit / 1024 / 1024:g} MB，请压缩或拆分后再发。")
        return recognise(content, name, self.types)

    def put(self, content: Content) -> str:
        """Store a file durably; returns the SHA-256 of the clear content. Equal content is stored once."""
        stream = streamed(content)
        digest = sha256_of(stream)
        if not self._stands(digest):
            self._write(digest, stream)
        return digest

    def open(self, digest: str) -> IO[bytes]:
        """The clear content, as a stream that reads piece by piece and seeks.

        Raises FileNotFoundError, FileDamaged or VaultError; a read raises FileDamaged, too. `verify` beforehand where
        half of a file must not be used.
        """
        file = self.path(digest).open("rb", buffering=0)
        try:
            if sealed_content.is_sealed(file):
                return io.BufferedReader(SealedReader(file, self.vault, digest), sealed_content.CHUNK)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return file  # from before files were encrypted

    def verify(self, digest: str) -> int:
        """Read the whole file once and compare its hash; returns its size. Raises as `open`."""
        with self.open(digest) as stream:
            if sha256_of(stream) != digest:
                raise FileDamaged(f"attachment {digest[:12]}… is damaged on disk: restore it from the backup")
            return stream.tell()

    def read(self, digest: str) -> bytes:
        """The content of a small file. Raises as `open`."""
        with self.open(digest) as stream:
            content = stream.read()
        if hashlib.sha256(content).hexdigest() != digest:
            raise FileDamaged(f"attachment {digest[:12]}… is damaged on disk: restore it from the backup")
        return content

    def remove(self, digest: str) -> None:
        """Delete a file; idempotent."""
        path = self.path(digest)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            _sync_folder(path.parent)

    def path(self, digest: str) -> Path:
        """The path of a hash; raises ValueError for anything else, which prevents path traversal."""
        if _HASH.fullmatch(digest) is None:
            raise ValueError("not a content hash")
        return self.root / digest[:2] / digest[2:]

    def folders(self) -> list[str]:
        """The folders that hold files, in order."""
        found = self.root.iterdir() if self.root.is_dir() else ()
        return sorted(path.name for path in found if _FOLDER.fullmatch(path.name))

    def digests(self, folder: str) -> Iterator[str]:
        """The files of one folder, by name."""
        names = sorted(path.name for path in (self.root / folder).iterdir())
        return (folder + name for name in names if _REST.fullmatch(name))

    def is_sealed(self, digest: str) -> bool:
        """Whether a file is encrypted. Raises FileNotFoundError."""
        with self.path(digest).open("rb", buffering=0) as file:
            return sealed_content.is_sealed(file)

    def seal(self, digest: str) -> bool:
        """Encrypt a file from before files were encrypted; False where it is, or is gone. A damaged one stays.

        The encrypted one takes its place at once; a crash leaves one or the other. Raises FileDamaged.
        """
        with contextlib.suppress(FileNotFoundError):
            if not self.is_sealed(digest):
                self.verify(digest)
                with self.open(digest) as stream:
                    self._write(digest, stream)
                return True
        return False

    def rewrap(self, digest: str) -> bool:
        """Wrap a file's data key with the current key; False where it is. Raises VaultError and FileDamaged."""
        with self.path(digest).open("r+b", buffering=0) as file:
            return sealed_content.is_sealed(file) and sealed_content.rewrap(file, self.vault, digest)

    def keys_of(self, digest: str) -> list[str]:
        """Ids of the keys that a file needs; none for one that is not encrypted."""
        with self.path(digest).open("rb", buffering=0) as file:
            return sealed_content.keys_of_file(file) if sealed_content.is_sealed(file) else []

    def _stands(self, digest: str) -> bool:
        """Whether the file is there, encrypted and whole."""
        try:
            return self.is_sealed(digest) and self.verify(digest) >= 0
        except UNREADABLE:
            return False

    def _write(self, digest: str, stream: IO[bytes]) -> None:
        path = self.path(digest)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{digest[2:10]}-{secrets.token_hex(8)}")
        try:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                sealed_content.write(file, stream, self.vault, digest)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        _sync_folder(path.parent)
        _sync_folder(self.root)


def streamed(content: Content) -> IO[bytes]:
    """The content as a stream at its beginning."""
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    stream.seek(0)
    return stream


def size_of(content: Content) -> int:
    return len(content) if isinstance(content, bytes) else content.seek(0, io.SEEK_END)


def sha256_of(stream: IO[bytes]) -> str:
    """Read from the beginning to the end, piece by piece."""
    stream.seek(0)
    digest = hashlib.sha256()
    while piece := stream.read(sealed_content.CHUNK):
        digest.update(piece)
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    """fsync the folder, so that the rename is durable; file systems that refuse need it not or can't."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
