"""Fixtures: a store on each database, and the small district in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from store.engine.session import Store
from tests.store.district_fixture import DistrictFixture, make_vault


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = Store(database_url, make_vault())
    yield store
    store.close()


@pytest.fixture
def district(store: Store) -> DistrictFixture:
    return DistrictFixture(store).build()
