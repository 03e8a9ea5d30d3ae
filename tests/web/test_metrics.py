"""Metrics show the counts of sweeps and queues, and no personal data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from scheduler.job import Job
from scheduler.jobs import Scheduler
from scheduler.sweeps.backlog import Backlog
from store.engine.session import Store
from store.files.file_store import FileStore
from tests.bot.world import vault
from tests.scheduler.rig import OFFICER_A, Rig
from web.flask_app import create_pages
from web.site import Gauge, Site


def test_sweeps_messages_and_the_queue_are_in_the_figures(rig: Rig) -> None:
    Scheduler(rig.deps)._run_job(Job("deadlines", 2, lambda _parts, _now: 0))
    rig.deps.counters.count("wecom", 2, "sent")
    rig.deps.counters.found("期限无人查看", 3)
    rig.post(OFFICER_A, "请签收")
    file_store = FileStore(rig.folder, rig.store.vault, limit=1, types=())
    site = Site(rig.store, rig.laws, {}, rig.clock, file_store, "https://yiyi.test", b"k", rig.deps.counters)
    text = create_pages(site).test_client().get("/metrics").get_data(as_text=True)
    assert 'objection_sweep_seconds_count{job="deadlines"} 1.0' in text
    assert 'objection_messages_total{fate="sent",lane="task",platform="wecom"} 1.0' in text
    assert 'objection_audit_findings{check="期限无人查看"} 3.0' in text
    assert "objection_messages_waiting 1.0" in text
    assert OFFICER_A not in text


def test_process_metrics_without_a_database(rig: Rig, tmp_path: Path) -> None:
    """Alarms depend on these metrics, so they must be available while something is wrong."""
    away = Store("postgresql://nobody@127.0.0.1:9/none", vault())
    rig.deps.counters.expects("deadlines")
    rig.deps.counters.backlog = Backlog(replace(rig.deps, store=away)).collect
    gauges = [Gauge("objection_ready", "?", lambda: 0.0), Gauge("objection_broken", "?", lambda: 1 / 0)]
    file_store = FileStore(tmp_path, vault(), limit=1, types=())
    site = Site(away, rig.laws, {}, rig.clock, file_store, "https://yiyi.test", b"k", rig.deps.counters, gauges)
    answer = create_pages(site).test_client().get("/metrics")
    names = {family.name for family in text_string_to_metric_families(answer.get_data(as_text=True))}
    assert answer.status_code == 200
    assert {"objection_ready", "objection_sweep_last_success_seconds"} <= names
    assert not {"objection_messages_waiting", "objection_oldest_message_seconds", "objection_broken"} & names
