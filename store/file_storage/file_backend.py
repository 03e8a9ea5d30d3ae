"""Where encrypted files are kept, a folder or a bucket: what both promise. A name is the SHA-256 of a clear content."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

HASH, FOLDER, REST = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{2}"), re.compile(r"[0-9a-f]{62}")


class StorageAway(OSError):
    """The storage does not answer or refuses; that says nothing about a file. `strerror` is for people, not secret."""


class FileBackend(Protocol):
    """Files by hash, in 256 folders by its first two digits. Every method may raise OSError, StorageAway among them."""

    @property
    def is_remote(self) -> bool:
        """Whether each access takes the network: what is slow is then done before a transaction begins."""
        ...

    def place(self, digest: str) -> str:
        """Where a file lies, for operators. Raises ValueError for what is no hash."""
        ...

    def open(self, digest: str) -> IO[bytes]:
        """The stored bytes; they seek. Raises FileNotFoundError."""
        ...

    def beginning(self, digest: str, size: int) -> IO[bytes]:
        """As `open`, of which no more than so many bytes may be read."""
        ...

    def write(self, digest: str, fill: Callable[[IO[bytes]], None]) -> None:
        """Store what `fill` writes: whole and durable, or not at all."""
        ...

    def change(self, digest: str, edit: Callable[[IO[bytes]], bool]) -> bool:
        """Change a stored file's header; what `edit` returns. Raises FileNotFoundError; creates nothing."""
        ...

    def stands(self, digest: str, size: int) -> bool | None:
        """Whether it is there in this size; None where only reading it would tell."""
        ...

    def copy_to(self, digest: str, target: Path, before: Path | None) -> None:
        """Into a backup, as it is; linked to the backup before where that one is the same. Raises FileNotFoundError."""
        ...

    def put_back(self, digest: str, source: Path) -> None:
        """From a backup, as it is."""
        ...

    def remove(self, digest: str) -> None:
        """Delete a file; idempotent."""
        ...

    def folders(self) -> list[str]:
        """The folders that hold files, in order."""
        ...

    def digests(self, folder: str) -> Iterator[str]:
        """The files of one folder, in order."""
        ...

    def remove_stale(self, folder: str, before: datetime) -> None:
        """Delete half-written files that a process left which died."""
        ...

    def trouble(self) -> str:
        """Why no file can be stored, after a trial over the network; empty where nothing is known."""
        ...


def checked(digest: str) -> str:
    """A hash; raises ValueError for anything else, which prevents path traversal."""
    if HASH.fullmatch(digest) is None:
        raise ValueError("not a content hash")
    return digest
