"""The command line: each command's result, and errors as one line without a stack trace."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from objection.cli.exit_codes import PROBLEM, UNAVAILABLE
from objection.cli.main import COMMANDS, main
from store.catalogue import entry_search
from store.engine.session import Store
from store.people import persons
from store.vault import new_keys, read_keys

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Calls `objection` in a temporary folder, on a new database of either kind."""
    monkeypatch.chdir(tmp_path)
    environ = {
        "OBJECTION__DATABASE__URL": database_url,
        "OBJECTION__SECURITY__KEYS": KEYS.replace("\n", ";"),
        "OBJECTION_CONFIG": "",
    }
    return lambda *arguments, **more: CliRunner().invoke(main, arguments, env=environ | more, catch_exceptions=False)


@contextmanager
def looking(url: str) -> Iterator[Session]:
    store = Store(url, read_keys(KEYS))
    with store.read() as session:
        yield session
    store.close()


def written(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


KEYS = new_keys()
DEPARTMENTS = "code,name,kind\nD1,区大数据中心,centre\nD2,区民政局,responsible\n"
PEOPLE = (
    "name,department,roles,mobile,wecom,dingtalk\n"
    "张三,D2,officer-a proposer,13812345678,zhangsan,\n"
    "李四,区民政局,leader,,lisi,li.si\n"
)


def test_help_names_every_command() -> None:
    text = CliRunner().invoke(main, ["--help"]).output
    assert [name for name in COMMANDS if f"  {name} " not in text] == []
    for name, place in COMMANDS.items():
        assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0
        command = main.get_command(click.Context(main), name)
        assert command is not None
        assert (command.name, command.get_short_help_str(limit=1000)) == (name, place.help)


def test_help_imports_no_command() -> None:
    """What a newcomer types first answers at once; each command imports what it needs at its top."""
    called = "from objection.cli.main import main; main(['--help'], standalone_mode=False)"
    asked = f"import sys; {called}; print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60)
    assert "objection.cli.lazy_group" in done.stdout
    assert not any(name in done.stdout for name in ("sqlalchemy", "flask", "objection.cli.serve", "bot.", "'app'"))


def test_import_of_a_directory_is_idempotent(run: Run, database_url: str) -> None:
    for _ in range(2):
        assert "已导入 2 行" in run("import", "departments", written("d.csv", DEPARTMENTS)).output
        assert "已导入 2 行" in run("import", "people", written("p.csv", PEOPLE)).output
    with looking(database_url) as session:
        assert [department.code for department in persons.departments(session)] == ["D1", "D2"]
        officer = persons.by_account(session, "wecom", "ZhangSan")
        assert officer is not None
        assert (officer.name, officer.roles) == ("张三", "officer-a proposer")
        assert "13812345678" not in officer.mobile_sealed
        leader = persons.by_account(session, "dingtalk", "li.si")
        assert leader is not None
        assert leader.department.code == "D2"


def test_missing_people_and_entries_are_deactivated(run: Run, database_url: str) -> None:
    """Only an explicit column deactivates them; the next file may activate them again."""
    run("import", "departments", written("d.csv", DEPARTMENTS))
    heading, *rows = PEOPLE.splitlines()
    entry = "code,name,department,active\nS1,婚姻登记信息,D2"
    run("import", "catalogue", written("c.csv", f"{entry},\n"))
    for state, there in (("否", False), ("在岗", True), ("停用", False), ("", True)):
        assert (
            "已导入 1 行" in run("import", "people", written("p.csv", f"{heading},active\n{rows[0]},{state}\n")).output
        )
        with looking(database_url) as session:
            assert (persons.by_account(session, "wecom", "zhangsan") is not None) is there
            assert bool(persons.with_role(session, "officer-a")) is there
    run("import", "catalogue", written("c.csv", f"{entry},否\n"))
    with looking(database_url) as session:
        assert entry_search.search(session, "婚姻登记") == []
    assert (
        "第 2 行 active 列" in run("import", "people", written("p.csv", f"{heading},active\n{rows[0]},也许\n")).output
    )


def test_one_invalid_row_refuses_the_whole_file(run: Run, database_url: str) -> None:
    result = run("import", "departments", written("d.csv", DEPARTMENTS + "D3,,bogus\n"))
    assert result.exit_code == 1
    assert "第 4 行 name 列：不能为空" in result.output
    assert "第 4 行 kind 列" in result.output
    with looking(database_url) as session:
        assert persons.departments(session) == []


def test_skip_bad_writes_the_valid_rows(run: Run) -> None:
    assert "已导入 2 行" in run("import", "departments", written("d.csv", DEPARTMENTS + "D3,,x\n"), "--skip-bad").output


def test_a_dry_run_writes_nothing(run: Run, database_url: str) -> None:
    assert "2 行可以导入" in run("import", "departments", written("d.csv", DEPARTMENTS), "--dry-run").output
    with looking(database_url) as session:
        assert persons.departments(session) == []


def test_a_dry_run_reports_the_change_of_each_row(run: Run) -> None:
    run("import", "departments", written("d.csv", DEPARTMENTS))
    run("import", "people", written("p.csv", PEOPLE))
    rows = "name,department,wecom,active\n张三,D1,ZhangSan,\n王五,D2,wangwu,\n"
    said = run("import", "people", written("p.csv", rows), "--dry-run")
    assert said.exit_code == 0
    assert "第 2 行 变更 张三（区大数据中心，wecom:ZhangSan）：部门 区民政局 → 区大数据中心" in said.output
    assert "第 3 行 新增 王五（区民政局，wecom:wangwu）" in said.output
    assert "李四（区民政局，wecom:lisi，dingtalk:li.si）" in said.output
    assert "新增 1 行，变更 1 行，未变 0 行，文件中没有的 1 个。" in said.output
    assert "已导入 2 行" in run("import", "people", "p.csv").output
    again = run("import", "people", "p.csv").output
    assert "新增 0 行，变更 0 行，未变 2 行，文件中没有的 1 个。" in again
    said = run("import", "departments", written("d.csv", "code,name\nD2,区民政和养老局\n"), "--dry-run")
    assert "第 2 行 变更 D2 区民政和养老局：名称 区民政局 → 区民政和养老局" in said.output
    assert "D1 区大数据中心" in said.output


def test_an_account_under_another_name_needs_an_option(run: Run, database_url: str) -> None:
    run("import", "departments", written("d.csv", DEPARTMENTS))
    run("import", "people", written("p.csv", PEOPLE))
    rows = "name,department,roles,wecom\n王新来,D2,officer-a,zhangsan\n赵六,D2,handler,zhaoliu\n"
    for more in ((), ("--dry-run",), ("--skip-bad",), ("--new-person", "lisi")):
        result = run("import", "people", written("p.csv", rows), *more)
        assert result.exit_code == 1
        assert "第 2 行：帐号 wecom:zhangsan 在通讯录中是张三" in result.output
        assert "什么也没有写入" in result.output
    with looking(database_url) as session:
        officer = persons.by_account(session, "wecom", "zhangsan")
        assert officer is not None
        assert officer.name == "张三"
        assert persons.by_account(session, "wecom", "zhaoliu") is None
    done = run("import", "people", "p.csv", "--new-person", "wecom:zhangsan")
    assert done.exit_code == 0
    assert "帐号 wecom:zhangsan 原为张三（区民政局）所用" in done.output
    with looking(database_url) as session:
        successor = persons.by_account(session, "wecom", "zhangsan")
        assert successor is not None
        assert successor.name == "王新来"
        assert successor.id != officer.id
        left = persons.person(session, officer.id)
        assert left is not None
        assert (left.name, left.active, left.accounts) == ("张三", False, [])


@pytest.mark.parametrize("option", [("--new-person", "x"), ("--renamed", "x"), ("--accept-move", "x=y")])
def test_account_options_are_for_people_files_only(run: Run, option: tuple[str, str]) -> None:
    run("import", "departments", written("d.csv", DEPARTMENTS))
    assert run("import", "departments", "d.csv", *option).exit_code == 1
    result = run("import", "people", written("p.csv", PEOPLE), *option)
    assert result.exit_code == 1
    assert option[0] in result.output


def test_the_catalogue_may_refer_to_itself(run: Run) -> None:
    run("import", "departments", written("d.csv", DEPARTMENTS))
    heading, rows = "code,name,department,origin,kind,sources", "S1,甲,D2,city,source,\nS2,乙,D1,,,\n"
    catalogue = f"{heading}\nF1,融合库,D2,district,fusion,S1 S2\n{rows}"
    assert "已导入 3 行" in run("import", "catalogue", written("c.csv", catalogue)).output
    bad = run("import", "catalogue", written("c.csv", catalogue.replace("S1 S2", "S1 S9")))
    assert "第 2 行 sources 列" in bad.output


def test_a_configuration_error_is_one_line_without_traceback(run: Run) -> None:
    result = run("migrate", OBJECTION__WECOM__AGENT_ID="abc")
    assert result.exit_code == 1
    assert "wecom.agent_id" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("postgresql://u:hunter2@127.0.0.1:1/x", UNAVAILABLE),
        ("nosuch://u:hunter2@x", PROBLEM),
        ("sqlite:////proc/x/y.db", UNAVAILABLE),
        ("x", PROBLEM),
    ],
)
def test_a_database_error_shows_no_password(run: Run, url: str, code: int) -> None:
    result = run("migrate", OBJECTION__DATABASE__URL=url)
    assert result.exit_code == code
    assert "database.url" in result.output
    assert "hunter2" not in result.output


