"""Fixtures: the independent stand-in platform, a district imported by the program's commands, and server processes."""

from __future__ import annotations

import csv
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from tests import postgresql
from tests.blackbox import records
from tests.blackbox.callbacks import CallbackSender, Keys
from tests.blackbox.machine import DEMO, Machine, create_district, free_port, write_config
from tests.blackbox.phone import Phone
from tests.blackbox.server import serving
from tests.blackbox.standin_platform import StandInPlatform
from tests.days import day

KEYS = Keys()


@dataclass
class Installation:
    """One installation under test; its server processes are stopped after the test."""

    folder: Path
    database: str
    api: str
    platform: StandInPlatform
    machines: list[Machine] = field(default_factory=list)

    def machine(
        self, *, clock: str = "system", keys: Keys = KEYS, role: str = "all", ahead: float = 0.0, **wecom: Any
    ) -> Machine:
        """A started server process of a role; its settings and clock may differ from the others'."""
        port = free_port()
        config = write_config(
            self.folder, database=self.database, keys=keys, api=self.api, port=port, clock=clock, **wecom
        )
        machine = Machine(config, port, role, ahead)
        self.machines.append(machine)
        machine.start()
        return machine

    @cached_property
    def callbacks(self) -> CallbackSender:
        """The callback sender to the first machine; only one, because message ids are unique per platform."""
        return CallbackSender(KEYS, f"{self.machines[0].url}/callback/wecom")

    def settled(self, seconds: float = 60.0) -> bool:
        """Wait until inbox and outbox are empty, at two checks in a row."""
        ends, calm = time.monotonic() + seconds, 0
        while calm < 2 and time.monotonic() < ends:
            calm = calm + 1 if records.quiet(self.database) else 0
            time.sleep(0.3)
        return calm == 2

    def handled(self, count: int, seconds: float = 60.0) -> bool:
        """Wait until so many messages are handled."""
        ends = time.monotonic() + seconds
        while records.inbox(self.database).get("done", 0) < count and time.monotonic() < ends:
            time.sleep(0.1)
        return records.inbox(self.database).get("done", 0) >= count

    def clock(self, text: str) -> Clock:
        """A rehearsal's clock (演练) for machines that are started by `clock.setting`."""
        clock = Clock(self.folder / "clock")
        clock.to(text)
        return clock

    def phone(self, user: str, callbacks: CallbackSender | None = None) -> Phone:
        return Phone(self.platform, callbacks or self.callbacks, user)


@dataclass(frozen=True)
class Clock:
    """The clock file that the program reads; it runs on from the last written instant."""

    path: Path

    @property
    def setting(self) -> str:
        return f"file:{self.path}"

    def to(self, text: str) -> None:
        """`2026-09-18 周五 10:00` in Shanghai; the weekday is checked."""
        date = day(text[:13]).isoformat()
        draft = self.path.with_suffix(".draft")
        draft.write_text(f"{date}T{text[14:]}:00+08:00\n", encoding="utf-8")
        draft.replace(self.path)


def members() -> frozenset[str]:
    with (DEMO / "people.csv").open(encoding="utf-8-sig", newline="") as rows:
        return frozenset(row["wecom"] for row in csv.DictReader(rows) if row["wecom"])


def create_district_in(folder: Path, database: str) -> None:
    create_district(write_config(folder, database=database, keys=KEYS, api="http://127.0.0.1:9", port=1))


@pytest.fixture(scope="session")
def district_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Created once by the first pytest worker, and copied for each test."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "blackbox-district"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "installed").exists():
            create_district_in(folder, f"sqlite:///{folder}/objection.db")
            (folder / "installed").touch()
    return folder / "objection.db"


@pytest.fixture(scope="session")
def district_name(postgresql_server: postgresql.Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    name = postgresql_server.create()
    create_district_in(tmp_path_factory.mktemp("district"), postgresql_server.url_of(name))
    return name


def copied(district: Path, folder: Path) -> str:
    """The URL of a database of one's own."""
    copy = folder / "objection.db"
    shutil.copyfile(district, copy)
    return f"sqlite:///{copy}"


@pytest.fixture
def on_postgresql(postgresql_server: postgresql.Server, district_name: str) -> Iterator[str]:
    name = postgresql_server.create(district_name)
    yield postgresql_server.url_of(name)
    postgresql_server.drop(name)


def installed(folder: Path, database: str) -> Iterator[Installation]:
    """An installation in this folder; its machines are stopped at the end."""
    platform = StandInPlatform(KEYS.corp, KEYS.secret, KEYS.agent, members())
    with serving(platform) as api:
        installation = Installation(folder, database, api, platform)
        yield installation
        for machine in installation.machines:
            machine.stop()


@pytest.fixture
def installation(tmp_path: Path, district_file: Path) -> Iterator[Installation]:
    yield from installed(tmp_path, copied(district_file, tmp_path))


@pytest.fixture
def postgresql_installation(tmp_path: Path, on_postgresql: str) -> Iterator[Installation]:
    yield from installed(tmp_path, on_postgresql)


@pytest.fixture(params=["sqlite", "postgresql"])
def any_installation(request: pytest.FixtureRequest) -> Installation:
    """Once on SQLite and once on PostgreSQL."""
    installation: Installation = request.getfixturevalue(
        "installation" if request.param == "sqlite" else "postgresql_installation"
    )
    return installation
