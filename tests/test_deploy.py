"""Files of `deploy/`: hardened units, commands and options that exist, an nginx that knows the routes."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from objection.cli.main import main

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
MANUAL = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_are_hardened(unit: Path) -> None:
    """An exposure of at most 3 of 10 by systemd's own judgement."""
    command = ["systemd-analyze", "security", "--offline=true", str(unit)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout
    level = re.search(r"Overall exposure level for \S+: ([0-9.]+)", told)
    assert level is not None, told
    assert float(level[1]) <= 3.0, told


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_call_commands_and_options_that_exist(unit: Path) -> None:
    call = re.search(r"^ExecStart=/opt/objection/\.venv/bin/objection (.*)$", unit.read_text(encoding="utf-8"), re.M)
    assert call is not None
    command, *arguments = call[1].split()
    told = CliRunner().invoke(main, [command, "--help"]).output
    assert all(option in told for option in arguments if option.startswith("--")), told


def test_the_manual_installs_every_file() -> None:
    for path in (path for path in DEPLOY.rglob("*") if path.is_file() and "docker" not in path.parts):
        inside = f"deploy/{path.relative_to(DEPLOY)}"
        assert inside in MANUAL or "deploy/systemd/objection*" in MANUAL.replace(inside, ""), inside
    assert "deploy/docker" in MANUAL


def test_nginx_closes_what_is_for_monitors_and_limits_what_is_open() -> None:
    text = (DEPLOY / "nginx" / "objection.conf").read_text(encoding="utf-8")
    places = dict(re.findall(r"location\s+(?:[=~^*]+\s+)?(\S+)\s*\{(.*?)\}", text, re.DOTALL))
    for path in ("/metrics", "/healthz", "/readyz"):
        assert "deny all" in places[path]
    for path in ("/callback/", "/u/", "/"):
        assert "limit_req zone=" in places[path]
        assert "X-Forwarded-For $remote_addr" in places[path]
    assert text.count("{") == text.count("}")


def test_the_image_is_built_from_hashed_requirements_and_runs_as_nobody() -> None:
    text = (DEPLOY / "docker" / "Dockerfile").read_text(encoding="utf-8")
    installs = re.findall(r"pip install ([^&\\\n]+)", text)
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)
    for name in re.findall(r"^COPY ([^.\n-][^\n]*) \./$", text, re.MULTILINE)[0].split():
        assert (ROOT / name).is_file()
    assert re.search(r"^USER objection$", text, re.MULTILINE)
    services = yaml.safe_load((DEPLOY / "docker" / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert services["bot"]["read_only"] is True
    assert services["bot"]["cap_drop"] == ["ALL"]
    assert all(port.startswith("127.0.0.1:") for port in services["bot"]["ports"])
