"""Three processes of each role under load, any of which may be killed: nothing lost, doubled or out of order.

A short form runs with every test; `make soak` sets SOAK for the whole one: fifty kills and two stops of the database.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgresql
from tests.blackbox import load, records
from tests.blackbox.callbacks import CallbackSender
from tests.blackbox.conftest import KEYS, Installation, create_district_in, installed, members
from tests.blackbox.load import UNPACED, ConcurrentUsers
from tests.blackbox.machine import Machine
from tests.blackbox.scenario import CASES, OPERATORS

LONG = bool(os.environ.get("SOAK"))
SEED = int(os.environ.get("TEST_SEED", "12"))
EACH, KILLS, STOPS = (3, 50, 2) if LONG else (1, 3, 1)
ROLES = ("web", "worker", "worker", "clock")  # workers die most often
ENOUGH = CASES if LONG else CASES[:2]
TAKEOVER = 15.0  # seconds
UNMARKED = 5.0  # seconds: longer than a message is ever sent and not marked yet
SLOW_MACHINE = 15.0  # seconds for what this machine does meanwhile; no promise
TALKERS = sorted(members() - {user for case in CASES for user in (case.proposer, case.officer)} - {*OPERATORS})


@pytest.fixture(scope="module")
def own_server() -> Iterator[postgresql.Server]:
    """A server that may be stopped."""
    with postgresql.running(postgresql.DURABLE) as server:
        yield server


@pytest.fixture(scope="module")
def own_district(own_server: postgresql.Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    name = own_server.create()
    create_district_in(tmp_path_factory.mktemp("district"), own_server.url_of(name))
    return name


@pytest.fixture
def fleet(own_server: postgresql.Server, own_district: str, tmp_path: Path) -> Iterator[Fleet]:
    name = own_server.create(own_district)
    for installation in installed(tmp_path, own_server.url_of(name)):
        yield Fleet(installation, own_server)
    own_server.drop(name)


class Fleet:
    """The processes of one installation, with what is done to them."""

    def __init__(self, installation: Installation, server: postgresql.Server) -> None:
        self.installation, self._server = installation, server
        self.of_role: dict[str, list[Machine]] = {}
        self.kills: list[float] = []
        self.down = 0.0  # seconds without a database
        self._draw = random.Random(SEED)
        self._starting: list[threading.Thread] = []
        self._talk = iter([(user, words) for words in ("帮助", "我的工单") for user in TALKERS])

    def start(self, each: int = EACH, skew: tuple[float, ...] = (0.0,)) -> None:
        for role in ("web", "worker", "clock"):
            number = max(each, len(skew)) if role != "web" else each
            self.of_role[role] = [
                self.installation.machine(role=role, ahead=skew[place % len(skew)], **UNPACED)
                for place in range(max(number, 2 if role == "worker" else 1))
            ]
        addresses = [f"{machine.url}/callback/wecom" for machine in self.of_role["web"]]
        self.callbacks = CallbackSender(KEYS, addresses[0], tuple(addresses[1:]))
        self.users = ConcurrentUsers(self.installation, self.callbacks, ENOUGH)
        self.users.start()

    def kill_one(self) -> None:
        """SIGKILL to a process of a random role, which is started again beside the others' work."""
        self._starting = [thread for thread in self._starting if thread.is_alive()]
        time.sleep(self._draw.uniform(0.2, 0.8))
        role = self._draw.choice(ROLES)
        starting = {thread.name for thread in self._starting}
        ready = [machine for machine in self.of_role[role] if str(machine.port) not in starting]
        if len(ready) < min(2, len(self.of_role[role])):
            return  # one of a role is left, who takes over
        victim = self._draw.choice(ready)
        self.kills.append(time.monotonic())
        victim.kill()
        self._starting.append(threading.Thread(target=victim.start, name=str(victim.port)))
        self._starting[-1].start()
        if not self.users.busy:  # go on talking, so that each kill hits something
            for user, words in [next(self._talk, None) or (TALKERS[0], f"{len(self.kills)}") for _ in range(2)]:
                self.callbacks.deliver(self.callbacks.frame(user, "text", Content=words))

    def stop_database(self) -> None:
        for thread in self._starting:  # one that starts without a database ends with 69, and its unit starts it again
            thread.join(120)
        began = time.monotonic()
        self._server.stop()
        time.sleep(self._draw.uniform(0.5, 2.0))
        self._server.start()
        self.down += time.monotonic() - began

    def finish(self) -> None:
        for thread in self._starting:
            thread.join(120)
        self.users.finish()
        load.check_done(self.installation, self.users.numbers, [self.callbacks])
        shown = [bubble.msgid for bubble in self.installation.platform.bubbles]
        assert records.out_of_order(self.installation.database, shown) == []
        slowest = records.slowest(self.installation.database)
        print(
            f"{len(self.kills)} kills, {len(shown)} messages, slowest {slowest:.1f} s by taking, down {self.down:.1f} s"
        )
        assert slowest <= TAKEOVER + self.down + SLOW_MACHINE


@pytest.mark.slow
def test_kills_and_stops_of_the_database(fleet: Fleet) -> None:
    """With the platform's duplicate check, as it is: nothing lost, doubled or out of order."""
    fleet.start()
    stops = {KILLS * (place + 1) // (STOPS + 1) for place in range(STOPS)}
    while len(fleet.kills) < KILLS:
        if len(fleet.kills) in stops:
            stops.discard(len(fleet.kills))
            fleet.stop_database()
        fleet.kill_one()
    fleet.finish()
    load.check_shown(fleet.installation, fleet.users.numbers)


@pytest.mark.slow
def test_clocks_five_minutes_apart(fleet: Fleet) -> None:
    """Without the duplicate check, nobody killed: nothing is sent twice."""
    fleet.installation.platform.checks_repeats = False
    fleet.start(skew=(150.0, -150.0))
    fleet.finish()
    load.check_shown(fleet.installation, fleet.users.numbers)


@pytest.mark.slow
def test_kills_without_the_duplicate_check(fleet: Fleet) -> None:
    """A repeat only where the kill fell between the platform's acceptance and our mark; counted."""
    fleet.installation.platform.checks_repeats = False
    fleet.start()
    while len(fleet.kills) < KILLS:
        fleet.kill_one()
    fleet.finish()
    believed = records.sent(fleet.installation.database)
    assert max(believed.values()) == 1
    bubbles = fleet.installation.platform.bubbles
    assert set(believed) <= {bubble.msgid for bubble in bubbles}
    unmarked = [bubble for bubble in bubbles if bubble.msgid not in believed]
    print(f"{len(unmarked)} repeats after {len(fleet.kills)} kills")
    for bubble in unmarked:
        assert any(bubble.at <= kill <= bubble.at + UNMARKED for kill in fleet.kills), bubble
