"""Whoever watches the service sees what its sweeps have counted, and nobody's name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.jobs import Job, Wall
from store.shelf import Shelf
from tests.scheduler.rig import OFFICER_A, Rig
from web.pages import create_pages
from web.site import Site


@pytest.fixture
def rig(sqlite_url: str, tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(sqlite_url, tmp_path)
    yield rig
    rig.close()


def test_sweeps_messages_and_the_queue_are_in_the_figures(rig: Rig) -> None:
    Wall(rig.parts)._ring(Job("deadlines", 2, lambda _parts, _now: 0))
    rig.parts.tally.count("wecom", 2, "sent")
    rig.parts.tally.found("期限无人查看", 3)
    rig.post(OFFICER_A, "请签收")
    shelf = Shelf(rig.folder, limit=1, types=())
    site = Site(rig.store, rig.laws, {}, rig.clock, shelf, "https://yiyi.test", b"k", rig.parts.tally)
    text = create_pages(site).test_client().get("/metrics").get_data(as_text=True)
    assert 'objection_sweep_seconds_count{job="deadlines"} 1.0' in text
    assert 'objection_messages_total{fate="sent",lane="task",platform="wecom"} 1.0' in text
    assert 'objection_audit_findings{check="期限无人查看"} 3.0' in text
    assert "objection_messages_waiting 1.0" in text
    assert OFFICER_A not in text
