"""On SQLite one process serves: whoever holds the lock file beside the database; commands work beside it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from store.engine.session import Store


class AnotherServes(Exception):
    """Another process serves this database."""

    def __init__(self, process: str) -> None:
        super().__init__(process)
        self.process = process


class ServingLock:
    """The system frees it when the process ends, however it ends."""

    def __init__(self, store: Store) -> None:
        database = store.engine.url.database or ""
        self._path = Path(f"{database}.serving") if store.is_sqlite and database not in ("", ":memory:") else None
        self._file: int | None = None

    def take(self) -> None:
        """Raises AnotherServes where another process has it."""
        if self._path is None:
            return
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            process = os.read(handle, 20).decode(errors="replace").strip()
            os.close(handle)
            raise AnotherServes(process) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        self._file = handle

    def free(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
