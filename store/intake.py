"""What `keep` returned for is on disk: calls that arrive together share one commit, and share its failure."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from store.inbox import CONTEXT
from store.inbox_writer import InboxFailed, _PostgresLane, _SqliteLane
from store.people import user_key
from store.session import Store


class Intake:
    """Stores calls with group commit for one event loop: while one batch is written, the next one gathers.

    `on_put` is called, from another thread, after each commit that stored something new.
    """

    def __init__(self, store: Store, *, limit: int = 1000, on_put: Callable[[], None] | None = None) -> None:
        self._vault, self._limit, self._on_put = store.vault, limit, on_put
        self._lane = _SqliteLane(store) if store.is_sqlite else _PostgresLane(store)
        self._thread = ThreadPoolExecutor(1, "intake")
        self._waiting: list[tuple[tuple[Any, ...], asyncio.Future[bool]]] = []
        self._writing = False

    async def keep(self, platform: str, message_key: str, user: str, payload: bytes, now: datetime) -> bool:
        """Store one call; True where it is the first of its key. Raises InboxFailed where it is not stored."""
        if len(self._waiting) >= self._limit:
            raise InboxFailed("message not stored: too many are waiting")
        sealed = self._vault.seal_bytes(payload, CONTEXT)
        row = (platform, message_key, user_key(user), sealed, "received", 0, now, now, "")
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, done))
        if not self._writing:
            self._write()
        return await done

    def _write(self) -> None:
        batch, self._waiting, self._writing = self._waiting, [], True
        loop = asyncio.get_running_loop()
        self._thread.submit(self._commit, batch, loop)

    def _commit(self, batch, loop) -> None:
        try:
            fresh = self._lane.write([row for row, _ in batch])
            loop.call_soon_threadsafe(self._finish, batch, fresh, None)
            if self._on_put and any(fresh):
                self._on_put()
        except BaseException as error:
            loop.call_soon_threadsafe(self._finish, batch, [], error)

    def _finish(self, batch, fresh, error) -> None:
        self._writing = False
        if self._waiting:
            self._write()
        for i, (_, done) in enumerate(batch):
            if done.cancelled():
                continue
            if error is not None:
                done.set_exception(InboxFailed(f"message not stored: {type(error).__name__}"))
            else:
                done.set_result(fresh[i])

    def close(self) -> None:
        self._thread.shutdown()
        self._lane.close()
