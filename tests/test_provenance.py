"""A folder or file that shadows a part of the program stops it in one line that names the file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from objection.provenance import OURS, ROOT, foreign
from tests.test_packaging import PROJECT

ABOVE = Path(__file__).parent.parent


def started(path: str = "", cwd: Path | None = None) -> tuple[int, str]:
    """Exit code and what `python -m objection --help` said to the operator, with this PYTHONPATH in this folder."""
    command = [sys.executable, "-m", "objection", "--help"]
    environ = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode == 0) is done.stdout.startswith("Usage: objection")
    return done.returncode, done.stderr


def placed(folder: Path, name: str) -> Path:
    """Somebody else's module, which would say so if it were imported."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("raise SystemExit('imported')\n", encoding="utf-8")
    return file


def told(file: Path, name: str) -> tuple[int, str]:
    return 1, f"Error: {file} 遮住了本程序的 {name}，请改名或移走，或检查 PYTHONPATH 和当前文件夹。\n"


def test_every_installed_package_is_checked() -> None:
    inside = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    assert sorted(OURS) == sorted(name.removesuffix(".py") for name in inside)
    assert ROOT == ABOVE
    assert list(foreign(OURS, ROOT)) == []


def test_a_missing_package_is_named() -> None:
    assert list(foreign(("bot", "no_such_part"), ROOT)) == [("no_such_part", "")]
    assert [name for name, _ in foreign(("bot", "clock"), ROOT / "tests")] == ["bot", "clock"]


@pytest.mark.parametrize("name", ["bot/__init__.py", "store.py", "clock/__init__.py", "scheduler/__init__.py"])
def test_a_shadowing_module_on_pythonpath_stops_the_program(tmp_path: Path, name: str) -> None:
    file = placed(tmp_path, name)
    part = name.partition("/")[0].removesuffix(".py")
    assert started(str(tmp_path), tmp_path.parent) == told(file, part)


def test_a_shadowing_module_in_the_current_folder_stops_the_program(tmp_path: Path) -> None:
    file = placed(tmp_path, "scheduler/__init__.py")
    assert started("", tmp_path) == told(file, "scheduler")


@pytest.mark.parametrize(
    "name", ["bot/notes.txt", "store/notes.py", "config/__init__.py", "app.py", "settings.py", "cli.py"]
)
def test_folders_and_modules_that_shadow_nothing_are_accepted(tmp_path: Path, name: str) -> None:
    """Ours are packages with an `__init__.py`: a folder without one is passed by; none is called `config`."""
    placed(tmp_path, name)
    assert started(str(tmp_path), tmp_path) == (0, "")


@pytest.mark.slow
def test_an_installed_wheel_is_checked_too(tmp_path: Path) -> None:
    """From a wheel, beside the clone that this interpreter has on its path, too."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ABOVE, check=True, capture_output=True, timeout=120)
    site, other = tmp_path / "site", tmp_path / "other"
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(site)
    assert started(str(site), tmp_path) == (0, "")
    file = placed(other, "web/__init__.py")
    assert started(f"{other}{os.pathsep}{site}", tmp_path) == told(file, "web")
    shutil.rmtree(site / "clock")
    assert started(str(site), tmp_path) == told(ABOVE / "clock/__init__.py", "clock")
