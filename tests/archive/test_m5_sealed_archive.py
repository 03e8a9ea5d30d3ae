"""M5: an archive proves by a signed head that nothing of it was changed, with the public key alone."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive import bundle, record_proof
from archive.verify import digest_of, problems, unknown
from regulation.states import Action
from scheduler.sweeps import record_heads
from store.cases import tickets
from store.record import inclusion_proofs, record_sealing, signed_heads
from store.record.merkle_tree import Tree, leaf_hash
from tests.scheduler.rig import Rig

Files = dict[str, bytes]
PROGRAMS = Path(bundle.__file__).parent
OWN = Ed25519PrivateKey.from_private_bytes(b"7" * 32)


@pytest.fixture
def rig(database_url: str, tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(database_url, tmp_path)
    yield rig
    rig.close()


@pytest.fixture
def number(rig: Rig) -> str:
    number = rig.filed()
    rig.advance(number, Action.CONFIRM)
    return number


def archived(rig: Rig, number: str) -> Path:
    place = rig.folder / f"{number}.zip"
    inclusion_proofs.cover(rig.store, rig.ticket(number).id, rig.now)
    with rig.store.read() as session:
        ticket = tickets.get(session, number, lock=False)
        assert ticket is not None
        bundle.save(place, bundle.read(session, rig.store.vault, rig.laws, ticket), rig.deps.file_store)
    return place


def unpacked(place: Path) -> Files:
    with zipfile.ZipFile(place) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def found(files: Files, change: Callable[[Any], object] = lambda _: None, key: str = "") -> list[str]:
    dossier = json.loads(files["ticket.json"])
    change(dossier)
    altered = files | {"ticket.json": json.dumps(dossier).encode()}
    return [each for each in problems(altered, "", key) if not each.startswith("文件被改动")]


def public(rig: Rig) -> str:
    with rig.store.read() as session:
        return str(signed_heads.keys_of(session)[0]["key"])


def test_archive_verifies_with_the_public_key_alone(rig: Rig, number: str) -> None:
    """On another machine: the archive, two programs of one's own, the key from the page."""
    place, elsewhere = archived(rig, number), rig.folder / "elsewhere"
    elsewhere.mkdir()
    for program in ("verify.py", "record_proof.py"):
        (elsewhere / program).write_bytes((PROGRAMS / program).read_bytes())
    command = [sys.executable, "-I", "-X", "utf8", "verify.py", str(place), "--key", public(rig)]
    done = subprocess.run(command, cwd=elsewhere, capture_output=True, timeout=60, check=False, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"核验通过 {number}")
    assert "此后有无办理" in done.stdout
    assert "没有用 --key" not in done.stdout


def rewrite_actor(dossier: Any) -> None:
    """Somebody else signed, and the plain chain is whole again."""
    dossier["history"][4]["actor_id"] = 99
    rebuild(dossier)


def rebuild(dossier: Any) -> None:
    previous = ""
    for line in dossier["history"]:
        line["prev_hash"] = previous
        said = {name: value for name, value in line.items() if name != "hash"}
        line["hash"] = previous = digest_of({"number": dossier["number"], **said})
    dossier["ticket"]["history_head"] = previous


def rewrite_with_entries(dossier: Any) -> None:
    """The entries are made to fit as well."""
    rewrite_actor(dossier)
    lines = {line["seq"]: line["hash"] for line in dossier["history"]}
    for entry in dossier["record"]["entries"]:
        entry["digest"] = lines.get(entry["step"], "") if entry["kind"] == "办理步骤" else entry["digest"]


def rewrite_and_sign(dossier: Any) -> None:
    """And a head over them is signed with a key of one's own: whole in itself."""
    rewrite_with_entries(dossier)
    record = dossier["record"]
    rows = record["entries"]
    for place, entry in enumerate(rows):
        entry["seq"] = place + 1
    leaves = [_leaf(entry) for entry in rows]
    tree = Tree.of(leaves)
    for place, entry in enumerate(rows):
        entry["path"] = [node.hex() for node in tree.inclusion(place)]
    key = OWN.public_key().public_bytes_raw().hex()
    head = record["head"] | {"size": len(rows), "root": tree.root.hex(), "key": key}
    del head["signature"]
    head["signature"] = OWN.sign(record_proof.canonical(head).encode()).hex()
    record["head"], record["keys"] = head, [record["keys"][0] | {"key": key}]


def _leaf(entry: Any) -> bytes:
    return leaf_hash(record_proof.told_without(entry, "path"))


