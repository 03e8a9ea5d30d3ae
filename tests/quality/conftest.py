"""Fixture: a store for the report's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from store.engine.session import Store
from tests.store.district_fixture import make_vault


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    store = Store(sqlite_url, make_vault())
    yield store
    store.close()
