"""Dependencies of the pages, passed once by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING, cast

from flask import current_app

from bot.district_settings import DistrictSettings
from bot.laws import LawsInForce
from bot.ports import ChatPlatform
from clock.time_source import Clock
from store.engine.session import Store
from store.files.file_store import FileStore

if TYPE_CHECKING:
    from prometheus_client.registry import Collector


LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1"))


@dataclass(frozen=True, slots=True)
class Gauge:
    """One gauge of `/metrics`, evaluated at each scrape."""

    name: str
    meaning: str
    value: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Site:
    """`base_url` is the public URL; `session_key` signs the session cookie; `figures` are the scheduler's counters."""

    store: Store
    laws: LawsInForce
    platforms: Mapping[str, ChatPlatform]
    clock: Clock
    file_store: FileStore
    base_url: str
    session_key: bytes
    figures: Collector | None = None
    gauges: Sequence[Gauge] = ()
    collectors: Sequence[Collector] = ()  # further figures
    retention_days: int = 0  # calendar days after closing; 0: personal data is never erased
    settings: DistrictSettings = field(default_factory=DistrictSettings)
    per_address: int = 300  # requests a minute from one address of somebody who is not signed in; 0: any number
    per_person: int = 240  # requests a minute of one person signed in; 0: any number
    proxies: Sequence[IPv4Network | IPv6Network] = LOOPBACK  # reverse proxies, whose X-Forwarded-For is believed


def current_site() -> Site:
    """The site of the current request."""
    return cast(Site, current_app.extensions["objection"])
