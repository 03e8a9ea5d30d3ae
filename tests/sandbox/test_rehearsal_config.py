"""A rehearsal's folder: persistent generated secrets, a configuration the bot accepts, a clock on a weekday morning."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from clock.time_source import SHANGHAI
from objection.config.load import load
from sandbox.rehearsal_config import choose_settings, first_morning, set_clock, write_config
from sandbox.wecom.settings import PRIVATE_OLD, SAAS_2026

BOT, PAGE = "http://127.0.0.1:18080", "http://127.0.0.1:18000"


def test_the_bot_accepts_the_configuration(tmp_path: Path) -> None:
    settings = choose_settings(tmp_path, PRIVATE_OLD, bot=BOT, page=PAGE)
    path = write_config(tmp_path, settings, bot=BOT, clock=tmp_path / "clock")
    config = load(path, {})
    assert config.wecom is not None
    assert config.wecom.corp_id.startswith("wl")
    assert config.wecom.auth_style == "user"
    assert not config.wecom.capabilities.cards
    assert config.wecom.oauth_url == f"{PAGE}/connect/oauth2/authorize"
    assert config.clock == f"file:{tmp_path / 'clock'}"
    assert path.stat().st_mode & 0o077 == 0


def test_an_existing_folder_keeps_its_secrets(tmp_path: Path) -> None:
    first = choose_settings(tmp_path, SAAS_2026, bot=BOT, page=PAGE)
    write_config(tmp_path, first, bot=BOT, clock=tmp_path / "clock")
    again = choose_settings(tmp_path, SAAS_2026, bot="http://127.0.0.1:18081", page=PAGE)
    assert (again.corp_id, again.secret, again.token, again.aes_key) == (
        first.corp_id, first.secret, first.token, first.aes_key,
    )  # fmt: skip
    assert again.callback_url == "http://127.0.0.1:18081/callback/wecom"


def test_what_else_the_folder_sets_stays(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("security: {two_persons: true}\nclock: system\n")
    settings = choose_settings(tmp_path, SAAS_2026, bot=BOT, page=PAGE)
    path = write_config(tmp_path, settings, bot=BOT, clock=tmp_path / "clock")
    config = load(path, {})
    assert config.security.two_persons
    assert config.clock == f"file:{tmp_path / 'clock'}"
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        ("2026-09-18 23:50 周五", "2026-09-18 09:30 周五"),
        ("2026-09-19 08:00 周六", "2026-09-21 09:30 周一"),
        ("2026-09-20 23:00 周日", "2026-09-21 09:30 周一"),
    ],
)
def test_a_new_rehearsal_begins_on_a_working_day(now: str, begins: str) -> None:
    day = datetime.strptime(now[:16], "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
    begun = first_morning(day)
    assert f"{begun:%Y-%m-%d %H:%M} 周{'一二三四五六日'[begun.weekday()]}" == begins


def test_an_existing_clock_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / "clock").write_text("2026-02-13T10:00:00+08:00 frozen")
    assert f"{set_clock(tmp_path / 'clock').local():%Y-%m-%d %H:%M}" == "2026-02-13 10:00"
