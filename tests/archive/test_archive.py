"""M5: a ticket's whole record is exported as one file that proves offline that nothing was changed (hash chain)."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from objection.cli.main import main
from regulation.states import Action
from store.cases import tickets
from store.catalogue import corrections
from store.catalogue.corrections import CorrectionState
from store.engine.session import Store
from store.files import attachments
from store.files.file_store import FileStore
from store.protection import erasures, retention_lists
from store.tables import Department, Person
from store.vault import new_keys, read_keys
from tests.store.district_fixture import CANARIES, NOON, DistrictFixture

KEYS = new_keys()
PDF = b"%PDF-1.7\n" + bytes(range(256))
Files = dict[str, bytes]


@pytest.fixture
def district(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DistrictFixture]:
    monkeypatch.chdir(tmp_path)
    store = Store(sqlite_url, read_keys(KEYS))
    yield DistrictFixture(store).build()
    store.close()


@pytest.fixture
def number(district: DistrictFixture) -> str:
    """A closed ticket, with an attachment whose name has special characters."""
    number = district.filed()
    with district.store.write() as session:
        attachments.receive(
            session,
            district.store.vault,
            FileStore(Path("var/attachments"), district.store.vault, limit=1_000_000, types=("pdf",)),
            PDF,
            person_id=district.people["ZhangSan"].id,
            name="现场?说明.pdf",
            now=NOON,
            ticket_id=1,
            seq=1,
        )
    district.advance(number, Action.EVALUATE)
    return number


def export(district: DistrictFixture, number: str, *arguments: str) -> Result:
    environ = {
        "OBJECTION__DATABASE__URL": district.store.engine.url.render_as_string(hide_password=False),
        "OBJECTION__SECURITY__KEYS": KEYS.replace("\n", ";"),
        "OBJECTION_CONFIG": "",
        "OBJECTION__CLOCK": f"file:{Path('clock').resolve()}",
    }
    Path("clock").write_text("2028-10-09T10:00:00+08:00 frozen", encoding="utf-8")  # two years after the closing
    return CliRunner().invoke(
        main, ["archive", *([number] if number else []), *arguments], env=environ, catch_exceptions=False
    )


def exported(district: DistrictFixture, number: str) -> Files:
    result = export(district, number, "--output", "one.zip")
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile("one.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def check(files: Files, *arguments: str) -> tuple[int, str]:
    """Unpack, and run the archive's own verifier, isolated from this program."""
    folder = Path("unpacked")
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    command = [sys.executable, "-I", "-X", "utf8", "verify.py", *arguments]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, timeout=60, check=False, text=True, encoding="utf-8"
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_an_untouched_archive_verifies(district: DistrictFixture, number: str) -> None:
    files = exported(district, number)
    assert set(files) == {
        "index.html", "ticket.json", "attachments/01-现场_说明.pdf", "verify.py", "record_proof.py", "SHA256SUMS",
    }  # fmt: skip
    code, said = check(files)
    assert (code, said.splitlines()[0]) == (0, f"核验通过 {number}：6 个文件，10 步，6 个期限")
    head = said.splitlines()[1].split()[-1]
    assert check(files, "--head", head)[0] == 0
    assert check(files, "--head", "0" * 64)[0] == 1


def test_the_packed_file_verifies_too(district: DistrictFixture, number: str) -> None:
    files = exported(district, number)
    Path("verify.py").write_bytes(files["verify.py"])
    done = subprocess.run([sys.executable, "-I", "verify.py", "one.zip"], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0


def test_a_successor_on_the_account_is_nowhere_in_it(district: DistrictFixture, number: str) -> None:
    """An import never changes recorded identities: the archive of a closed ticket stays the same bytes."""
    environ = {
        "OBJECTION__DATABASE__URL": district.store.engine.url.render_as_string(hide_password=False),
        "OBJECTION__SECURITY__KEYS": KEYS.replace("\n", ";"),
        "OBJECTION_CONFIG": "",
    }
    before = exported(district, number)
    Path("p.csv").write_text("name,department,roles,wecom\n王新来,LHSR,officer-a,lisi\n", encoding="utf-8")
    words = ["import", "people", "p.csv"]
    assert CliRunner().invoke(main, words, env=environ).exit_code == 1
    assert exported(district, number) == before
    assert CliRunner().invoke(main, [*words, "--new-person", "LiSi"], env=environ).exit_code == 0
    assert exported(district, number) == before


def test_the_same_state_is_the_same_file(district: DistrictFixture, number: str) -> None:
    for name in ("one.zip", "two.zip"):
        assert export(district, number.lower(), "-o", name).exit_code == 0
    assert Path("one.zip").read_bytes() == Path("two.zip").read_bytes()
    assert Path("one.zip").stat().st_mode & 0o777 == 0o600


def test_the_page_can_be_read_alone_and_masks_the_phone(district: DistrictFixture, number: str) -> None:
    files = exported(district, number)
    page = files["index.html"].decode()
    assert "<script" not in page
    assert "://" not in page
    assert CANARIES[3] in page
    assert "第1日" in page
    assert CANARIES[1] not in page + files["ticket.json"].decode()
    assert "138****5678" in page


def summed(files: Files) -> Files:
    """With SHA256SUMS recomputed, as a knowledgeable forger would."""
    sums = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items() if name != "SHA256SUMS"]
    return files | {"SHA256SUMS": "".join(sums).encode()}


