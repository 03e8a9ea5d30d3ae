"""A durable acknowledgement over HTTP beside Flask + wechatpy echo under gunicorn gthread 1x8, which stores nothing.

Needs wrk, and gunicorn in the environment: `pip install gunicorn`. Prints the median of the ratios of each round.
"""

from __future__ import annotations

import os
import random
import re
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import yaml

from platforms.wecom.envelope import Envelope
from platforms.wecom.settings import decode_key

TOKEN, KEY, CORP = "benchToken2026", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wwbench"
ROUNDS, SECONDS, CONNECTIONS, MESSAGES = 3, 6, 8, 40_000
XML = (
    "<xml><ToUserName><![CDATA[{corp}]]></ToUserName><FromUserName><![CDATA[stranger{user}]]></FromUserName>"
    "<CreateTime>{now}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
    "<Content><![CDATA[我的待办,法人登记信息中的住所与实际不一致]]></Content><MsgId>{id}</MsgId>"
    "<AgentID>1000002</AgentID></xml>"
)
LUA = """
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
    rate: float  # answers a second
    p99: float  # milliseconds
    refused: int


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        results: dict[str, list[Figures]] = {"echo": [], "ours": []}
        for round_ in range(ROUNDS):
            write_messages(folder / f"messages{round_}.txt")
            for who in random.sample(sorted(results), 2):
                with SERVERS[who](folder, round_) as port:
                    results[who].append(load(folder, round_, port))
        report(results)


def report(results: dict[str, list[Figures]]) -> None:
    for who, figures in results.items():
        rate, p99 = (statistics.median(getattr(f, name) for f in figures) for name in ("rate", "p99"))
        print(f"{who:5} {rate:8.0f} answers/s   p99 {p99:6.1f} ms   refused {sum(f.refused for f in figures)}")
    ratios = [ours.rate / echo.rate for ours, echo in zip(results["ours"], results["echo"], strict=True)]
    p99 = statistics.median(f.p99 for f in results["ours"])
    print(f"ours / echo: {statistics.median(ratios):.2f} (goal 2.0)   p99 at 8 connections: {p99:.1f} ms (goal 10)")


def write_messages(path: Path) -> None:
    """Enough different messages for one round, so that nothing is answered from the list of known ones."""
    envelope = Envelope(TOKEN, decode_key(KEY), CORP)
    now, base = str(int(time.time())), secrets.randbelow(10**15)
    with path.open("w") as file:
        for index in range(MESSAGES):
            plain = XML.format(corp=CORP, user=index % 50, now=now, id=base + index).encode()
            sealed = envelope.encrypt(plain)
            query = f"msg_signature={envelope.signature(now, str(index), sealed)}&timestamp={now}&nonce={index}"
            body = f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><Encrypt><![CDATA[{sealed.decode()}]]></Encrypt></xml>"
            file.write(f"{query} {body}\n")


def load(folder: Path, round_: int, port: int) -> Figures:
    script = folder / "load.lua"
    script.write_text(LUA.format(file=folder / f"messages{round_}.txt", start=0))
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}", "--latency", "-s", str(script)]
    done = subprocess.run([*command, f"http://127.0.0.1:{port}"], capture_output=True, text=True, check=True)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])  # type: ignore[index]
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", done.stdout)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    scale = {"us": 0.001, "ms": 1.0, "s": 1000.0}
    return Figures(rate, float(p99[1]) * scale[p99[2]] if p99 else 0.0, int(refused[1]) if refused else 0)


@contextmanager
def echo(folder: Path, round_: int) -> Iterator[int]:
    port = free_port()
    options = ["-k", "gthread", "-w", "1", "--threads", "8", "-b", f"127.0.0.1:{port}"]
    control = ["--control-socket", str(folder / f"gunicorn{round_}.ctl")]
    environ = os.environ | {"BENCH_TOKEN": TOKEN, "BENCH_KEY": KEY, "BENCH_CORP": CORP}
    command = [sys.executable, "-m", "gunicorn", *options, *control, "benchmarks.peers.echo:app"]
    with running(command, port, environ):
        yield port


@contextmanager
def ours(folder: Path, round_: int) -> Iterator[int]:
    port, home = free_port(), folder / f"ours{round_}"
    home.mkdir()
    config = home / "config.yaml"
    config.write_text(yaml.safe_dump(settings(home, port)))
    subprocess.run([sys.executable, "-m", "cli", "--config", str(config), "migrate"], check=True, capture_output=True)
    with running([sys.executable, "-m", "cli", "--config", str(config), "serve"], port, dict(os.environ)):
        yield port


def settings(home: Path, port: int) -> dict[str, object]:
    """Nobody listens at `api_base`: answers to the strangers who write here stay in the outbox."""
    return {
        "server": {"bind": f"127.0.0.1:{port}"},
        "database": {"url": f"sqlite:///{home / 'objection.db'}"},
        "data_dir": str(home),
        "logging": {"level": "error"},
        "wecom": {
            "api_base": f"http://127.0.0.1:{free_port()}",
            "corp_id": CORP,
            "agent_id": 1000002,
            "secret": "bench",
            "token": TOKEN,
            "encoding_aes_key": KEY,
        },
    }


SERVERS = {"echo": echo, "ours": ours}


@contextmanager
def running(command: list[str], port: int, environ: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait(30)


def wait_for(port: int) -> None:
    for _ in range(100):
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1):
                return
        except OSError as error:
            if getattr(error, "code", 0):
                return
            time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
