"""Fixtures: a separate rehearsal for each test, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from sandbox.rehearsal import Rehearsal, rehearsal
from tests.browser.handset import Handset

START = "2026-09-14T09:30:00+08:00"  # 周一


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Rehearsal]:
    (tmp_path / "clock").write_text(START)
    with rehearsal(tmp_path) as started:
        yield started


@pytest.fixture
def phones(page: Page, running: Rehearsal) -> dict[str, Handset]:
    """By their role on the page."""
    page.set_viewport_size({"width": 1600, "height": 900})
    page.goto(running.url)
    page.wait_for_selector("body[data-live]")
    return {handset.role: Handset(page, handset.userid) for handset in running.context.handsets}
