"""Orphaned leases: messages of a dead process are released at once, those of a live one are left alone."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from socket import gethostname

import pytest

from scheduler.delivery.orphaned_leases import is_dead, release_orphaned
from store.messages import outbox
from tests.scheduler.rig import OFFICER_A, PROPOSER, Rig


@pytest.fixture
def dead_number() -> int:
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait(30)
    return process.pid


def claimed_by(rig: Rig, owner: str) -> None:
    with rig.store.write() as session:
        assert outbox.claim(session, rig.store.vault, owner, rig.now, lease=timedelta(hours=1))


def test_leases_of_a_dead_process_are_released(rig: Rig, dead_number: int) -> None:
    for user in (PROPOSER, OFFICER_A):
        rig.post(user, "一条消息")
    claimed_by(rig, f"{gethostname()}:{dead_number}:1a2b3c4d")
    assert release_orphaned(rig.deps) == 2
    claimed_by(rig, rig.deps.owner)


def test_leases_of_running_processes_are_kept(rig: Rig) -> None:
    rig.post(PROPOSER, "一条消息")
    claimed_by(rig, f"another-machine:{os.getpid()}:1a2b3c4d")
    assert release_orphaned(rig.deps) == 0
    with rig.store.write() as session:
        assert outbox.claim(session, rig.store.vault, rig.deps.owner, rig.now) == []


@pytest.mark.parametrize(
    ("owner", "dead"),
    [
        (f"{gethostname()}:{os.getppid()}:x", False),
        (f"{gethostname()}:{os.getpid()}:x", True),  # an earlier life under our own number, as in a container
        (f"elsewhere:{os.getpid()}:x", False),
        ("somebody", False),
    ],
    ids=["alive", "ourselves before", "on another machine", "no number"],
)
def test_an_owner_is_dead_only_where_its_process_has_ended(owner: str, dead: bool) -> None:
    assert is_dead(owner) is dead
