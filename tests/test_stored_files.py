"""Files on disk by command: sealed after an upgrade, keys changed without rewriting, a missing or altered one named."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, text

from objection.cli.main import main
from scheduler.backfill import file_sealing
from store.engine.session import Store
from store.files import attachments
from store.files.file_store import FileStore
from store.files.sealed_content import HEADER
from store.tables import Person
from store.vault import new_key_line, new_keys, read_keys
from tests.scheduler.rig import Rig
from tests.store.district_fixture import NOON, DistrictFixture
from tests.store.sealed_values import found_anywhere
from tests.stored_path import path_of as path_in
from tests.stored_path import root_of
from tests.test_keys import WECOM

Run = Callable[..., Result]
KEY_FILE, FILES = Path("district.keys"), Path("var/attachments")
PDFS = [f"%PDF-1.7 身份证31010519900101{number:04d}".encode() for number in range(4)]
CANARY = "身份证31010519900101".encode()


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    KEY_FILE.touch(0o600)
    KEY_FILE.write_text(new_keys(), encoding="utf-8")
    environ = WECOM | {
        "OBJECTION__DATABASE__URL": database_url,
        "OBJECTION__SECURITY__KEY_FILE": str(KEY_FILE),
        "OBJECTION_CONFIG": "",
    }
    return lambda *arguments: CliRunner().invoke(main, arguments, env=environ, catch_exceptions=False)


def file_store() -> FileStore:
    keys = read_keys(KEY_FILE.read_text(encoding="utf-8"))
    return FileStore(FILES, keys, limit=1_000_000, types=("pdf",))


@pytest.fixture
def number(run: Run, database_url: str) -> Iterator[str]:
    """A case with files."""
    assert run("migrate").exit_code == 0
    store = Store(database_url, read_keys(KEY_FILE.read_text(encoding="utf-8")))
    district = DistrictFixture(store).build()
    number = district.filed()
    with store.write() as session:
        for content in PDFS:
            attachments.receive(
                session, store.vault, file_store(), content, person_id=1, name="函.pdf", now=NOON, ticket_id=1, seq=1
            )  # fmt: skip
    yield number
    store.close()


def path_of(content: bytes) -> Path:
    return path_in(file_store(), hashlib.sha256(content).hexdigest())


def in_clear() -> None:
    """As a release before this one left them, with a half-written one."""
    for content in PDFS:
        path_of(content).write_bytes(content)
    path_of(PDFS[0]).with_name(".half-written").write_bytes(PDFS[0][:30])


def on_disk() -> bytes:
    return b"".join(path.read_bytes() for path in FILES.rglob("*") if path.is_file())


def test_migrate_seals_the_files_of_an_older_release_and_says_so(run: Run, number: str) -> None:
    in_clear()
    assert "有 4 个文件还没有加密" in run("doctor", "--offline").output
    assert "已加密从前未加密的附件：4 个。" in run("migrate").output
    path_of(PDFS[0]).with_name(".half-written").unlink()  # younger than an hour
    assert CANARY not in on_disk()
    assert "已加密" not in run("migrate").output
    assert "[正常] 附件：4 个，都在，都已加密，与收到时一致" in run("doctor", "--offline").output
    assert [file_store().read(hashlib.sha256(content).hexdigest()) for content in PDFS] == PDFS


def test_keys_are_changed_without_rewriting_the_contents(run: Run, number: str) -> None:
    old = KEY_FILE.read_text(encoding="utf-8")
    before = [path_of(content).read_bytes()[HEADER:] for content in PDFS]
    path_of(PDFS[3]).write_bytes(PDFS[3])  # from an older backup
    KEY_FILE.write_text(new_key_line("k2027") + "\n" + old, encoding="utf-8")
    done = run("keys", "rotate")
    assert done.exit_code == 0, done.output
    assert "附件：4 个换了密钥，内容不重写。" in done.output
    assert [path_of(content).read_bytes()[HEADER:] for content in PDFS[:3]] == before[:3]
    assert CANARY not in on_disk()
    assert f"v1:{read_keys(old).current}:".encode() not in on_disk()
    KEY_FILE.write_text("\n".join([KEY_FILE.read_text().splitlines()[0], old.splitlines()[1]]), encoding="utf-8")
    assert "[正常] 附件：4 个" in run("doctor", "--offline").output


def test_an_old_key_that_a_file_needs_is_not_retired(run: Run, number: str) -> None:
    old = KEY_FILE.read_text(encoding="utf-8")
    path = path_of(PDFS[1])
    path.write_bytes(path.read_bytes()[:560])
    KEY_FILE.write_text(new_key_line("k2027") + "\n" + old, encoding="utf-8")
    done = run("keys", "rotate")
    assert done.exit_code == 1
    assert f"附件打不开：attachments/{path.parent.name}/{path.name}" in done.output
    assert "旧密钥不能撤去" in done.output


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (Path.unlink, "文件不在"),
    "altered": (lambda path: path.write_bytes(path.read_bytes()[:-1] + b"x"), "文件已损坏或被替换"),
    "exchanged": (lambda path: path.write_bytes(path_of(PDFS[1]).read_bytes()), "已损坏，或密钥不是原来那一把"),
    "replaced in clear": (lambda path: path.write_bytes(b"%PDF-1.7 forged"), "文件已损坏或被替换"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_doctor_names_a_missing_or_altered_file(run: Run, number: str, damage: str) -> None:
    change, words = DAMAGES[damage]
    path = path_of(PDFS[2])
    change(path)
    output = run("doctor", "--offline").output
    (line,) = [line for line in output.splitlines() if f"{number} 第 1 步的附件（编号 3）" in line]
    assert words in line
    assert f"从备份恢复 attachments/{path.parent.name}/{path.name}" in line


def test_a_running_service_seals_them_in_the_background(sqlite_url: str, tmp_path: Path) -> None:
    rig = Rig(sqlite_url, tmp_path)
    files = rig.deps.file_store
    for content in PDFS:
        path = path_in(files, hashlib.sha256(content).hexdigest())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert sum(file_sealing.sweep(rig.deps, rig.now) for _ in range(len(PDFS))) == len(PDFS)
    assert not any(CANARY in path.read_bytes() for path in root_of(files).rglob("*") if path.is_file())
    assert file_sealing.sweep(rig.deps, rig.now) == file_sealing.sweep(rig.deps, rig.now) == 0
    rig.close()


def test_names_of_an_older_release_are_sealed_by_the_upgrade(run: Run, number: str, database_url: str) -> None:
    vault = read_keys(KEY_FILE.read_text(encoding="utf-8"))
    store = Store(database_url, vault)
    with store.write() as session:
        session.execute(text("UPDATE people SET name = '诸葛亮' WHERE id = 2"))
        assert session.scalars(select(Person.name).where(Person.id == 2)).one() == "诸葛亮"
    assert found_anywhere(store, "诸葛亮") == ["people.name"]
    assert "已加密从前未加密的姓名、帐号等：1 处。" in run("migrate").output
    assert found_anywhere(store, "诸葛亮") == []
    with store.read() as session:
        assert session.scalars(select(Person.name).where(Person.id == 2)).one() == "诸葛亮"
    store.close()
