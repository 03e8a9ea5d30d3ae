"""M5: an archive of an older format still verifies; an actor that is printed otherwise than recorded is found."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archive import bundle
from archive.verify import problems
from regulation.states import Action
from store.cases import tickets
from store.record import inclusion_proofs
from tests.scheduler.rig import Rig

OLD = Path(__file__).parents[1] / "data" / "archive_format_1.zip"
VERIFIER = Path(bundle.__file__).parent / "verify.py"
Files = dict[str, bytes]


@pytest.fixture
def rig(sqlite_url: str, tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(sqlite_url, tmp_path)
    yield rig
    rig.close()


@pytest.fixture
def files(rig: Rig) -> Files:
    """The archive of a closed case."""
    number = rig.filed()
    rig.advance(number, Action.CONFIRM)
    place = rig.folder / "one.zip"
    inclusion_proofs.cover(rig.store, rig.ticket(number).id, rig.now)
    with rig.store.read() as session:
        ticket = tickets.get(session, number, lock=False)
        assert ticket is not None
        bundle.save(place, bundle.read(session, rig.store.vault, rig.laws, ticket), rig.deps.file_store)
    return unpacked(place)


def unpacked(place: Path) -> Files:
    with zipfile.ZipFile(place) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def found(files: Files, change: Callable[[Any], object] = lambda _: None) -> list[str]:
    """What the verifier finds in the data, its sums aside."""
    dossier = json.loads(files["ticket.json"])
    change(dossier)
    altered = files | {"ticket.json": json.dumps(dossier).encode()}
    return [each for each in problems(altered, "") if not each.startswith("文件被改动")]


def test_archive_of_format_1_verifies() -> None:
    """Written by the program before who acted was recorded."""
    done = subprocess.run([sys.executable, "-I", str(VERIFIER), str(OLD)], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
    assert json.loads(unpacked(OLD)["ticket.json"])["format"] == "objection-archive/1"


def test_change_in_an_archive_of_format_1_is_found() -> None:
    assert found(unpacked(OLD), lambda d: d["history"][2].update(actor_id=99)) != []


def test_untouched_archive_has_nothing_to_find(files: Files) -> None:
    assert found(files) == []
    assert json.loads(files["ticket.json"])["format"] == "objection-archive/3"


@pytest.mark.parametrize(
    "change",
    [
        lambda by: by.update(name="王五"),
        lambda by: by.update(unit="区民政局"),
        lambda by: by.update(account="wecom:other"),
        lambda by: by["roles"].append("分管领导"),
        lambda by: by.update({"for": {"name": "王五", "unit": "区民政局", "roles": []}}),
    ],
)
def test_actor_printed_otherwise_than_recorded_is_found(files: Files, change: Callable[[Any], object]) -> None:
    assert found(files, lambda d: change(d["steps"][1]["by"])) == ["第 2 步的办理人与历史不符"]


def test_actor_lost_from_the_texts_is_found(files: Files) -> None:
    def lose(dossier: Any) -> None:
        dossier["texts"] = [text for text in dossier["texts"] if (text["seq"], text["field"]) != (2, "actor")]

    assert found(files, lose) == ["缺少第 2 步的文字 actor", "第 2 步的办理人与历史不符"]


def test_step_left_out_is_found(files: Files) -> None:
    assert "办理过程与历史的步数不符" in found(files, lambda d: d["steps"].pop())


def test_archive_of_a_later_format_is_not_judged(files: Files) -> None:
    with pytest.raises(ValueError, match="请用档案自带的"):
        found(files, lambda d: d.update(format="objection-archive/4"))