def test_migrate_is_idempotent(run: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/other.db"
    assert "空 →" in run("migrate", OBJECTION__DATABASE__URL=url).output
    assert "已是最新" in run("migrate", OBJECTION__DATABASE__URL=url).output


def test_the_first_start_generates_a_private_key_file(run: Run, tmp_path: Path) -> None:
    fresh = {"OBJECTION__SECURITY__KEYS": "", "OBJECTION__DATABASE__URL": f"sqlite:///{tmp_path}/new.db"}
    assert run("migrate", **fresh).exit_code == 0
    assert run("import", "departments", written("d.csv", DEPARTMENTS), **fresh).exit_code == 0
    assert run("import", "people", written("p.csv", PEOPLE), **fresh).exit_code == 0
    path = tmp_path / "var" / "objection.keys"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.unlink()
    lost = run("import", "departments", "d.csv", **fresh)
    assert lost.exit_code == 1
    assert "从备份恢复" in lost.output


def test_keys_are_never_overwritten(run: Run) -> None:
    assert run("keys", "new", "--file", "my.keys").exit_code == 0
    before = Path("my.keys").read_text(encoding="utf-8")
    assert run("keys", "new", "--file", "my.keys").exit_code == 1
    assert Path("my.keys").read_text(encoding="utf-8") == before


def test_rotation_encrypts_with_the_new_key(run: Run) -> None:
    old = new_keys()
    keys = {"OBJECTION__SECURITY__KEYS": old.replace("\n", ";")}
    run("import", "departments", written("d.csv", DEPARTMENTS), **keys)  # on record: keys and list are sealed
    run("import", "people", written("p.csv", PEOPLE), **keys)
    newest = run("keys", "new", "--id", "k2").output.strip()
    both = {"OBJECTION__SECURITY__KEYS": f"{newest};{old}".replace("\n", ";")}
    assert "重新加密 13 处" in run("keys", "rotate", **both).output
    assert "重新加密 0 处" in run("keys", "rotate", **both).output


def test_serve_without_a_platform_names_the_missing_settings(run: Run) -> None:
    result = run("serve", OBJECTION__SERVER__BIND="127.0.0.1:0")
    assert result.exit_code == 1
    assert "wecom" in result.output
