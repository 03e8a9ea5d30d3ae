"""An upgrade under load loses no callback: the platform tries three times, five seconds each (wecom.md)."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
import requests

from tests import postgresql
from tests.blackbox import records
from tests.blackbox.callbacks import CallbackSender, Sealed, to_xml
from tests.blackbox.conftest import KEYS, Installation, installed
from tests.blackbox.load import UNPACED
from tests.blackbox.machine import Machine, free_port, write_config
from tests.blackbox.previous_release import PreviousMachine, config_for, unpacked

ATTEMPTS, PATIENCE = 3, 5.0
PACE = 0.1  # seconds between two callbacks


@dataclass
class Platform:
    """Ten callbacks a second, each tried three times; who is refused at one address is passed on to the next at once.

    `pause` is what it waits before it tries again: the real pacing is not known, so none is the worst of it.
    """

    urls: tuple[str, ...]
    pause: float = 0.0
    attempts: dict[int, int] = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)
    slowest: float = 0.0

    def __post_init__(self) -> None:
        self._callbacks = CallbackSender(KEYS, self.urls[0])
        self._over = threading.Event()
        self._sent: list[threading.Thread] = []
        self._clock = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._clock.start()

    def finish(self) -> None:
        self._over.set()
        self._clock.join(30)
        for thread in self._sent:
            thread.join(60)

    def told(self) -> str:
        tries = {number: list(self.attempts.values()).count(number) for number in (1, 2, 3)}
        return f"{len(self.attempts)} taken, attempts {tries}, slowest {self.slowest:.1f} s, {len(self.lost)} lost"

    def _run(self) -> None:
        for number in count():
            if self._over.wait(PACE):
                return
            thread = threading.Thread(target=self._deliver, args=(number,), daemon=True)
            self._sent.append(thread)
            thread.start()

    def _deliver(self, number: int) -> None:
        frame, began = self._callbacks.frame("wu.kexin", "text", Content=f"帮助 {number}"), time.monotonic()
        for attempt in range(1, ATTEMPTS + 1):
            if self._tried(self._callbacks.seal(to_xml(frame)), number):
                self.attempts[number] = attempt
                self.slowest = max(self.slowest, time.monotonic() - began)
                return
            time.sleep(self.pause)
        self.lost.append(number)

    def _tried(self, sealed: Sealed, number: int) -> bool:
        with requests.Session() as session:
            session.trust_env = False
            for turn in range(len(self.urls)):
                url = self.urls[(number + turn) % len(self.urls)]
                try:
                    return session.post(url, params=sealed.query, data=sealed.body, timeout=PATIENCE).status_code == 200
                except requests.ReadTimeout:
                    return False
                except requests.ConnectionError:
                    continue
        return False


def kept_socket(port: int) -> socket.socket:
    """As objection.socket: it listens whether the service runs or not."""
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.bind(("127.0.0.1", port))
    found.listen(2048)
    return found


def stored(url: str) -> int:
    return int(records.rows(url, "select count(*) from inbox")[0][0])


def callback_of(machine: Machine) -> str:
    return f"{machine.url}/callback/wecom"


@pytest.mark.slow
def test_restarts_on_a_kept_socket_refuse_nobody(any_installation: Installation) -> None:
    """One machine, stop and start as an upgrade does, the platform retrying without any pause."""
    installation, port = any_installation, free_port()
    config = write_config(
        installation.folder, database=installation.database, keys=KEYS, api=installation.api, port=port
    )
    machine = Machine(config, port)
    installation.machines.append(machine)
    installation.platform.paced = False
    with kept_socket(port) as passed:
        machine.start(passed)
        platform = Platform((callback_of(machine),))
        platform.start()
        for _ in range(3):
            time.sleep(2.0)
            assert machine.stop() == 0
            machine.start(passed)
        time.sleep(1.0)
        platform.finish()
    print(f"upgrade: {platform.told()}")
    assert platform.lost == []
    assert stored(installation.database) == len(platform.attempts) > 50


@dataclass(frozen=True)
class Upgrade:
    """Machines of the previous release, and what they become."""

    installation: Installation
    before: list[PreviousMachine]
    after: list[Machine]


def upgraded(installation: Installation, release: Path, machines: int) -> Upgrade:
    before, after = [], []
    for _ in range(machines):
        port = free_port()
        config = write_config(
            installation.folder, database=installation.database, keys=KEYS, api=installation.api, port=port, **UNPACED
        )
        before.append(PreviousMachine(config_for(config), port, release=release))
        after.append(Machine(config, port))
    before[0].create_district()
    installation.machines += [*before, *after]
    installation.platform.paced = False
    return Upgrade(installation, before, after)


def check(upgrade: Upgrade, platform: Platform) -> None:
    print(f"upgrade: {platform.told()}")
    assert platform.lost == []
    assert stored(upgrade.installation.database) == len(platform.attempts) > 50
    assert upgrade.installation.handled(len(platform.attempts), 120.0), records.inbox(upgrade.installation.database)


@pytest.mark.slow
def test_one_machine_from_the_previous_release(tmp_path: Path) -> None:
    """SQLite. The old program listens by itself; from its end on the socket is kept."""
    release = unpacked(tmp_path / "previous")
    for installation in installed(tmp_path, f"sqlite:///{tmp_path / 'objection.db'}"):
        upgrade = upgraded(installation, release, 1)
        upgrade.before[0].start()
        platform = Platform((callback_of(upgrade.after[0]),), pause=PATIENCE)
        platform.start()
        time.sleep(3.0)
        assert upgrade.before[0].stop() == 0
        with kept_socket(upgrade.after[0].port) as passed:
            upgrade.after[0].start(passed)
            time.sleep(3.0)
            platform.finish()
        check(upgrade, platform)


@pytest.mark.slow
def test_two_machines_one_after_the_other(tmp_path: Path, postgresql_server: postgresql.Server) -> None:
    """PostgreSQL. The second stops, then the first, whose socket is kept; the first migrates, the second finds it done.

    While the second refuses, the balancer passes everything on to the first.
    """
    release, name = unpacked(tmp_path / "previous"), postgresql_server.create()
    for installation in installed(tmp_path, postgresql_server.url_of(name)):
        upgrade = upgraded(installation, release, 2)
        for machine in upgrade.before:
            machine.start()
        platform = Platform(tuple(callback_of(machine) for machine in upgrade.after), pause=PATIENCE)
        platform.start()
        time.sleep(3.0)
        for machine in reversed(upgrade.before):
            assert machine.stop() == 0
        with kept_socket(upgrade.after[0].port) as passed:
            upgrade.after[0].start(passed)
            upgrade.after[1].start()
            time.sleep(2.0)
            platform.finish()
        check(upgrade, platform)
        for fresh in upgrade.after:
            assert fresh.stop() == 0
    postgresql_server.drop(name)
