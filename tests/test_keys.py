"""`objection keys`, and every command's error for lost, exchanged or not yet rotated keys (F1, F7)."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import make_url, text

from objection.cli.exit_codes import UNAVAILABLE
from objection.cli.main import main
from store.engine.session import Store
from store.vault import Vault, new_key_line, new_keys, read_keys
from tests.store.district_fixture import DistrictFixture
from tests.store.sealed_values import fill, found_anywhere, opens, sealed

Run = Callable[..., Result]
KEY_FILE = Path("district.keys")
DEPARTMENTS = "code,name,kind\nD1,区大数据管理中心,centre\nD2,区教育局,responsible\n"
PEOPLE = "name,department,roles,mobile,wecom\n张三,D2,officer-a proposer,13812345678,zhangsan\n"
WECOM = {
    "OBJECTION__SERVER__BIND": "127.0.0.1:0",  # serve binds first, and tests run side by side
    "OBJECTION__WECOM__API_BASE": "http://127.0.0.1:1",
    "OBJECTION__WECOM__CORP_ID": "ww1",
    "OBJECTION__WECOM__AGENT_ID": "1",
    "OBJECTION__WECOM__SECRET": "hunter2",
    "OBJECTION__WECOM__TOKEN": "token",
    "OBJECTION__WECOM__ENCODING_AES_KEY": "a" * 43,
}


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Calls `objection` with a key file in the settings; errors must be one line without a stack trace."""
    monkeypatch.chdir(tmp_path)
    environ = WECOM | {
        "OBJECTION__DATABASE__URL": database_url,
        "OBJECTION__SECURITY__KEY_FILE": str(KEY_FILE),
        "OBJECTION_CONFIG": "",
    }
    return lambda *arguments, **more: CliRunner().invoke(main, arguments, env=environ | more, catch_exceptions=False)


def put(lines: str, path: Path = KEY_FILE) -> Vault:
    path.unlink(missing_ok=True)
    path.touch(0o600)
    path.write_text(lines, encoding="utf-8")
    return read_keys(lines)


def written(name: str, content: str) -> str:
    Path(name).write_text(content, encoding="utf-8")
    return name


@pytest.fixture
def district(run: Run, database_url: str, tmp_path: Path) -> Iterator[DistrictFixture]:
    """A database in use, encrypted with one old key, and its key file."""
    fixture = DistrictFixture(Store(database_url, put(new_keys()))).build()
    fill(fixture, tmp_path, times=2)
    yield fixture
    fixture.store.close()


def everything(fixture: DistrictFixture) -> dict[str, list[str | bytes]]:
    with fixture.store.read() as session:
        meta = session.scalars(text("SELECT key || value FROM meta ORDER BY key")).all()
    return sealed(fixture.store) | {"meta": list(meta)}


# -- rotation


@pytest.mark.parametrize("algorithm", ["aes-256-gcm", "sm4-gcm"])
def test_key_rotation_as_in_the_manual(run: Run, district: DistrictFixture, algorithm: str) -> None:
    old = KEY_FILE.read_text(encoding="utf-8")
    line = run("keys", "new", "--id", "k2027", "--algorithm", algorithm).output
    put(line + old)
    early = run("report", OBJECTION__SECURITY__KEY_FILE=str(KEY_FILE))
    assert early.exit_code == 0, early.output
    done = run("keys", "rotate")
    was = read_keys(old).current
    assert done.exit_code == 0, done.output
    assert "cards.update_code_sealed：2 处" in done.output
    assert f"{was} 0 处" in done.output
    assert f"旧密钥 {was} 下已没有数据，可以从密钥文件中删去" in done.output
    assert not any(secret in done.output for secret in (*line.split()[2:], *old.split()[2::3]))
    again = run("keys", "rotate")
    assert (again.exit_code, "已重新加密 0 处" in again.output) == (0, True)
    assert found_anywhere(district.store, f"v1:{was}:") == []
    only = put(line + "\n".join(old.splitlines()[1:]))
    assert run("keys", "rotate").exit_code == 0
    assert "[正常] 密钥：用 k2027 加密" in run("doctor", "--offline").output
    opens(district.store, only)


def test_an_undecryptable_value_is_reported_without_its_content(run: Run, district: DistrictFixture) -> None:
    with district.store.write() as session:
        session.execute(text("UPDATE texts SET sealed = sealed || 'AAAA' WHERE id = 3"))
    old = KEY_FILE.read_text(encoding="utf-8")
    put(new_key_line("new") + "\n" + old)
    done = run("keys", "rotate")
    assert done.exit_code == 1
    assert "打不开：texts.sealed，id 3" in done.output
    assert "旧密钥不能撤去" in done.output
    assert found_anywhere(district.store, f"v1:{read_keys(old).current}:") == ["texts.sealed"]
    put(KEY_FILE.read_text(encoding="utf-8").splitlines()[0] + "\n" + old.splitlines()[1])
    assert "缺少这个数据库所用的密钥" in run("report").output


