"""Fixture: an empty directory to import into, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from store.engine.session import Store
from tests.importing.import_fixture import ImportFixture
from tests.store.district_fixture import make_vault


@pytest.fixture
def directory(database_url: str) -> Iterator[ImportFixture]:
    store = Store(database_url, make_vault())
    yield ImportFixture(store).build()
    store.close()
