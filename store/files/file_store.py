"""File store: attachments encrypted under the SHA-256 of their content, in a folder or a bucket, written atomically."""

from __future__ import annotations

import contextlib
import hashlib
import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias

from store.file_storage.file_backend import FileBackend
from store.file_storage.folder_backend import FolderBackend
from store.files import sealed_content
from store.files.file_types import Kind, Unfit, recognise
from store.files.sealed_content import FileDamaged, SealedReader
from store.vault import Vault, VaultError

Content: TypeAlias = bytes | IO[bytes]  # a stream must seek; it is read in pieces
UNREADABLE = (OSError, FileDamaged, VaultError)


@dataclass(frozen=True, slots=True)
class DailyQuota:
    """What one person may send in one day: a number of files, and bytes in all (own rule)."""

    files: int = 100
    size: int = 300 * 1024 * 1024


class FileStore:
    """Encrypted files. `limit` is in bytes; `types` are the accepted extensions; `quota` is per person."""

    def __init__(
        self,
        backend: Path | FileBackend,
        vault: Vault,
        *,
        limit: int,
        types: Collection[str],
        quota: DailyQuota | None = None,
    ) -> None:
        self.backend: FileBackend = FolderBackend(backend) if isinstance(backend, Path) else backend
        self.vault = vault
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
        if not self._stands(digest, size_of(content)):
            self._write(digest, stream)
        return digest

    def put_ahead(self, content: Content) -> None:
        """What `put` does over a network, before the transaction: there it only confirms that the file still stands.

        Raises StorageAway.
        """
        if self.backend.is_remote:
            self.put(content)

    def open(self, digest: str) -> IO[bytes]:
        """The clear content, as a stream that reads piece by piece and seeks.

        Raises FileNotFoundError, FileDamaged or VaultError; a read raises FileDamaged, too. `verify` beforehand where
        half of a file must not be used.
        """
        file = self.backend.open(digest)
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
            return self._verified(digest, stream)

    def read(self, digest: str) -> bytes:
        """The content of a small file. Raises as `open`."""
        with self.open(digest) as stream:
            content = stream.read()
        if hashlib.sha256(content).hexdigest() != digest:
            raise FileDamaged(f"attachment {digest[:12]}… is damaged on disk: restore it from the backup")
        return content

    def opened_whole(self, digest: str) -> tuple[int, IO[bytes]]:
        """The size and the clear content, read and compared once before; closed by the caller. Raises as `open`."""
        stream = self.open(digest)
        try:
            return self._verified(digest, stream), stream
        except BaseException:
            stream.close()
            raise

    def is_sealed(self, digest: str) -> bool:
        """Whether a file is encrypted. Raises FileNotFoundError."""
        with self.backend.beginning(digest, sealed_content.HEADER) as file:
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
        if self.keys_of(digest) in ([], [self.vault.current]):
            return False
        return self.backend.change(digest, lambda file: sealed_content.rewrap(file, self.vault, digest))

    def keys_of(self, digest: str) -> list[str]:
        """Ids of the keys that a file needs; none for one that is not encrypted."""
        with self.backend.beginning(digest, sealed_content.HEADER) as file:
            return sealed_content.keys_of_file(file) if sealed_content.is_sealed(file) else []

    def _stands(self, digest: str, size: int) -> bool:
        """Whether the file is there, encrypted and whole."""
        known = self.backend.stands(digest, sealed_content.size_of(size))
        if known is not None:
            return known
        try:
            return self.is_sealed(digest) and self.verify(digest) >= 0
        except UNREADABLE:
            return False

    def _verified(self, digest: str, stream: IO[bytes]) -> int:
        if sha256_of(stream) != digest:
            raise FileDamaged(f"attachment {digest[:12]}… is damaged on disk: restore it from the backup")
        size = stream.tell()
        stream.seek(0)
        return size

    def _write(self, digest: str, stream: IO[bytes]) -> None:
        self.backend.write(digest, lambda file: sealed_content.write(file, stream, self.vault, digest))


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
