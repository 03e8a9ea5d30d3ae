"""Alert rules, dashboard and manual speak of metrics that exist; logs are kept six months by the examples given."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
PROMETHEUS = DEPLOY / "prometheus"
CHINESE = re.compile(r"[\u4e00-\u9fff]{4}")
NAME = re.compile(r"\bobjection_[a-z_]+")
HALF_A_YEAR = 184  # days


def documented() -> dict[str, set[str]]:
    """The metrics of the manual's table, with their labels."""
    manual = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(objection_\w+)(?:\{([a-z,]+)\})?` \| [^|]+ \|", manual, re.MULTILINE)
    assert len({name for name, _ in rows}) == len(rows)
    return {name: set(labels.split(",")) - {""} for name, labels in rows}


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((PROMETHEUS / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def queries() -> Iterator[str]:
    """Every expression of the dashboard."""
    board = json.loads((DEPLOY / "grafana" / "objection.json").read_text(encoding="utf-8"))
    for panel in board["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))


def unknown(expression: str) -> set[str]:
    """Metrics of an expression that the manual does not list; parts of a distribution are listed by its own name."""
    names = NAME.findall(expression)
    known = documented()
    return {name for name in names if name not in known and re.sub("_(bucket|sum|count)$", "", name) not in known}


def test_every_alert_is_about_a_metric_that_exists_and_says_what_to_do() -> None:
    for rule in rules():
        assert unknown(rule["expr"]) == set(), rule["alert"]
        assert rule["labels"]["severity"] in ("critical", "warning", "info")
        assert all(CHINESE.search(rule["annotations"][name]) for name in ("summary", "action")), rule["alert"]
    assert len({rule["alert"] for rule in rules()}) == len(rules())


def test_every_metric_with_an_alarm_in_the_manual_has_one() -> None:
    alarmed = {name for rule in rules() for name in NAME.findall(rule["expr"])}
    table = re.findall(
        r"^\| `(objection_\w+)[^|]*\| [^|]+ \| ([^|]*) ?\|$",
        (ROOT / "docs" / "operations.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    named = {name for name, when in table if when.strip()}
    assert named
    assert {name for name in named if not {name, f"{name}_bucket"} & alarmed} == set()


def test_the_dashboard_shows_metrics_that_exist() -> None:
    found = list(queries())
    assert len(found) > 20
    assert {name for each in found for name in unknown(each)} == set()
    shown = {re.sub("_(bucket|sum|count)$", "", name) for each in found for name in NAME.findall(each)}
    rehearsal = {"objection_looked_at", "objection_next_moment"}
    assert documented().keys() - shown - rehearsal == set()


@pytest.mark.skipif(shutil.which("promtool") is None, reason="no promtool here")
@pytest.mark.parametrize(
    "words",
    [("check", "rules", "alerts.yml"), ("test", "rules", "alerts.test.yml"), ("check", "config", "--syntax-only",
                                                                             "prometheus.yml")],
)  # fmt: skip
def test_by_promtool(words: tuple[str, ...]) -> None:
    done = subprocess.run(["promtool", *words], cwd=PROMETHEUS, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_tested_alert_exists() -> None:
    tests = yaml.safe_load((PROMETHEUS / "alerts.test.yml").read_text(encoding="utf-8"))["tests"]
    tried = {each["alertname"] for test in tests for each in test["alert_rule_test"]}
    assert tried <= {rule["alert"] for rule in rules()}


def test_logs_are_kept_six_months() -> None:
    """网络安全法第二十一条: 不少于六个月."""
    journal = (DEPLOY / "journald" / "objection.conf").read_text(encoding="utf-8")
    months = re.search(r"^MaxRetentionSec=(\d+)month$", journal, re.MULTILINE)
    assert months is not None
    assert int(months[1]) * 30 >= HALF_A_YEAR
    assert "Storage=persistent" in journal
    files = (DEPLOY / "logrotate" / "objection").read_text(encoding="utf-8")
    days = re.search(r"^\s+maxage (\d+)$", files, re.MULTILINE)
    assert days is not None
    assert int(days[1]) >= HALF_A_YEAR
    services = yaml.safe_load((DEPLOY / "docker" / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert services["bot"]["logging"]["driver"] == "journald"
