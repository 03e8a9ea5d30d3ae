"""Settings that all servers of one database share: each start records its own, and whoever differs is named (0040)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from socket import gethostname
from typing import TYPE_CHECKING, Any

from objection.config.load import Config
from objection.config.setting_hashes import SHARED, fingerprints
from regulation.shanghai import SHANGHAI
from store.engine.canonical_json import canonical
from store.engine.session import Store
from store.upkeep import run_claims

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

NOTE = "settings.of_last_start"


def record(session: Session, config: Config, now: datetime) -> str:
    """Record the settings of this start; returns what differs from the last start where that was another machine's."""
    told = "" if _last(session).get("machine") == gethostname() else difference(session, config)
    own = {"at": now.isoformat(), "machine": gethostname(), "settings": fingerprints(config)}
    run_claims.write_note(session, NOTE, canonical(own))
    return told


def difference(session: Session, config: Config, *, by_name: bool = True) -> str:
    """One line where the server that started last has other settings; empty where all are alike."""
    last = _last(session)
    mine, theirs = fingerprints(config), last.get("settings", {})
    names = [name for name in SHARED if name in theirs and theirs[name] != mine[name]]
    if not names:
        return ""
    at, machine = datetime.fromisoformat(last["at"]).astimezone(SHANGHAI), f"{last['machine']}，" if by_name else ""
    return (
        f"{'、'.join(names)} 与最近启动的服务（{machine}{at:%Y-%m-%d %H:%M}）不同。"
        "几台服务的，各台要写成一样；改过配置的，请重启"
    )


def troubles(store: Store, config: Config) -> Iterator[str]:
    """The same as a line of a health check, which strangers may read: without the name of a machine."""
    with store.read() as session:
        told = difference(session, config, by_name=False)
    if told:
        yield f"设置：{told}"


def _last(session: Session) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run_claims.note(session, NOTE) or "{}")
    return found
