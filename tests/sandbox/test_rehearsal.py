"""End to end over HTTP: an objection through the phones to its closure, and no process left afterwards."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.child_process import ROOT, Bot, BotFailed
from sandbox.demo_tickets import DEMO_TICKETS, finish_ticket
from sandbox.rehearsal import rehearsal
from sandbox.scripted_phone import ScriptedPhone

PATIENCE = 60.0


def wait_for(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`objection sandbox` in a separate process, and the pid of its bot."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    words = [
        sys.executable,
        "-m",
        "objection",
        "sandbox",
        "--port",
        str(port),
        "--folder",
        str(tmp_path),
        "--finished",
        "0",
    ]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert f"http://127.0.0.1:{port}" in process.stdout.readline()
        found = re.search(r"Started server process \[(\d+)\]", (tmp_path / "bot.log").read_text())
        assert found is not None
        yield process, int(found[1])
        process.kill()


@pytest.mark.slow
def test_one_objection_end_to_end(tmp_path: Path) -> None:
    with rehearsal(tmp_path) as running:
        finish_ticket(running.context, DEMO_TICKETS[0])
        refused = [entry for entry in running.context.tenant.messages.journal if not entry.good]
    assert refused == []


@pytest.mark.slow
def test_an_old_private_edition_gets_text_with_numbered_choices(tmp_path: Path) -> None:
    with rehearsal(tmp_path, profile="private-old") as running:
        phone = ScriptedPhone(running.context.phone("chen.yuan"), running.context.tenant.messages)
        phone.send_text("提出异议")
        for words in ("法人登记", "1", "1", "注册地址有误", "应为 88 号", "业务场景：核对", "完成", "1"):
            phone.answer(words)
        wait_for(lambda: bool(running.context.phone("fang.zhiyuan").chat()))
        kinds = {message.kind for message in running.context.tenant.messages.find(lambda message: not message.mine)}
    assert kinds == {"text"}


class CountingPhone(ScriptedPhone):
    """Counts as a member's thumb does: a button is one tap, a list three (open, choose, confirm), a text one text."""

    taps = texts = 0

    def answer(self, text: str) -> None:
        super().answer(text)
        self.texts += 1

    def press(self, text: str, choice: str = "") -> None:
        super().press(text, choice)
        self.taps += 3 if choice else 1


@pytest.mark.slow
@pytest.mark.parametrize(("source", "several"), [("企业年报信息", False), ("养老机构", True)])
def test_filing_takes_at_most_nine_taps_and_four_texts(tmp_path: Path, source: str, several: bool) -> None:
    """From 提出异议, which is one tap on the menu, to the number of the ticket."""
    with rehearsal(tmp_path) as running:
        phone = CountingPhone(running.context.phone("chen.yuan"), running.context.tenant.messages)
        phone.send_text("提出异议")
        phone.taps += 1
        phone.answer(source)
        if several:
            phone.press("选这一项", choice="养老机构信息")
        phone.press("错误")
        for words in ("某公司2025年报从业人数为0人", "实际为35人", "业务场景：核对用工补贴时发现"):
            phone.answer(words)
        phone.press("完成")
        phone.press("提交")
        wait_for(
            lambda: any(
                "已提交，工单号" in str(message.content) for message in running.context.phone("chen.yuan").chat()
            )
        )
        sent = [message for message in running.context.phone("chen.yuan").chat() if not message.mine]
    assert (phone.taps, phone.texts) == (7 if several else 4, 4)
    assert phone.taps + phone.texts <= 9 + 4
    assert len(sent) <= 10


@pytest.mark.slow
def test_one_message_files_with_three_taps(tmp_path: Path) -> None:
    with rehearsal(tmp_path) as running:
        phone = CountingPhone(running.context.phone("chen.yuan"), running.context.tenant.messages)
        phone.send_text("企业年报信息里某公司从业人数是0，实际35人，请更正")
        phone.press("错误")
        phone.answer("核对用工补贴时发现")
        phone.press("完成")
        phone.press("提交")
        wait_for(
            lambda: any(
                "已提交，工单号" in str(message.content) for message in running.context.phone("chen.yuan").chat()
            )
        )
    assert (phone.taps, phone.texts) == (3, 1)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopping_the_rehearsal_stops_the_bot(
    started: tuple[subprocess.Popen[str], int], number: signal.Signals
) -> None:
    process, bot = started
    process.send_signal(number)
    assert process.wait(PATIENCE) == 0
    assert not alive(bot)


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's favour to children is Linux's")
def test_killing_the_rehearsal_stops_the_bot(started: tuple[subprocess.Popen[str], int]) -> None:
    process, bot = started
    process.kill()
    wait_for(lambda: not alive(bot))


def test_an_occupied_port_is_reported_with_the_remedy(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        words = [
            sys.executable,
            "-m",
            "objection",
            "sandbox",
            "--port",
            str(listener.getsockname()[1]),
            "--folder",
            str(tmp_path),
        ]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 1
    assert "PORT=8001" in done.stderr


def test_a_failed_start_of_the_bot_is_reported(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("wecom: {corp_id: ww1}\n")
    with pytest.raises(BotFailed, match="agent_id"):
        Bot(tmp_path).command("migrate")


def test_settings_in_the_environment_do_not_reach_the_rehearsal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "OBJECTION__DATABASE__URL", "postgresql://nowhere.invalid/x")
    (tmp_path / "config.yaml").write_text(f"database: {{url: 'sqlite:///{tmp_path}/objection.db'}}\n")
    Bot(tmp_path).command("migrate")
    assert (tmp_path / "objection.db").exists()