def test_removing_the_old_key_before_the_rotation_is_refused(run: Run, district: DistrictFixture) -> None:
    old = KEY_FILE.read_text(encoding="utf-8")
    line = new_key_line("new")
    put(f"{line}\n{old}")
    assert run("keys", "rotate").exit_code == 0
    put(old)
    assert "缺少这个数据库所用的密钥 new" in run("keys", "rotate").output


# -- lost and exchanged

COMMANDS = (
    ("serve",),
    ("serve", "--no-migrate"),
    ("migrate",),
    ("keys", "rotate"),
    ("report", "--month", "2026-08"),
    ("report", "--month", "2026-08", "--close"),
    ("archive", "CN-20260916-0001"),
    ("import", "departments", "d.csv"),
    ("import", "people", "p.csv", "--dry-run"),
    ("import", "notice", "n.toml", "--dry-run"),
    ("doctor", "--quick", "--offline"),
    ("doctor", "--offline"),
)


def lost(old: str) -> None:
    KEY_FILE.unlink()


def emptied(old: str) -> None:
    put_text("\n")


def put_text(lines: str) -> None:
    KEY_FILE.write_text(lines, encoding="utf-8")


def same_name(old: str) -> None:
    first, index = old.splitlines()
    put_text(f"{new_key_line(first.split()[0])}\n{index}\n")


def other_file(old: str) -> None:
    put_text(new_keys())


def other_index(old: str) -> None:
    put_text(f"{old.splitlines()[0]}\n{new_key_line('index')}\n")


def left_out(old: str) -> None:
    put_text(f"{new_key_line('new')}\n{old.splitlines()[1]}\n")


def cut_off(old: str) -> None:
    put_text(old.splitlines()[0] + "\n")


def only_index(old: str) -> None:
    put_text(old.splitlines()[1] + "\n")


CHANGES = (lost, emptied, same_name, other_file, other_index, left_out, cut_off, only_index)


@pytest.mark.parametrize("noted", [True, False], ids=["noted", "older release"])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_no_command_writes_with_foreign_keys(
    run: Run, district: DistrictFixture, change: Callable[[str], None], *, noted: bool
) -> None:
    written("d.csv", DEPARTMENTS)
    written("p.csv", PEOPLE)
    shutil.copy(Path(__file__).parents[1] / "regulation/holidays/2026.toml", "n.toml")
    if noted:
        assert run("import", "departments", "d.csv").exit_code == 0
    before = everything(district)
    old = KEY_FILE.read_text(encoding="utf-8")
    change(old)
    for words in COMMANDS:
        told = run(*words)
        assert told.exit_code == 1, (words, told.output)
        line = next(line for line in told.output.splitlines() if "密钥" in line or "security.keys" in line)
        assert str(KEY_FILE) in line, words
        assert "什么也没有写入" in line, words
        assert "keys new" not in told.output, words
        assert "生成" not in told.output, words
        assert "备份" in line, words
        if words[0] == "doctor":
            assert "[正常] 密钥" not in told.output
            assert "[问题] 密钥：" in told.output
            assert "[正常] 发送台账" in told.output
            assert ("[正常] 历史链" in told.output) == ("--quick" not in words)
        else:
            assert len(told.output.strip().splitlines()) == 1
    assert everything(district) == before
    assert not Path("var/objection.keys").exists()
    put(old)
    assert run("report").exit_code == 0


def test_a_lost_default_key_file_is_not_regenerated(run: Run, district: DistrictFixture) -> None:
    Path("var").mkdir(exist_ok=True)
    KEY_FILE.unlink()
    for words in COMMANDS[:5]:
        told = run(*words, OBJECTION__SECURITY__KEY_FILE="", OBJECTION__DATA_DIR="var")
        assert told.exit_code == 1
        assert "找不到密钥文件 var/objection.keys，而数据库已在使用" in told.output
    assert not Path("var/objection.keys").exists()
    assert "生成" not in run("doctor", "--quick", "--offline", OBJECTION__SECURITY__KEY_FILE="").output


def test_an_older_backup_needs_its_own_keys(run: Run, district: DistrictFixture, tmp_path: Path) -> None:
    if not district.store.is_sqlite:
        pytest.skip("a file can be copied")
    assert run("import", "departments", written("d.csv", DEPARTMENTS)).exit_code == 0
    district.store.close()
    database = Path(str(district.store.engine.url.database))
    shutil.copy(database, "backup.db")
    old = KEY_FILE.read_text(encoding="utf-8")
    line = new_key_line("new")
    put(f"{line}\n{old}")
    assert run("keys", "rotate").exit_code == 0
    put(f"{line}\n{old.splitlines()[1]}")
    assert run("report").exit_code == 0
    backup = {"OBJECTION__DATABASE__URL": f"sqlite:///{tmp_path}/backup.db"}
    assert f"缺少这个数据库所用的密钥 {read_keys(old).current}" in run("report", **backup).output
    put(f"{line}\n{old}")
    assert run("report", **backup).exit_code == 0


