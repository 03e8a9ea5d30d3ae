"""The bot as a child process: started by its public command line, terminated with its parent."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import requests

ROOT = Path(__file__).parent.parent
PR_SET_PDEATHSIG = 1
START = 60.0  # seconds until the bot must answer
STOP = 30.0  # seconds it may take to finish work in progress after SIGTERM


class BotFailed(RuntimeError):
    """The bot refused to start or exited; the text is the end of its log."""


class Bot:
    """The bot process of one folder. Its output goes to `bot.log` there."""

    def __init__(self, folder: Path) -> None:
        self._config = folder / "config.yaml"
        self._folder = folder
        self._log = folder / "bot.log"
        self._process: subprocess.Popen[bytes] | None = None
        self.is_wanted = False  # started, and not stopped by us

    def command(self, *arguments: str) -> None:
        """Run one `objection` command to its end. Raises BotFailed where it did not succeed."""
        code, _ = self.try_command(*arguments)
        if code:
            raise BotFailed(f"objection {arguments[0]}: {self._log_tail()}")

    def try_command(self, *arguments: str) -> tuple[int, str]:
        """As `command`, without raising: the exit code and the output."""
        done = subprocess.run(  # noqa: S603 — our own program, arguments of our own
            self._command_line(*arguments), env=self._environment(), cwd=self._folder, capture_output=True, check=False
        )
        self._write(done.stdout + done.stderr)
        return done.returncode, (done.stdout + done.stderr).decode(errors="replace")

    def start(self, health: str) -> None:
        """Start serving and wait until it answers at this address. Raises BotFailed."""
        self.is_wanted = True
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 — as above
                self._command_line("serve"), env=self._environment(), cwd=self._folder, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=_die_with_parent(),
            )  # fmt: skip
        ends = time.monotonic() + START
        while not _healthy(health):
            if not self.alive() or time.monotonic() > ends:
                raise BotFailed(self._log_tail())
            time.sleep(0.1)

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Send SIGTERM and wait; SIGKILL after the time limit."""
        self.is_wanted = False
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _command_line(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "objection", "--config", str(self._config), *arguments]

    def _environment(self) -> Mapping[str, str]:
        """Ours, without settings meant for another bot on this machine."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("OBJECTION_")}
        return {**own, "PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1"}

    def _write(self, text: bytes) -> None:
        with self._log.open("ab") as log:
            log.write(text)

    def _log_tail(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines() if self._log.exists() else []
        return "\n".join([*lines[-15:], f"（全部输出见 {self._log}）"])


def _healthy(address: str) -> bool:
    session = requests.Session()
    session.trust_env = False
    try:
        return session.get(address, timeout=2).status_code == 200
    except requests.RequestException:
        return False


def _die_with_parent() -> Callable[[], None] | None:
    """On Linux the kernel terminates the child with its parent (PR_SET_PDEATHSIG); elsewhere only `stop` does."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
