"""Two servers of one database with unlike settings are named: at the start, by /healthz and by doctor (0040)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from objection import shared_settings
from objection.cli.main import main
from objection.config.load import Config
from objection.config.schema import Report, Security
from objection.config.setting_hashes import SHARED
from store.engine.session import Store
from tests.bot.world import vault
from tests.scheduler.rig import Rig
from tests.test_notice_by_command import KEYS

NOW = datetime(2026, 9, 16, 2, 0, tzinfo=UTC)
PLAIN, OTHER = Config(), Config(report=Report(reply_days=3), security=Security(two_persons=True))


def started(url: str, config: Config) -> str:
    store = Store(url, vault())
    with store.write() as session:
        told = shared_settings.record(session, config, NOW)
    store.close()
    return told


def troubles(url: str, config: Config) -> list[str]:
    store = Store(url, vault())
    found = list(shared_settings.troubles(store, config))
    store.close()
    return found


def test_the_later_start_is_told_and_the_earlier_server_says_so(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_settings, "gethostname", lambda: "a")
    assert started(database_url, PLAIN) == ""
    monkeypatch.setattr(shared_settings, "gethostname", lambda: "b")
    told = started(database_url, OTHER)
    assert told.startswith("report.reply_days、security.two_persons 与最近启动的服务（a，2026-09-16 10:00）不同")
    assert troubles(database_url, OTHER) == []
    assert "与最近启动的服务（2026-09-16 10:00）不同" in troubles(database_url, PLAIN)[0]
    monkeypatch.setattr(shared_settings, "gethostname", lambda: "a")
    assert "（b，" in started(database_url, PLAIN)
    assert troubles(database_url, PLAIN) == []


def test_one_server_that_is_restarted_with_new_settings_is_not_warned(sqlite_url: str) -> None:
    assert started(sqlite_url, PLAIN) == started(sqlite_url, OTHER) == ""


def test_doctor_names_them(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    started(sqlite_url, PLAIN)
    environ = {
        "OBJECTION__DATABASE__URL": sqlite_url,
        "OBJECTION__SECURITY__KEYS": KEYS,
        "OBJECTION__REPORT__REPLY_DAYS": "3",
        "OBJECTION_CONFIG": "",
    }
    said = CliRunner().invoke(main, ["doctor", "--offline", "--quick"], env=environ, catch_exceptions=False).output
    assert "[问题] 各台设置：report.reply_days 与最近启动的服务" in said
    said = (
        CliRunner()
        .invoke(main, ["doctor", "--offline", "--quick"], env=environ | {"OBJECTION__REPORT__REPLY_DAYS": "5"})
        .output
    )
    assert "各台设置" not in said


def test_no_secret_is_recorded() -> None:
    """What is kept are short hashes of settings that everybody is told; tokens and keys are not among them."""
    assert not [name for name in SHARED if "secret" in name or "token" in name or "key" in name]


def test_a_server_with_other_limits_does_not_start(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One line for the operator, and nothing written."""
    monkeypatch.chdir(tmp_path)
    rig = Rig(sqlite_url, tmp_path)
    rig.filed()
    with rig.store.write() as session:
        rig.laws.record_rulebooks(session, rig.now)
    rig.close()
    folder = tmp_path / "rules"
    folder.mkdir()
    for path in (Path(__file__).parents[1] / "regulation" / "rulebooks").glob("*.toml"):
        (folder / path.name).write_text(path.read_text("utf-8").replace("days = 3", "days = 4"), "utf-8")
    wecom = {"CORP_ID": "ww1", "AGENT_ID": "1", "SECRET": "hunter2", "TOKEN": "token", "ENCODING_AES_KEY": "a" * 43}
    environ = {
        "OBJECTION__DATABASE__URL": sqlite_url,
        "OBJECTION__SECURITY__KEYS": KEYS,
        "OBJECTION__LAW__RULEBOOK": str(folder),
        "OBJECTION__SERVER__BIND": "127.0.0.1:0",
        "OBJECTION_CONFIG": "",
        **{f"OBJECTION__WECOM__{name}": value for name, value in wecom.items()},
    }
    told = CliRunner().invoke(main, ["serve"], env=environ, catch_exceptions=False)
    assert told.exit_code == 1
    assert "law.rulebook：规则 changning-2026 与数据库所记的不同（limits." in told.output
    assert "没有启动，什么也没有写入" in told.output
