"""Commands of the record: an import is a deed with its list; heads handed out earlier are compared."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from click.testing import CliRunner
from sqlalchemy import select, text

from objection.cli.main import main
from store.engine.session import Store
from store.tables import ImportList
from store.upkeep import import_lists
from store.vault import read_keys
from tests.test_doctor import DEPARTMENTS, KEYS, PEOPLE, Doctor, doctor, environ, imported

__all__ = ["doctor", "environ"]


def opened(environ: dict[str, str]) -> Store:
    return Store(environ["OBJECTION__DATABASE__URL"], read_keys(KEYS.replace(";", "\n")))


def test_an_import_is_a_deed_with_its_list(environ: dict[str, str], doctor: Doctor) -> None:
    imported(environ, "departments", DEPARTMENTS)
    imported(environ, "people", PEOPLE)
    imported(environ, "people", PEOPLE)  # changes nothing: no deed
    store = opened(environ)
    with store.read() as session:
        kept = session.scalars(select(ImportList).order_by(ImportList.id)).all()
        lines = import_lists.lines_of(store.vault, kept[1])
    assert [(row.kind, row.told, row.file, bool(row.loaded_by)) for row in kept] == [
        ("departments", 2, "file.csv", True), ("people", 2, "file.csv", True),
    ]  # fmt: skip
    assert "张三" in lines[0]
    assert "张三" not in kept[1].list_sealed
    assert "[正常] 存证" in doctor("--offline").output
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE people SET roles = 'operator administrator' WHERE id = 1"))
    store.close()
    told = doctor("--offline").output
    assert "[问题] 存证：张三：人员第1号的姓名、部门、角色、帐号或停用状态在写入后被改动，与存证不符" in told
    assert "查不出的：" in told


def test_handed_out_heads_are_compared(environ: dict[str, str], doctor: Doctor, tmp_path: Path) -> None:
    imported(environ, "departments", DEPARTMENTS)
    line = f"记录存证（2026-11-30签）：900条，根值 {'0' * 64}"
    told = doctor("--offline", "--head", line).output
    assert "的存证有900条，库中只有" in told
    told = doctor("--offline", "--head", f"存证900条，指纹 {'a' * 16}").output  # as a card or a picture carries it
    assert "的存证有900条，库中只有" in told
    head = tmp_path / "no.json"
    head.write_text("{}", encoding="utf-8")
    assert f"{head} 不是存证，没有比对" in doctor("--offline", "--head", str(head)).output


def test_an_empty_database_has_nothing_to_seal(environ: dict[str, str], doctor: Doctor) -> None:
    assert "[正常] 存证：还没有记录" in doctor("--offline").output
    with closing(opened(environ)) as store, store.engine.begin() as connection:
        connection.execute(text("INSERT INTO departments (code, name, kind, active) VALUES ('X', 'X', 'centre', 1)"))
    assert "[问题] 存证：没有存证：" in doctor("--offline").output


def test_keys_are_printed_and_rotated(environ: dict[str, str], doctor: Doctor) -> None:
    def keys(word: str) -> str:
        return CliRunner().invoke(main, ["keys", word], env=environ, catch_exceptions=False).output

    assert "还没有存证" in keys("public")
    imported(environ, "departments", DEPARTMENTS)
    first = keys("public")
    assert "第1期" in first
    assert "第2期" in keys("rotate-record")
    assert first.splitlines()[0] in keys("public")
    imported(environ, "people", PEOPLE)
    assert "[正常] 存证" in doctor("--offline").output