def drop_last_step(dossier: Any) -> None:
    last = dossier["history"].pop()
    dossier["steps"].pop()
    dossier["texts"] = [text for text in dossier["texts"] if text["seq"] != last["seq"]]
    dossier["ticket"]["seq"] -= 1
    rebuild(dossier)


def retitle(dossier: Any) -> None:
    dossier["ticket"]["title"] = "别的数据"


def retitle_twice(dossier: Any) -> None:
    retitle(dossier)
    dossier["record"]["filing"]["title"] = "别的数据"


def rescore(dossier: Any) -> None:
    dossier["ticket"]["score"] = 5


def other_party(dossier: Any) -> None:
    dossier["clocks"][0]["party"] = "责任部门"


def no_marks(dossier: Any) -> None:
    dossier["flags"] = []


def without_head(dossier: Any) -> None:
    dossier["record"]["head"] = None


@pytest.mark.parametrize(
    ("how", "named"),
    [
        (rewrite_actor, "第 5 步与存证不符"),
        (rewrite_with_entries, "办理步骤 5 不在签名的存证之内"),
        (rewrite_and_sign, "存证不是由给定的公钥（或它交接的公钥）签名的"),
        (drop_last_step, "存证中的办理步骤 9 不在档案中"),
        (retitle, "工单的 title 与存证不符"),
        (retitle_twice, "登记事项与存证不符"),
        (rescore, "工单的 score 与历史不符"),
        (other_party, "期限 收办意见（2026-09-17）与历史不符"),
        (no_marks, "标注与历史不符"),
        (without_head, "档案没有签名的存证，请在次日重新导出"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_rewritten_archive_is_found(rig: Rig, number: str, how: Callable[[Any], None], named: str) -> None:
    files = unpacked(archived(rig, number))
    assert found(files, key=public(rig)) == []
    assert named in found(files, how, public(rig))


def test_words_rewritten_on_the_printed_page_alone_are_found(rig: Rig, number: str) -> None:
    files = unpacked(archived(rig, number))
    page = files["index.html"].decode().replace("经核实登记地址确有错误", "经核实登记地址没有错误")
    assert "网页上没有第 6 步的文字 finding" in found(files | {"index.html": page.encode()}, key=public(rig))


def test_without_the_key_a_whole_forgery_is_not_found_and_that_is_said(rig: Rig, number: str) -> None:
    files = unpacked(archived(rig, number))
    assert found(files, rewrite_and_sign) == []
    told = list(unknown(json.loads(files["ticket.json"]), ""))
    assert "没有用 --key 给出公布的公钥：连同签名一起重写的档案不能发现" in told


def test_first_key_suffices_after_rotations(rig: Rig, number: str) -> None:
    first = public(rig)
    for _ in range(2):
        with rig.store.write() as session:
            record_sealing.rotate(session, rig.now)
    files = unpacked(archived(rig, number))
    assert json.loads(files["ticket.json"])["record"]["head"]["epoch"] == 3
    assert found(files, key=first) == []

    def forge_handover(dossier: Any) -> None:
        dossier["record"]["keys"][1]["handover"] = "00" * 64

    assert "存证不是由给定的公钥（或它交接的公钥）签名的" in found(files, forge_handover, first)


def test_same_state_gives_the_same_bytes_later_too(rig: Rig, number: str) -> None:
    before = archived(rig, number).read_bytes()
    rig.filed()
    rig.later(days=1)
    record_heads.sweep(rig.deps, rig.now)
    assert archived(rig, number).read_bytes() == before


def test_daily_heads_prove_that_they_contain_one_another(rig: Rig, number: str) -> None:
    """The files that are handed out, compared without the system; a rewritten past has another root."""
    folder = rig.folder / "heads"
    deps = replace(rig.deps, head_folder=folder)
    days = []
    for _ in range(3):
        record_heads.sweep(deps, rig.now)
        days.append(max(folder.glob("2*.json"), key=lambda path: path.name))
        rig.filed()
        rig.later(days=1)
    key = public(rig)
    files = [json.loads(path.read_text(encoding="utf-8")) for path in days]
    assert len(set(days)) == 3
    assert list(record_proof.check_heads(files, key)) == []
    assert record_proof.main([*map(str, days), "--key", key]) == 0
    assert (folder / "latest.json").is_file()
    files[1]["head"]["root"] = "0" * 64
    told = list(record_proof.check_heads(files, key))
    assert any("的签名不符" in each for each in told)
    assert any("记录被改写" in each for each in told)
