"""`/metrics` of a real server: read by Prometheus' parser, and exactly what the manual lists."""

from __future__ import annotations

from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

from tests.blackbox.conftest import Installation
from tests.blackbox.machine import Machine
from tests.blackbox.test_health import SEND, asked
from tests.test_monitoring import documented

PROPOSER = "liang.jiashu"
ENDINGS = {"counter": "_total", "info": "_info"}
ON_POSTGRESQL = {"objection_role_last_seen_seconds"}
OF_THE_KIND = {"le"}  # labels that belong to the kind of metric


def families(machine: Machine) -> dict[str, Metric]:
    status, lines = asked(machine, "/metrics")
    assert status == 200
    found = text_string_to_metric_families("\n".join(lines) + "\n")
    return {
        family.name.removesuffix(ENDINGS.get(family.type, "")) + ENDINGS.get(family.type, ""): family
        for family in found
        if family.name.startswith("objection_")
    }


def test_metrics_are_those_of_the_manual(installation: Installation) -> None:
    clock = installation.clock("2026-09-18 周五 10:00")
    machine = installation.machine(clock=clock.setting)
    phone = installation.phone(PROPOSER)
    installation.platform.inject_fault(SEND, code=-1)
    phone.send_text("提出异议")
    assert installation.handled(1)
    stale = installation.callbacks.seal("<xml/>", at=1_000_000_000)
    assert installation.callbacks.post(stale).status_code == 403
    assert installation.platform.wait(lambda: installation.platform.calls[SEND])
    found, known = families(machine), documented()
    assert found.keys() == known.keys() - ON_POSTGRESQL
    for name, family in found.items():
        labels = {label for sample in family.samples for label in sample.labels} - OF_THE_KIND
        assert not family.samples or labels == known[name], name
        assert family.documentation, name
    values = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in found.values()
        for sample in family.samples
    }
    assert values["objection_callbacks_total", "stored", "wecom"] == 1
    assert values["objection_callbacks_total", "refused", "wecom"] == 1
    assert values["objection_callback_seconds_count", "wecom"] == 1
    assert values["objection_message_errors_total", "-1", "wecom"] == 1
    assert values["objection_inbox_callbacks", "failed"] == 0
    assert (values["objection_ready",], values["objection_health_problems",]) == (1, 0)
    assert asked(machine, "/healthz") == (200, ["ok"])
