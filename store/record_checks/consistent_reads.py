"""One read transaction in which rows and their entries are of the same moment, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.engine.session import Store


@contextmanager
def consistent(store: Store) -> Iterator[Session]:
    with store.read() as session:
        if not store.is_sqlite:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session