def altered(files: Files, change: Callable[[Any], object]) -> Files:
    dossier = json.loads(files["ticket.json"])
    change(dossier)
    return summed(files | {"ticket.json": json.dumps(dossier, ensure_ascii=False).encode()})


def rehashed(dossier: Any) -> None:
    """A line is changed together with its own hash."""
    dossier["history"][2]["actor_id"] = 99
    dossier["history"][2]["hash"] = "f" * 64


def long_limit(content: Any) -> Any:
    """One of several days, so that a day in between can be taken out."""
    return next(clock for clock in content["clocks"] if len(clock["proof"]["days"]) > 2)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: d["texts"][0].update(text="别的话"), "的文字 doubt 被改动"),
        (lambda d: d["texts"].pop(0), "缺少第 1 步的文字 doubt"),
        (lambda d: d["texts"][0].update(text=None, salt=""), "没有删除记录"),
        (lambda d: d["history"][3].update(at="2026-09-17T00:00:00+00:00"), "历史第 4 步被改动"),
        (rehashed, "历史第 4 步缺失或次序不符"),
        (lambda d: d["history"].pop(), "历史的末端缺失"),
        (lambda d: d["ticket"].update(state="待预审"), "工单的 state 与历史不符"),
        (lambda d: d["clocks"][0].update(verdict="超期"), "与历史不符"),
        (lambda d: d["clocks"].pop(), "缺少期限"),
        (lambda d: long_limit(d)["proof"]["days"].pop(1), "逐日计算不连续"),
        (lambda d: d["clocks"][0]["proof"]["days"][-1].update(counted=None), "工作日数不符"),
        (lambda d: d["attachments"][0].update(sha256="0" * 64), "附件与登记的哈希不符"),
    ],
)
def test_every_change_is_found_even_with_the_sums_made_anew(
    district: DistrictFixture, number: str, change: Callable[[Any], object], told: str
) -> None:
    code, said = check(altered(exported(district, number), change))
    assert code == 1
    assert told in said


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"attachments/01-现场_说明.pdf": PDF + b"!"}, "文件被改动 attachments/01-现场_说明.pdf"),
        ({"index.html": b"<html>"}, "文件被改动 index.html"),
        ({"attachments/02.pdf": PDF}, "多出文件 attachments/02.pdf"),
        ({"SHA256SUMS": b""}, "多出文件 ticket.json"),
    ],
)
def test_changed_files_are_found(district: DistrictFixture, number: str, change: Files, told: str) -> None:
    code, said = check(exported(district, number) | change)
    assert code == 1
    assert told in said


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff"])
def test_what_is_no_archive_is_said_to_be_none(district: DistrictFixture, number: str, content: bytes) -> None:
    assert check(exported(district, number) | {"ticket.json": content})[0] == 2


def test_an_anonymised_ticket_verifies_and_says_what_went(district: DistrictFixture, number: str) -> None:
    with district.store.write() as session:
        ticket = tickets.get(session, number)
        assert ticket is not None
        assert erasures.erase(session, ticket.id, district.tick(), "retention", district.tick()) is None  # not archived
        retention_lists.note_archive(session, ticket.id, ticket.seq, way="page", sha256="0" * 64, now=district.tick())
        assert erasures.erase(session, ticket.id, district.tick(), "retention", district.tick()) is not None
    files = exported(district, number)
    assert check(files)[0] == 0
    assert "已按期限匿名化" in files["index.html"].decode()
    whole = b"".join(files.values()).decode(errors="ignore")
    assert not any(canary in whole for canary in CANARIES)
    unsaid = altered(files, lambda d: d["erasures"].clear())
    assert check(unsaid)[0] == 1


