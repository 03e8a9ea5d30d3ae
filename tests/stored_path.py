"""Where a file of a folder lies, for tests that damage or count files."""

from __future__ import annotations

from pathlib import Path

from store.file_storage.folder_backend import FolderBackend
from store.files.file_store import FileStore


def root_of(files: FileStore) -> Path:
    assert isinstance(files.backend, FolderBackend)
    return files.backend.root


def path_of(files: FileStore, digest: str) -> Path:
    assert isinstance(files.backend, FolderBackend)
    return files.backend.path(digest)
