"""Packaging: locked and hashed requirements, and a wheel with every file the program reads."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME, BUILD, DEVELOPMENT = "requirements.txt", "requirements-build.txt", "requirements-dev.txt"
BUCKET = "requirements-s3.txt"
LOCKS = {RUNTIME: (), BUCKET: ("s3",), BUILD: ("build",), DEVELOPMENT: ("dev", "build", "bench")}


def pinned(name: str) -> set[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return {_plain(match) for match in re.findall(r"^([A-Za-z0-9_.-]+)==", text, re.MULTILINE)}


def wanted(groups: tuple[str, ...]) -> set[str]:
    lines = [] if groups == ("build",) else [*PROJECT["project"]["dependencies"]]
    for group in groups:
        listed = PROJECT["project"]["optional-dependencies"].get(group) or PROJECT["dependency-groups"][group]
        lines += [line for line in listed if isinstance(line, str)]
    return {_plain(re.split(r"[^A-Za-z0-9_.-]", line)[0]) for line in lines}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned(name: str) -> None:
    """Fails after a change of pyproject.toml without `make lock`."""
    assert wanted(LOCKS[name]) - pinned(name) == set()


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_have_hashes_and_no_index_url(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|^\s*(-i|-f|--index|--extra-index|--find-links|-e)\b", text, re.MULTILINE)
    blocks = re.findall(r"^\S+==.*(?:\n    --hash=\S+.*)*", text, re.MULTILINE)
    assert [block for block in blocks if "--hash=sha256:" not in block] == []


def test_the_runtime_lock_is_a_subset_of_the_others() -> None:
    """With the same versions: `make install WITH=s3` changes nothing but the addition."""
    assert pinned(RUNTIME) - pinned(DEVELOPMENT) == set()
    pins = [set(re.findall(r"^(\S+==\S+)", (ROOT / name).read_text(), re.MULTILINE)) for name in (RUNTIME, BUCKET)]
    assert pins[0] - pins[1] == set()
    assert pinned(BUCKET) - pinned(RUNTIME) == {"obstore"}


def test_what_builds_the_package_is_not_installed_with_it() -> None:
    """A server runs no more code than it needs; `packaging` compares versions for Procrastinate, too."""
    assert pinned(RUNTIME) & pinned(BUILD) == {"packaging"}


@pytest.mark.slow
def test_the_wheel_holds_every_file_the_program_reads(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        inside = set(wheel.namelist())
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    folders = tuple(f"{name}/" for name in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"])
    missing = {path for path in tracked if path.startswith(folders) and (ROOT / path).exists()} - inside
    assert missing == set()
    assert not any(path.startswith(("tests/", "benchmarks/", "var/")) for path in inside)