def test_refusals(district: DistrictFixture, number: str) -> None:
    assert "没有这件工单" in export(district, "CN-20200101-0001").output
    next(Path("var/attachments").rglob("*/*")).unlink()
    result = export(district, number, "--output", "one.zip")
    assert result.exit_code == 1
    assert "从备份恢复" in result.output
    assert list(Path().glob("*.zip")) == []
    assert list(Path().glob(".one*")) == []


def test_what_it_showed_of_the_catalogue_is_in_it(district: DistrictFixture) -> None:
    """M11: the item, who settled it and why; other tickets that said the same are not named."""
    numbers, owner = [], district.departments["ZFB"].id
    for _ in range(2):
        numbers.append(district.filed())
        district.advance(numbers[-1], Action.TRANSFER)
        district.step(numbers[-1], Action.RETURN, "LiSi", basis="权责清单第12项", suggested_department_id=owner)
        given = {"department_id": owner, "target": "responsible", "basis": "权责清单第12项"}
        district.step(numbers[-1], Action.TRANSFER, "ZhaoYun", **given)
    with district.store.write() as session:
        corrections.settle(
            session, 1, CorrectionState.CORRECTED, district.actor("ZhaoYun"), "编办已明确", district.tick()
        )
    files = exported(district, numbers[0])
    assert check(files)[0] == 0
    (item,) = json.loads(files["ticket.json"])["corrections"]
    assert (item["code"], item["suggested"], item["state"]) == ("LHSR-0012-LD", "区政府办公室", "已更正")
    assert [line["act"] for line in item["lines"]] == ["开立", "更正目录"]
    page = files["index.html"].decode()
    assert "由区绿化和市容管理局改为区政府办公室：编办已明确" in page
    assert numbers[1] not in page


def test_m4_everything_due_is_exported_at_once(district: DistrictFixture, number: str) -> None:
    """Closed long ago and not archived: one command; what was archived is not written again."""
    district.filed()
    result = export(district, "", "--due", "archives")
    assert result.exit_code == 0, result.output
    assert [place.name for place in Path("archives").iterdir()] == [f"{number}-010.zip"]
    assert "共1件，导出1件" in result.output
    assert "共0件" in export(district, "", "--due", "archives").output


def test_m4_an_export_by_hand_counts_as_the_archive(district: DistrictFixture, number: str) -> None:
    exported(district, number)
    assert "共0件" in export(district, "", "--due", "archives").output


def test_m4_what_cannot_be_exported_is_named(district: DistrictFixture, number: str) -> None:
    next(Path("var/attachments").rglob("*/*")).unlink()
    result = export(district, "", "--due", "archives")
    assert result.exit_code == 1, result.output
    assert f"{number} 未导出" in result.output
    assert "到期也不匿名化" in result.output


def test_number_or_due_and_not_both(district: DistrictFixture, number: str) -> None:
    for arguments in ((number, "--due", "archives"), ("",)):
        assert "或写 --due" in export(district, *arguments).output


def test_m11_renames_change_nothing_of_a_catalogue_correction(district: DistrictFixture) -> None:
    number, owner = district.filed(), district.departments["ZFB"].id
    district.advance(number, Action.TRANSFER)
    district.step(number, Action.RETURN, "LiSi", basis="权责清单第12项", suggested_department_id=owner)
    given = {"department_id": owner, "target": "responsible", "basis": "权责清单第12项"}
    district.step(number, Action.TRANSFER, "ZhaoYun", **given)
    with district.store.write() as session:
        corrections.settle(
            session, 1, CorrectionState.CORRECTED, district.actor("ZhaoYun"), "编办已明确", district.tick()
        )
    before = json.loads(exported(district, number)["ticket.json"])["corrections"][0]["lines"]
    with district.store.write() as session:
        session.execute(update(Person).values(name="改过的名"))
        session.execute(update(Department).values(name="改过的名"))
    assert json.loads(exported(district, number)["ticket.json"])["corrections"][0]["lines"] == before
    assert before[-1]["by"] == "赵云"
