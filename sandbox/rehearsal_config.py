"""The files of a rehearsal's folder: the bot's configuration with generated secrets, and the clock file."""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from clock.time_source import SHANGHAI, FileClock
from sandbox.clock_control import SATURDAY, ClockControl
from sandbox.wecom.settings import Profile, Settings

AGENT = 1000002
FIRST_TIME = (9, 30)  # hour and minute at which a fresh rehearsal begins
LETTERS = string.ascii_letters + string.digits


def choose_settings(folder: Path, profile: Profile, *, bot: str, page: str) -> Settings:
    """The stand-in's settings; an existing folder keeps its corp id and secrets."""
    known = _known_settings(folder)
    return Settings(
        corp_id=str(known.get("corp_id") or f"{profile.corp_prefix}{secrets.token_hex(8)}"),
        agent_id=AGENT,
        secret=str(known.get("secret") or _random_text(43)),
        token=str(known.get("token") or _random_text(24)),
        aes_key=str(known.get("encoding_aes_key") or _random_text(43)),
        callback_url=f"{bot}/callback/wecom",
        base_url=page,
        trusted_host=bot.removeprefix("http://"),
        profile=profile,
    )


def write_config(folder: Path, settings: Settings, *, bot: str, clock: Path) -> Path:
    """The bot's configuration, file mode 0600; what else the folder's file sets (security, reminders …) stays."""
    profile = settings.profile
    wecom = {
        "api_base": settings.base_url,
        "oauth_url": f"{settings.base_url}/connect/oauth2/authorize",
        "corp_id": settings.corp_id,
        "agent_id": settings.agent_id,
        "secret": settings.secret,
        "token": settings.token,
        "encoding_aes_key": settings.aes_key,
        "auth_style": "auth" if profile.auth_paths else "user",
        "capabilities": {"cards": profile.cards, "update": profile.cards},
    }
    tree = {
        "server": {"bind": bot.removeprefix("http://"), "public_url": bot},
        "database": {"url": f"sqlite:///{folder / 'objection.db'}"},
        "clock": f"file:{clock}",
        "reminders": {"spread_minutes": 0},  # whoever moves the clock to nine sees them at once
        "data_dir": str(folder / "data"),
        "wecom": wecom,
    }
    path = folder / "config.yaml"
    tree = {**_known(folder), **tree}
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def set_clock(path: Path) -> ClockControl:
    """The rehearsal's clock: unchanged where its file exists, else set to a weekday morning."""
    clock_control = ClockControl(FileClock(path))
    if not path.exists():
        clock_control.set(first_morning(clock_control.local()))
    return clock_control


def first_morning(now: datetime) -> datetime:
    """9:30 today, or of the next Monday where today is a weekend."""
    local = now.astimezone(SHANGHAI)
    ahead = 7 - local.weekday() if local.weekday() >= SATURDAY else 0
    hour, minute = FIRST_TIME
    return (local + timedelta(days=ahead)).replace(hour=hour, minute=minute, second=0, microsecond=0)


def _known(folder: Path) -> Mapping[str, Any]:
    path = folder / "config.yaml"
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")) or {}) if path.exists() else {}


def _known_settings(folder: Path) -> Mapping[str, Any]:
    return dict(_known(folder).get("wecom") or {})


def _random_text(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))
