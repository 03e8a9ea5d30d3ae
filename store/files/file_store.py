"""File store: attachments on disk by the SHA-256 of their content, written atomically, never executable."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import Collection
from pathlib import Path

from store.files.file_types import Kind, Unfit, recognise

_HASH = re.compile(r"[0-9a-f]{64}")


class FileStore:
    """A folder of files `ab/cdef…`. `limit` is in bytes; `types` are the accepted extensions."""

    def __init__(self, root: Path, *, limit: int, types: Collection[str]) -> None:
        self.root = root
        self.limit = limit
        self.types = frozenset(extension.lower() for extension in types)

    def check(self, content: bytes, name: str) -> Kind:
        """The type of the file. Raises Unfit, with a sentence for the sender, where it is refused."""
        if not content:
            raise Unfit("文件是空的，请重新发送。")
        if len(content) > self.limit:
            raise Unfit(f"文件超过 {self.limit / 1024 / 1024:g} MB，请压缩或拆分后再发。")
        return recognise(content, name, self.types)

    def put(self, content: bytes) -> str:
        """Store a file durably; returns its SHA-256. Equal content is stored once."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.path(digest)
        if path.is_file() and path.stat().st_size == len(content):
            return digest
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{digest[2:10]}-{secrets.token_hex(8)}")
        try:
            self._write(draft, content)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        _sync_folder(path.parent)
        _sync_folder(self.root)
        return digest

    def read(self, digest: str) -> bytes:
        """The content of a hash. Raises FileNotFoundError, or ValueError where it is corrupt."""
        content = self.path(digest).read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise ValueError(f"attachment {digest[:12]}… is damaged on disk: restore it from the backup")
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

    def _write(self, path: Path, content: bytes) -> None:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """fsync the folder, so that the rename is durable; file systems that refuse need it not or can't."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
