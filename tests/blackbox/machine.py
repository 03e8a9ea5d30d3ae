"""The program as a child process, with its own folder and port, terminated by its pid."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
import yaml

from tests.blackbox.callbacks import Keys

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "sandbox" / "demo"
START, END = 90.0, 90.0  # seconds: time limits of the test, no promise
AS_SYSTEMD = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1'); "
    "os.execv(sys.argv[2], sys.argv[2:])"
)  # sd_listen_fds
PUBLIC = "https://objection.test"  # several machines behind one public URL
SEAL = "k1 aes-256-gcm QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=\n"
INDEX = "index hmac-sha256 QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=\n"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def write_config(
    folder: Path, *, database: str, keys: Keys, api: str, port: int, clock: str = "system", **wecom: Any
) -> Path:
    """A configuration of only the documented keys."""
    tree = {
        "server": {"bind": f"127.0.0.1:{port}", "public_url": PUBLIC},
        "database": {"url": database},
        "clock": clock,
        "reminders": {"spread_minutes": 0},
        "data_dir": str(folder / "data"),
        "security": {"keys": SEAL + INDEX},
        "wecom": {
            "api_base": api,
            "corp_id": keys.corp,
            "agent_id": keys.agent,
            "secret": keys.secret,
            "token": keys.token,
            "encoding_aes_key": keys.aes_key,
            **wecom,
        },
    }
    path = folder / f"config-{port}.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    path.chmod(0o600)
    return path


def environment() -> Mapping[str, str]:
    """Ours, without settings meant for another bot on this machine."""
    return {name: value for name, value in os.environ.items() if not name.startswith("OBJECTION_")} | {
        "PYTHONPATH": str(ROOT)
    }


def command(config: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """One `objection` command, to its end."""
    whole = [sys.executable, "-m", "objection", "--config", str(config), *words]
    return subprocess.run(
        whole, cwd=config.parent, env=environment(), capture_output=True, text=True, check=False, timeout=END
    )


def create_district(config: Path) -> None:
    """A migrated database with the demo district in it."""
    steps = (("migrate",), *(("import", kind, f"{DEMO}/{kind}.csv") for kind in ("departments", "people", "catalogue")))
    for words in steps:
        done = command(config, *words)
        assert done.returncode == 0, done.stdout + done.stderr


@dataclass
class Machine:
    """A process of `objection serve`; its output is in `log`."""

    config: Path
    port: int
    role: str = "all"
    ahead: float = 0.0  # seconds by which its clock is wrong
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        path = self.config.with_suffix(".log")
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def environment(self) -> Mapping[str, str]:
        return environment()

    def start(self, passed: socket.socket | None = None) -> None:
        """Started, on the socket that a supervisor keeps where one is given."""
        hand_over = [sys.executable, "-c", AS_SYSTEMD, str(passed.fileno())] if passed else []
        with self.config.with_suffix(".log").open("ab") as log:
            program = ["tests.blackbox.wrong_clock", str(self.ahead)] if self.ahead else ["objection"]
            own = [] if self.role == "all" else ["--role", self.role]  # an older release knows no roles
            own += [] if self.role in ("all", "web") else ["--health-port", str(self.port)]
            self._process = subprocess.Popen(
                [*hand_over, sys.executable, "-m", *program, "--config", str(self.config), "serve", *own],
                cwd=self.config.parent, env=self.environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                pass_fds=(passed.fileno(),) if passed else (),
            )  # fmt: skip
        ends = time.monotonic() + START
        while not self.answers():
            assert self._process.poll() is None, f"it ended: {self.log[-3000:]}"
            assert time.monotonic() < ends, "it does not answer"
            time.sleep(0.05)

    def answers(self) -> bool:
        return self.told("/healthz")[0] == 200

    def told(self, path: str) -> tuple[int, str]:
        """Status and text of an answer; 0 without one."""
        try:
            with requests.Session() as session:
                session.trust_env = False
                answer = session.get(f"{self.url}{path}", timeout=5)
                return answer.status_code, answer.content.decode()
        except requests.RequestException:
            return 0, ""

    def kill(self) -> None:
        """SIGKILL."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """SIGTERM; returns the exit code after the graceful shutdown."""
        return self._end(signal.SIGTERM)

    def ask_to_stop(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> int:
        process = self._process
        if process is None:
            return 0
        if process.poll() is None:
            process.send_signal(number)
        try:
            return process.wait(END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
