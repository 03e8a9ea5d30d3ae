"""Callbacks go first, and nobody stands back for ever."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import pytest

from store.engine.callback_priority import GIVE, Way, give_way
from store.engine.session import Store
from tests.store.town import make_vault


def _write(way: Way) -> None:
    with way.behind():
        pass


@pytest.mark.parametrize("work", [Way.give, _write])
def test_work_goes_on_though_callbacks_never_cease(work: Callable[[Way], None]) -> None:
    way = Way()
    with way.first(), way.first():
        for _ in range(2):
            thread = Thread(target=work, args=(way,), daemon=True)
            thread.start()
            thread.join(30)
            assert not thread.is_alive()


def test_who_only_looks_gives_way_and_who_may_write_does_not(sqlite_url: str) -> None:
    """Somebody who waits in a transaction that may write makes everybody wait who has something to write."""
    store = Store(sqlite_url, make_vault())
    with store.read() as session:
        assert GIVE in session.info
        give_way(session)
    with store.write() as session:
        assert GIVE not in session.info
        give_way(session)
    store.close()
