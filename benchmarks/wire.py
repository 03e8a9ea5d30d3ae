"""Load generator: callbacks prepared in advance, each different, sent by wrk to a server on loopback."""

from __future__ import annotations

import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import yaml

from platforms.wecom.envelope import Envelope
from platforms.wecom.settings import decode_key
from store.vault import new_keys

TOKEN, KEY, CORP = "benchToken2026", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wwbench"
CONNECTIONS, MESSAGES = 8, 60_000
XML = (
    "<xml><ToUserName><![CDATA[{corp}]]></ToUserName><FromUserName><![CDATA[stranger{user}]]></FromUserName>"
    "<CreateTime>{now}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
    "<Content><![CDATA[我的待办，法人登记信息中的住所与实际不一致]]></Content><MsgId>{id}</MsgId>"
    "<AgentID>1000002</AgentID></xml>"
)
SCRIPT = """
local lines, at = {{}}, {start}
for line in io.lines("{file}") do lines[#lines + 1] = line end
request = function()
  local query, body = lines[at % #lines + 1]:match("^(%S+) (.*)$")
  at = at + 1
  return wrk.format("POST", "/callback/wecom?" .. query, {{["Content-Type"] = "text/xml"}}, body)
end
"""


@dataclass(frozen=True)
class Figures:
    """The measurements of wrk."""

    rate: float  # answers a second
    p99: float  # milliseconds
    refused: int


def require_wrk() -> None:
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is missing: apt-get install wrk")


def write_messages(path: Path, count: int = MESSAGES) -> None:
    """Enough different messages that none is deduplicated."""
    envelope = Envelope(TOKEN, decode_key(KEY), CORP)
    now, base = str(int(time.time())), secrets.randbelow(10**15)
    with path.open("w") as file:
        for index in range(count):
            plain = XML.format(corp=CORP, user=index % 50, now=now, id=base + index).encode()
            sealed = envelope.encrypt(plain)
            query = f"msg_signature={envelope.signature(now, str(index), sealed)}&timestamp={now}&nonce={index}"
            body = f"<xml><Encrypt><![CDATA[{sealed.decode()}]]></Encrypt></xml>"
            file.write(f"{query} {body}\n")


def load(messages: Path, port: int, seconds: float, start: int = 0) -> Figures:
    """Send for so many seconds at 8 connections, from line `start` of the messages on."""
    script = messages.with_suffix(".lua")
    script.write_text(SCRIPT.format(file=messages, start=start))
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--latency", "-s", str(script)]
    done = subprocess.run([*command, f"http://127.0.0.1:{port}"], capture_output=True, text=True, check=True)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", done.stdout)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    assert rate is not None
    assert p99 is not None
    scale = {"us": 0.001, "ms": 1.0, "s": 1000.0}
    return Figures(float(rate[1]), float(p99[1]) * scale[p99[2]], int(refused[1]) if refused else 0)


def settings(home: Path, port: int, api_port: int) -> dict[str, Any]:
    """Where no platform listens at `api_port`, the answers to unknown senders stay in the outbox."""
    return {
        "server": {"bind": f"127.0.0.1:{port}"},
        "database": {"url": f"sqlite:///{home / 'objection.db'}"},
        "data_dir": str(home),
        "logging": {"level": "error"},
        "wecom": {
            "api_base": f"http://127.0.0.1:{api_port}",
            "corp_id": CORP,
            "agent_id": 1000002,
            "secret": "bench",
            "token": TOKEN,
            "encoding_aes_key": KEY,
        },
    }


def objection(config: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "objection", "--config", str(config), *words]


def prepared(home: Path, port: int, api_port: int = 0, **more: Any) -> Path:
    """The settings of a new installation with keys and an empty, migrated database."""
    home.mkdir()
    keys = home / "objection.keys"
    keys.touch(0o600)
    keys.write_text(new_keys())
    config = home / "config.yaml"
    config.write_text(yaml.safe_dump(settings(home, port, api_port or free_port()) | more))
    subprocess.run(objection(config, "migrate"), check=True, capture_output=True)
    return config


@contextmanager
def serving(config: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    with running(objection(config, "serve"), port) as process:
        yield process


@contextmanager
def running(
    command: list[str], port: int, environ: Mapping[str, str] | None = None, path: str = "/healthz"
) -> Iterator[subprocess.Popen[bytes]]:
    """A server, from its first answer on; stopped by its own id."""
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(process, f"http://127.0.0.1:{port}{path}")
        yield process
    finally:
        process.terminate()
        process.wait(60)


def wait_for(process: subprocess.Popen[bytes], address: str) -> float:
    """Seconds until the first answer, whatever its status."""
    began = time.perf_counter()
    while time.perf_counter() - began < 60:
        try:
            with urlopen(address, timeout=5):
                return time.perf_counter() - began
        except HTTPError:
            return time.perf_counter() - began
        except OSError:
            if process.poll() is not None:
                raise SystemExit(f"the server behind {address} ended with code {process.returncode}") from None
            time.sleep(0.005)
    raise SystemExit(f"nothing answers at {address}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
