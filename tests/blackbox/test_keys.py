"""Encryption keys of running servers: one with other keys refuses to start, one that still uses an old key is found."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
import yaml

from store.engine.session import Store
from store.vault import new_key_line, new_keys, read_keys
from tests.blackbox import records
from tests.blackbox.conftest import KEYS, Installation
from tests.blackbox.machine import INDEX, SEAL, Machine, command, free_port, write_config
from tests.store.sealed_values import found_anywhere


def with_lines(config: Path, lines: str) -> Path:
    """The same settings with these keys."""
    tree = yaml.safe_load(config.read_text(encoding="utf-8"))
    tree["security"]["keys"] = lines
    config.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    return config


def settings(installation: Installation, lines: str) -> Machine:
    port = free_port()
    config = write_config(
        installation.folder, database=installation.database, keys=KEYS, api=installation.api, port=port
    )
    return Machine(with_lines(config, lines), port)


@pytest.mark.parametrize("lines", [new_keys(), new_key_line("k1") + "\n" + INDEX, SEAL + new_key_line("index")])
def test_a_second_server_with_other_keys_refuses_to_start(any_installation: Installation, lines: str) -> None:
    any_installation.machine()
    second = settings(any_installation, lines)
    told = command(second.config, "serve")
    assert told.returncode == 1
    assert len((told.stdout + told.stderr).strip().splitlines()) == 1
    assert "什么也没有写入" in told.stderr
    assert not second.answers()
    assert any_installation.machines[0].answers()


def test_keys_are_rotated_while_the_service_runs(any_installation: Installation) -> None:
    """Nobody restarts the server: it takes the new key where it meets it, and loses no message meanwhile."""
    machine, over = any_installation.machine(), threading.Event()
    callbacks, line = any_installation.callbacks, new_key_line("k2") + "\n"

    def talk() -> None:
        while not over.is_set():
            callbacks.try_once(callbacks.frame("wu.kexin", "text", Content="帮助"))
            time.sleep(0.02)

    talker = threading.Thread(target=talk)
    talker.start()
    try:
        with_lines(machine.config, line + SEAL + INDEX)
        for _ in range(5):
            done = command(machine.config, "keys", "rotate")
            if done.returncode == 0:
                break
            assert "旧密钥不能撤去" in done.stderr
    finally:
        over.set()
        talker.join(30)
    taken = len(callbacks.taken)
    assert any_installation.handled(taken)
    assert records.inbox(any_installation.database) == {"done": taken}
    assert done.returncode == 0, done.stderr
    assert "k1 0 处" in done.stdout
    assert machine.stop() == 0
    with_lines(machine.config, line + INDEX)
    machine.start()
    assert "[正常] 密钥：用 k2 加密" in command(machine.config, "doctor", "--offline", "--quick").stdout
    store = Store(any_installation.database, read_keys(line + INDEX))
    assert found_anywhere(store, "v1:k1:") == []
    store.close()
