"""Fixture `walkthrough`: one ticket on every branch in turn, with all messages sent; run once per package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.permissions.walkthrough import Walkthrough, walk_through


@pytest.fixture(scope="package")
def walkthrough(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walkthrough]:
    with walk_through(sqlite_template, tmp_path_factory.mktemp("walkthrough")) as found:
        yield found
