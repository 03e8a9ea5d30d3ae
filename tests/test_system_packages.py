"""Missing system packages are installed where permitted, otherwise named in one line."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "tools" / "system.sh"
NO_ROOT = {"id": "echo 1000", "sudo": "exit 1"}
APT = {"apt-get": 'echo "apt $*" >> "$CALLS"'}
NOTHING_THERE = {"dpkg-query": "exit 1"}


def run(folder: Path, programs: Mapping[str, str], *packages: str) -> tuple[int, str, str]:
    """Exit code, output, calls of apt-get; only these programs and the shell's own tools are on the PATH."""
    for name in ("env", "grep", "true"):
        (folder / name).symlink_to(shutil.which(name) or "")
    for name, body in programs.items():
        (folder / name).write_text(f"#!/bin/bash\n{body}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    calls = folder / "calls"
    calls.touch()
    environ = {"PATH": str(folder), "CALLS": str(calls)}
    command = [shutil.which("bash") or "", str(SCRIPT), *packages]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=30, check=False)
    assert done.stdout == ""
    return done.returncode, done.stderr, calls.read_text(encoding="utf-8")


def test_installed_packages_need_no_root(tmp_path: Path) -> None:
    there = {"dpkg-query": "echo install ok installed"}
    assert run(tmp_path, {**NO_ROOT, **there}, "python3-venv") == (0, "", "")


def test_without_root_the_command_to_run_is_printed(tmp_path: Path) -> None:
    code, said, asked = run(tmp_path, {**NO_ROOT, **APT, **NOTHING_THERE}, "tests", "x")
    assert (code, asked) == (1, "")
    assert said.count("\n") == 1
    assert said.startswith("Missing Debian packages, and no root to install them; please run: sudo apt-get install ")
    assert "chromium" in said


def test_other_systems_are_reported(tmp_path: Path) -> None:
    code, said, _ = run(tmp_path, {**NO_ROOT, **NOTHING_THERE}, "python3-venv")
    assert (code, said) == (1, "Missing, and this is no Debian; please install: python3-venv\n")


@pytest.mark.parametrize("tool", ["dnf", "yum"])
def test_on_rpm_systems_the_command_is_printed_with_their_names(tmp_path: Path, tool: str) -> None:
    """openEuler, Kylin: one line to run, whoever asks."""
    (tmp_path / "paste").symlink_to(shutil.which("paste") or "")
    programs = {"id": "echo 0", tool: "exit 1", **NOTHING_THERE}
    code, said, _ = run(tmp_path, programs, "python3-venv", "fonts-wqy-microhei", "git")
    assert (code, said) == (1, f"Missing; please run: sudo {tool} install python3-pip wqy-microhei-fonts git\n")


@pytest.mark.parametrize("who", [{"id": "echo 0"}, {"id": "echo 1000", "sudo": 'shift; exec "$@"'}])
def test_root_or_sudo_installs_unattended(tmp_path: Path, who: Mapping[str, str]) -> None:
    code, said, asked = run(tmp_path, {**who, **APT, **NOTHING_THERE}, "python3-venv")
    assert (code, said) == (0, "Installing Debian packages: python3-venv\n")
    first, second = asked.splitlines()
    assert first.endswith(" update")
    assert second.endswith(" install -y --no-install-recommends python3-venv")


def test_a_package_that_apt_does_not_have_is_named(tmp_path: Path) -> None:
    failing = {"id": "echo 0", "apt-get": "echo 'E: Unable to locate package' >&2; exit 100"}
    code, said, _ = run(tmp_path, {**failing, **NOTHING_THERE}, "no-such-package")
    assert code == 1
    assert said.endswith("Could not install: no-such-package (see above)\n")
