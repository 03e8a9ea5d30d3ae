"""A backup restores on an empty machine, doctor finds it whole; what is damaged or in use is refused."""

from __future__ import annotations

import shutil
import socket
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from objection.cli.main import main
from store.engine.session import Store
from store.files import attachments
from store.files.file_store import FileStore
from store.vault import new_keys, read_keys
from tests.store.district_fixture import NOON, DistrictFixture
from tests.test_keys import WECOM

Run = Callable[..., Result]
PDF = b"%PDF-1.7 a letter"
CONFIG = "server: {bind: '127.0.0.1:%d'}\n"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as line:
        return int(line.getsockname()[1])


def machine(folder: Path, database: str) -> Mapping[str, str]:
    """The settings of a machine in a folder of its own."""
    folder.mkdir(exist_ok=True)
    (folder / "config.yaml").write_text(CONFIG % free_port(), encoding="utf-8")
    return WECOM | {
        "OBJECTION__DATABASE__URL": database,
        "OBJECTION__SECURITY__KEY_FILE": str(folder / "objection.keys"),
        "OBJECTION__DATA_DIR": str(folder / "var"),
        "OBJECTION_CONFIG": str(folder / "config.yaml"),
    }


def run(environ: Mapping[str, str], *arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, env=environ)


@pytest.fixture
def environ(database_url: str, tmp_path: Path) -> Mapping[str, str]:
    """A machine with one case and its file."""
    place = tmp_path / "one"
    environ = machine(place, database_url)
    keys = place / "objection.keys"
    keys.touch(0o600)
    keys.write_text(new_keys(), encoding="utf-8")
    assert run(environ, "migrate").exit_code == 0
    vault = read_keys(keys.read_text(encoding="utf-8"))
    store = Store(database_url, vault)
    DistrictFixture(store).build().filed()
    add_file(store, place, PDF)
    store.close()
    return environ


def add_file(store: Store, place: Path, content: bytes) -> None:
    files = FileStore(place / "var" / "attachments", store.vault, limit=1_000_000, types=("pdf",))
    with store.write() as session:
        attachments.receive(
            session, store.vault, files, content, person_id=1, name="函.pdf", now=NOON, ticket_id=1, seq=1
        )


@pytest.fixture
def empty_database(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[str]:
    """On the same engine as `database_url`."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'two' / 'other.db'}"
        return
    server = request.getfixturevalue("postgresql_server")
    name = server.create()
    yield server.url_of(name)
    server.drop(name)


def backups(tmp_path: Path) -> list[Path]:
    return sorted(path for path in (tmp_path / "backups").iterdir() if path.is_dir())


def test_a_backup_restores_on_an_empty_machine(environ: Mapping[str, str], empty_database: str, tmp_path: Path) -> None:
    made = run(environ, "backup", str(tmp_path / "backups"), "--keys", str(tmp_path / "safe"))
    assert made.exit_code == 0, made.output
    (folder,) = backups(tmp_path)
    assert {path.name for path in (tmp_path / "safe").iterdir()} == {"objection.keys", "config.yaml"}
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in (tmp_path / "safe").iterdir())
    assert not list(folder.rglob("*.keys"))
    other = machine(tmp_path / "two", empty_database)
    shutil.copy2(tmp_path / "safe" / "objection.keys", tmp_path / "two" / "objection.keys")
    restored = run(other, "restore", str(folder))
    assert restored.exit_code == 0, restored.output
    assert run(other, "migrate").exit_code == 0
    told = run(other, "doctor", "--offline").output
    assert "[正常] 历史链" in told, told
    assert "[正常] 附件：" in told
    assert "[正常] 密钥：" in told
    assert "[正常] 存证：" in told


def test_a_database_in_use_is_not_overwritten_unasked(environ: Mapping[str, str], tmp_path: Path) -> None:
    run(environ, "backup", str(tmp_path / "backups"))
    (folder,) = backups(tmp_path)
    refused = run(environ, "restore", str(folder))
    assert refused.exit_code == 1
    assert "--replace" in refused.output
    assert run(environ, "restore", str(folder), "--replace").exit_code == 0
    assert "[正常] 历史链" in run(environ, "doctor", "--offline").output


def test_nothing_is_restored_under_a_running_server(environ: Mapping[str, str], tmp_path: Path) -> None:
    run(environ, "backup", str(tmp_path / "backups"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        running = {**environ, "OBJECTION__SERVER__BIND": f"127.0.0.1:{taken.getsockname()[1]}"}
        refused = run(running, "restore", str(backups(tmp_path)[0]), "--replace")
    assert refused.exit_code == 1
    assert "服务还在运行" in refused.output


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_damaged_or_unfinished_backup_is_refused(environ: Mapping[str, str], tmp_path: Path) -> None:
    run(environ, "backup", str(tmp_path / "backups"))
    (folder,) = backups(tmp_path)
    assert run(environ, "restore", str(folder), "--check").exit_code == 0
    file = next(path for path in (folder / "attachments").rglob("*") if path.is_file())
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    told = run(environ, "restore", str(folder), "--replace")
    assert told.exit_code == 1
    assert "已损坏或被替换" in told.output
    file.unlink()
    assert "缺少" in run(environ, "restore", str(folder), "--check").output
    (folder / "backup.json").unlink()
    assert "不是完整的备份" in run(environ, "restore", str(folder), "--check").output


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_unchanged_files_share_their_space_and_old_backups_go(
    environ: Mapping[str, str], database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = (f"objection-20261130-00000{number}" for number in range(9))
    monkeypatch.setattr("objection.backup_folder.name_of", lambda _: next(names))
    target = str(tmp_path / "backups")
    assert run(environ, "backup", target).exit_code == 0
    store = Store(database_url, read_keys((tmp_path / "one" / "objection.keys").read_text(encoding="utf-8")))
    add_file(store, tmp_path / "one", PDF + b" and another")
    store.close()
    assert run(environ, "backup", target).exit_code == 0
    first, second = backups(tmp_path)
    old = {path.relative_to(first): path for path in (first / "attachments").rglob("*") if path.is_file()}
    assert old
    assert all(path.samefile(second / inside) for inside, path in old.items())
    assert len([path for path in (second / "attachments").rglob("*") if path.is_file()]) == len(old) + 1
    (tmp_path / "backups" / "objection-20261130-000001.unfinished").mkdir()
    assert run(environ, "backup", target, "--keep", "2").exit_code == 0
    assert [path.name for path in backups(tmp_path)] == [f"objection-20261130-00000{number}" for number in (1, 2)]
    assert run(environ, "restore", str(backups(tmp_path)[0]), "--check").exit_code == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_is_left_of_a_backup_that_failed(environ: Mapping[str, str], tmp_path: Path) -> None:
    away = {**environ, "OBJECTION__DATABASE__URL": "postgresql://a:hunter2@127.0.0.1:1/x"}
    failed = run(away, "backup", str(tmp_path / "backups"))
    assert failed.exit_code == 1
    assert "没有备份：pg_dump" in failed.output
    assert "hunter2" not in failed.output
    assert backups(tmp_path) == []
