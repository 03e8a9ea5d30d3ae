"""Findings of the running server: `/healthz` and `/readyz` of this machine, and the processes of all machines."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException

from bot.ports import Finding
from scheduler.jobs import DUE, JOBS
from scheduler.work.installation_watch import SILENT, problems
from scheduler.work.serving_roles import Role
from store.engine.session import Store
from store.upkeep import signs_of_life

SUBJECT = "运行中的服务"
ROLES = "各台的进程"
SECONDS = 10.0  # longer than the time limit of a probe
ANY = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - the loopback address of a server that listens everywhere


def serving(host: str, port: int) -> Iterator[Finding]:
    """Each line of `/healthz` and `/readyz` is a finding; a server that does not run is none."""
    try:
        alive, lines = _asked(host, port, "/healthz")
        ready, problems = _asked(host, port, "/readyz")
    except (OSError, HTTPException) as error:
        yield Finding(SUBJECT, True, f"{host}:{port} 没有应答（{type(error).__name__}），未查看")
        return
    if alive and lines[:1] != ["ok"]:
        yield Finding(SUBJECT, True, f"{host}:{port} 不是本服务，未查看")
        return
    found = [*(lines[1:] if alive else lines), *(() if ready else problems)]
    yield from (Finding(SUBJECT, False, line) for line in found)
    if not found:
        yield Finding(SUBJECT, True, "能接收和保存消息，没有异常")


def roles(store: Store) -> Iterator[Finding]:
    """What the processes of the installation lack, as `/healthz` says it; on PostgreSQL, where there may be several."""
    if store.is_sqlite:
        return
    with store.reading_singly() as connection:
        ages = signs_of_life.ages(connection)
    if all(ages.get(role, SILENT + 1) > SILENT for role in (Role.WEB, Role.WORKER, Role.CLOCK)):
        yield Finding(ROLES, True, "没有进程在运行，未查看")
        return
    known = [job for job in (*JOBS, DUE) if f"sweep:{job.name}" in ages]
    found = list(problems(ages, known, math.inf))
    yield from (Finding(ROLES, False, line) for line in found)
    if not found:
        yield Finding(ROLES, True, "worker 和 clock 都在运行，定时任务都按时完成")


def _asked(host: str, port: int, path: str) -> tuple[bool, list[str]]:
    with closing(HTTPConnection(ANY.get(host, host), port, timeout=SECONDS)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status == 200, answer.read(65536).decode(errors="replace").splitlines()
