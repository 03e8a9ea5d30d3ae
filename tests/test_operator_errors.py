"""No traceback reaches an operator: a problem is one line with key, problem and remedy, and an exit code."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from objection.cli import migrate as migrate_command
from objection.cli.exit_codes import INTERNAL, PROBLEM, UNAVAILABLE
from objection.cli.main import main
from store.vault import new_keys

KEYS = new_keys()


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    monkeypatch.chdir(tmp_path)
    return {
        "OBJECTION_CONFIG": "",
        "OBJECTION__DATABASE__URL": "sqlite:///objection.db",
        "OBJECTION__SECURITY__KEYS": KEYS,
        "OBJECTION__SERVER__BIND": "127.0.0.1:0",
        "OBJECTION__WECOM__CORP_ID": "ww1",
        "OBJECTION__WECOM__AGENT_ID": "1",
        "OBJECTION__WECOM__SECRET": "hunter2",
        "OBJECTION__WECOM__TOKEN": "token",
        "OBJECTION__WECOM__ENCODING_AES_KEY": "a" * 43,
    }


def run(environ: Mapping[str, str], *arguments: str, **more: str) -> Result:
    return CliRunner().invoke(main, arguments, env={**environ, **more})


def is_one_line(result: Result, *words: str) -> bool:
    """Besides what a command says before it stops."""
    told = [line for line in result.output.splitlines() if line.startswith("Error: ")]
    assert len(told) == 1, result.output
    assert "Traceback" not in result.output
    assert "hunter" not in result.output
    return all(word in told[0] for word in words)


def test_a_taken_port_stops_before_anything_is_begun(environ: Mapping[str, str], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        result = run(environ, "serve", OBJECTION__SERVER__BIND=bind)
    assert result.exit_code == UNAVAILABLE
    assert is_one_line(result, "server.bind", bind, "已经有程序在用")
    assert not (tmp_path / "objection.db").exists()


def test_an_address_of_another_machine(environ: Mapping[str, str]) -> None:
    result = run(environ, "serve", OBJECTION__SERVER__BIND="198.51.100.1:8080")
    assert result.exit_code == UNAVAILABLE
    assert is_one_line(result, "server.bind", "本机没有这个地址")


@pytest.mark.parametrize("command", ["serve", "migrate", "doctor", "report"])
def test_a_newer_schema_names_the_remedy(environ: Mapping[str, str], tmp_path: Path, command: str) -> None:
    assert run(environ, "migrate").exit_code == 0
    with sqlite3.connect(tmp_path / "objection.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    arguments = ("doctor", "--offline") if command == "doctor" else (command,)
    result = run(environ, *arguments)
    assert result.exit_code == PROBLEM
    assert "9999" in result.output
    assert "请用新版的程序" in result.output
    assert "objection migrate" not in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://a:hunter2@h/x", "postgresql://"),
        ("postgres://a:hunter2@h/x", "postgresql://"),
        ("postgresql+psycopg2://a:hunter2@h/x", "postgresql://"),
        ("postgresql://a:hunter2@x@h/x", "%40"),
        ("postgresql://a:hunter2/x@h/x", "%2F"),
        ("postgresql://a:hunter2#x@h/x", "%23"),
        ("postgresql://a:hunter2@h", "库名"),
        ("postgresql://a:hunter2@h:port/x", "user:password@host"),
        ("sqlite:///var/lib/objection/objection.db", "四个斜线"),
        ("sqlite://objection.db", "sqlite:///"),
        ("objection.db", "sqlite:///"),
    ],
)
def test_a_wrong_address_says_how_it_is_written(environ: Mapping[str, str], url: str, told: str) -> None:
    result = run(environ, "migrate", OBJECTION__DATABASE__URL=url)
    assert result.exit_code == PROBLEM
    assert "database.url" in result.output
    assert told in result.output
    assert "hunter2" not in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "url", ["postgresql://a:p%40ss%2Fw@h:5432/x", "sqlite:////var/lib/objection/objection.db", "sqlite:///var/o.db"]
)
def test_right_addresses_are_taken(environ: Mapping[str, str], url: str) -> None:
    assert "database.url：应" not in run(environ, "doctor", "--offline", OBJECTION__DATABASE__URL=url).output


def test_a_database_that_is_away(environ: Mapping[str, str]) -> None:
    result = run(environ, "migrate", OBJECTION__DATABASE__URL="postgresql://a:hunter2@127.0.0.1:1/x")
    assert result.exit_code == UNAVAILABLE
    assert is_one_line(result, "database.url", "请检查")


def test_what_nobody_foresaw_is_kept_in_a_file(
    environ: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("secret=hunter2")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(migrate_command, "schema_of", broken)
    result = run(environ, "migrate")
    assert result.exit_code == INTERNAL
    assert is_one_line(result, "KeyError", "交给维护方")
    (kept,) = tmp_path.glob("objection-error-*.txt")
    assert kept.stat().st_mode & 0o077 == 0
    assert "Traceback" in kept.read_text(encoding="utf-8")
    assert "hunter2" not in kept.read_text(encoding="utf-8")


def test_doctor_says_where_the_database_is(environ: Mapping[str, str], tmp_path: Path) -> None:
    run(environ, "migrate")
    assert str(tmp_path / "objection.db") in run(environ, "doctor", "--offline").output