def test_an_undecryptable_value_is_one_error_line_of_archive(run: Run, district: DistrictFixture) -> None:
    with district.store.write() as session:
        session.execute(text("UPDATE texts SET sealed = sealed || 'AAAA'"))
    told = run("archive", "CN-20260916-0001")
    assert (told.exit_code, len(told.output.strip().splitlines())) == (1, 1)
    assert "texts:sealed 有内容打不开" in told.output


# -- new keys


def test_new_keys_are_refused_where_others_are_in_use(run: Run, district: DistrictFixture) -> None:
    for words in (("keys", "new", "--file", "other.keys"), ("keys", "new")):
        told = run(*words)
        assert told.exit_code == 1
        assert "数据库已在使用" in told.output
        assert "--id" in told.output
    KEY_FILE.unlink()
    assert run("keys", "new", "--file", str(KEY_FILE)).exit_code == 1
    assert not KEY_FILE.exists()


def test_a_locked_database_is_one_error_line(
    run: Run, database_url: str, district: DistrictFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Locked, as during a large import; completed work stays, and repeating the command continues."""
    if not district.store.is_sqlite:
        pytest.skip("PostgreSQL locks rows, not the database")
    monkeypatch.setattr("store.engine.connections.sqlite_connections._PRAGMAS", ("busy_timeout=50",))
    old = KEY_FILE.read_text(encoding="utf-8")
    put(run("keys", "new", "--id", "k2027").output + old)
    other = sqlite3.connect(make_url(database_url).database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    told = run("keys", "rotate")
    assert (told.exit_code, len(told.output.splitlines())) == (UNAVAILABLE, 1)
    assert "database is locked" in told.output
    assert "再执行一次" in told.output
    other.execute("ROLLBACK")
    other.close()
    assert run("keys", "rotate").exit_code == 0


@pytest.mark.parametrize("damage", ["others may read it", "no text"])
def test_an_unreadable_key_file_is_not_regenerated(run: Run, district: DistrictFixture, damage: str) -> None:
    before = everything(district)
    if damage == "no text":
        KEY_FILE.write_bytes(b"\xff\xfe\x00k")
    else:
        KEY_FILE.chmod(0o644)
    told = run("report")
    assert (told.exit_code, len(told.output.splitlines())) == (1, 1)
    for words in (("keys", "new", "--file", "other.keys"), ("keys", "new")):
        told = run(*words)
        assert told.exit_code == 1
        assert "已在使用" in told.output
    assert not Path("other.keys").exists()
    assert everything(district) == before


def test_key_names_are_unique(run: Run, district: DistrictFixture) -> None:
    assert run("import", "departments", written("d.csv", DEPARTMENTS)).exit_code == 0
    current = district.store.vault.current
    assert "已经用过" in run("keys", "new", "--id", current).output
    for bad in ("index", "a:b", "a b", "", "键", "x" * 33):
        assert run("keys", "new", "--id", bad).exit_code == 2


def test_generated_key_files_have_different_names(run: Run) -> None:
    names = {run("keys", "new").output.split()[0] for _ in range(5)}
    assert len(names) == 5
    assert run("keys", "new", "--file", str(KEY_FILE)).exit_code == 0
    assert run("migrate").exit_code == 0


def test_a_key_file_with_the_old_name_k1_still_works(run: Run, database_url: str) -> None:
    put(f"{new_key_line('k1')}\n{new_key_line('index')}\n")
    assert run("import", "departments", written("d.csv", DEPARTMENTS)).exit_code == 0
    assert run("import", "people", written("p.csv", PEOPLE)).exit_code == 0
    put(f"{new_key_line('k1')}\n{new_key_line('index')}\n")
    assert "密钥 k1 不是这个数据库所用的那一把；index 一行不是" not in run("keys", "new", "--id", "x").output
    told = run("import", "people", "p.csv").output
    assert "index 一行不是这个数据库所用的" in told
    assert "密钥 k1 不是这个数据库所用的那一把" in told


def test_a_missing_key_file_is_generated_where_no_key_is_in_use(run: Run) -> None:
    for words in (("migrate",), ("serve",), ("import", "departments", written("d.csv", DEPARTMENTS))):
        told = run(*words)
        assert told.exit_code == 1
        assert f"objection keys new --file {KEY_FILE}" in told.output
