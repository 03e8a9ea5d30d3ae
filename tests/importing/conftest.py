"""The directory before a file, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from store.engine.session import Store
from tests.importing.import_fixture import Town
from tests.store.district_fixture import make_vault


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    store = Store(database_url, make_vault())
    yield Town(store).build()
    store.close()
