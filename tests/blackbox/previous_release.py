"""The previous release as it was, unpacked from the repository's history, for upgrades under load."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
import yaml

from tests.blackbox.machine import END, ROOT, Machine

COMMIT = "8c1adc1"  # the release of the oldest dump in tests/data


def unpacked(folder: Path) -> Path:
    """Its files. Skips where the repository was cloned without its history."""
    made = subprocess.run(["git", "archive", COMMIT], cwd=ROOT, capture_output=True, check=False, timeout=60)
    if made.returncode:
        pytest.skip(f"{COMMIT} is not in this clone: nothing was upgraded under load")
    with tarfile.open(fileobj=BytesIO(made.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def config_for(config: Path) -> Path:
    """The same settings without the keys that it did not know."""
    tree = yaml.safe_load(config.read_text(encoding="utf-8"))
    tree.pop("reminders")
    path = config.with_name(f"previous-{config.name}")
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    path.chmod(0o600)
    return path


@dataclass
class PreviousMachine(Machine):
    """A process of the previous release."""

    release: Path = ROOT

    def environment(self) -> Mapping[str, str]:
        return {name: value for name, value in os.environ.items() if not name.startswith("OBJECTION_")} | {
            "PYTHONPATH": str(self.release)
        }

    def create_district(self) -> None:
        demo = self.release / "sandbox" / "demo"
        steps = [("migrate",), *(("import", kind, f"{demo}/{kind}.csv") for kind in KINDS)]
        for words in steps:
            whole = [sys.executable, "-m", "objection", "--config", str(self.config), *words]
            done = subprocess.run(
                whole, cwd=self.config.parent, env=self.environment(), capture_output=True, text=True, timeout=END,
                check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stdout + done.stderr


KINDS = ("departments", "people", "catalogue")
