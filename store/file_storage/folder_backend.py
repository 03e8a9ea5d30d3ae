"""Encrypted files in a folder, `ab/cdef…`: written atomically and durably, mode 0600, never executable."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from store.file_storage.file_backend import FOLDER, REST, checked


class FolderBackend:
    """A folder; several machines may share it."""

    is_remote = False

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, digest: str) -> Path:
        return self.root / checked(digest)[:2] / digest[2:]

    def place(self, digest: str) -> str:
        return f"{self.root.name}/{checked(digest)[:2]}/{digest[2:]}"

    def open(self, digest: str) -> IO[bytes]:
        return self.path(digest).open("rb", buffering=0)

    def beginning(self, digest: str, size: int) -> IO[bytes]:  # noqa: ARG002 - reading is not fetching here
        return self.open(digest)

    def write(self, digest: str, fill: Callable[[IO[bytes]], None]) -> None:
        path = self.path(digest)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{digest[2:10]}-{secrets.token_hex(8)}")
        try:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                fill(file)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        _sync_folder(path.parent)
        _sync_folder(self.root)

    def change(self, digest: str, edit: Callable[[IO[bytes]], bool]) -> bool:
        """In place: the header's format survives a crash (store/files/sealed_content.py)."""
        with self.path(digest).open("r+b", buffering=0) as file:
            return edit(file)

    def stands(self, digest: str, size: int) -> bool | None:  # noqa: ARG002 - a disk's file may be damaged
        return None if self.path(digest).is_file() else False

    def copy_to(self, digest: str, target: Path, before: Path | None) -> None:
        link_or_copy(self.path(digest), target, before)

    def put_back(self, digest: str, source: Path) -> None:
        path = self.path(digest)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy2(source, path)

    def remove(self, digest: str) -> None:
        path = self.path(digest)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            _sync_folder(path.parent)

    def folders(self) -> list[str]:
        found = self.root.iterdir() if self.root.is_dir() else ()
        return sorted(path.name for path in found if FOLDER.fullmatch(path.name))

    def digests(self, folder: str) -> Iterator[str]:
        names = sorted(path.name for path in (self.root / folder).iterdir())
        return (folder + name for name in names if REST.fullmatch(name))

    def remove_stale(self, folder: str, before: datetime) -> None:
        for path in (self.root / folder).glob(".*"):
            try:
                if path.stat().st_mtime < before.timestamp():
                    path.unlink(missing_ok=True)
            except FileNotFoundError:
                continue

    def trouble(self) -> str:
        """None: what is wrong with a folder is said by each access, and by web/readiness.py."""
        return ""


def link_or_copy(path: Path, target: Path, before: Path | None) -> None:
    """Copy with its time, or link to the copy before, which has the same size and time."""
    if before is not None and before.is_file() and _is_same(path, before):
        try:
            os.link(before, target)
        except OSError:  # another file system, or one without links
            pass
        else:
            return
    shutil.copy2(path, target)


def _is_same(one: Path, other: Path) -> bool:
    a, b = one.stat(), other.stat()
    return (a.st_size, a.st_mtime_ns) == (b.st_size, b.st_mtime_ns)


def _sync_folder(folder: Path) -> None:
    """fsync the folder, so that the rename is durable; file systems that refuse need it not or can't."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
