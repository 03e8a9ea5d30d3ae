"""`story`: one ticket on every branch in turn, and all that was said on the way; told once for a whole file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.permissions.walkthrough import Story, told


@pytest.fixture(scope="package")
def story(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with told(sqlite_template, tmp_path_factory.mktemp("story")) as found:
        yield found
