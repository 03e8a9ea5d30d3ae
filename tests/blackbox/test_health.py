"""Monitoring of the running program: liveness, readiness, degraded features and their recovery."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing

import pytest
import requests

from tests.blackbox.conftest import Installation
from tests.blackbox.machine import Machine, command
from tests.web.full_disk import immutable

SEND = "message/send"
PROPOSER = "liang.jiashu"


def asked(machine: Machine, path: str) -> tuple[int, list[str]]:
    with requests.Session() as session:
        session.trust_env = False
        answer = session.get(machine.url + path, timeout=20)
    return answer.status_code, answer.content.decode().splitlines()


def comes(true: Callable[[], bool], seconds: float = 60.0) -> bool:
    ends = time.monotonic() + seconds
    while not true() and time.monotonic() < ends:
        time.sleep(0.2)
    return true()


@pytest.mark.parametrize("code", [40008, 43012])
def test_fallback_to_text_and_recovery(installation: Installation, code: int) -> None:
    """Each message is sent once; health, `doctor` and metrics report the fallback while it lasts, not afterwards."""
    clock = installation.clock("2026-09-18 周五 10:00")
    machine = installation.machine(clock=clock.setting)
    phone = installation.phone(PROPOSER)
    phone.send_text("提出异议")
    phone.see("哪项数据有问题")
    installation.platform.inject_fault(SEND, code=code)
    phone.send_text("养老机构信息")
    phone.see("养老机构")
    assert [bubble.kind for bubble in phone.chat()][1:] == ["text"]
    status, lines = asked(machine, "/healthz")
    assert (status, lines[0]) == (200, "ok")
    (line,) = [line for line in lines if "卡片" in line]
    assert str(code) in line
    assert "再试" in line
    done = command(machine.config, "doctor", "--offline", "--quick")
    assert done.returncode == 1
    assert f"[问题] 运行中的服务：{line}" in done.stdout
    assert "objection_cards_refused 1.0" in asked(machine, "/metrics")[1]
    clock.to("2026-09-18 周五 10:02")
    phone.send_text("修改第1项")
    phone.send_text("养老")
    phone.offered("选这一项")
    assert comes(lambda: not [line for line in asked(machine, "/healthz")[1] if "卡片" in line])
    assert {"objection_cards_refused 0.0", "objection_ready 1.0"} <= set(asked(machine, "/metrics")[1])


def test_readyz_fails_while_the_database_is_locked(installation: Installation) -> None:
    machine = installation.machine()
    assert asked(machine, "/readyz") == (200, ["ok"])
    with closing(sqlite3.connect(installation.database.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert comes(lambda: asked(machine, "/readyz") == (503, ["不能保存收到的消息：数据库被其他程序占用"]))
        assert asked(machine, "/healthz")[0] == 200
    assert comes(lambda: asked(machine, "/readyz") == (200, ["ok"]))


def test_readyz_checks_the_attachment_folder(installation: Installation) -> None:
    machine = installation.machine()
    assert asked(machine, "/readyz")[0] == 200
    with immutable(installation.folder / "data" / "attachments"):
        assert comes(lambda: asked(machine, "/readyz")[0] == 503)
        assert "附件" in asked(machine, "/readyz")[1][0]
        done = command(machine.config, "doctor", "--offline", "--quick")
        assert "[问题] 运行中的服务：不能保存附件" in done.stdout
    assert comes(lambda: asked(machine, "/readyz")[0] == 200)
