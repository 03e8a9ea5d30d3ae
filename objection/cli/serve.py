"""`objection serve`: web server and scheduler in one process."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from socket import socket

import click

from objection.app import NO_PLATFORM, Application
from objection.asgi.health_address import HOST
from objection.cli.exit_codes import Unavailable
from objection.cli.lazy_group import building
from objection.cli.startup import configured, note_keys, opened_vault, readable_settings, schema_of, with_keys
from objection.config.load import Config, load
from objection.listening_socket import CannotListen, listening_socket, passed_socket
from objection.serving import serve as run
from objection.serving import work
from scheduler.work.serving_lock import AnotherServes, ServingLock
from scheduler.work.serving_roles import Role
from store.engine.session import head_revision
from store.protection import look_up_hashes
from store.upkeep import staged_rows
from store.vault import Vault, read_keys

SEVERAL = "要几个进程同时运行，请用 PostgreSQL（database.url）。"


@click.command()
@click.option("--migrate/--no-migrate", default=True, help="启动前把数据库升级到这一版（默认升级）。")
@click.option(
    "--role",
    type=click.Choice([each.value for each in Role]),
    default=Role.ALL.value,
    help="这个进程承担的角色：all 全部（默认），web 回调和页面，worker 处理消息、发送消息、执行定时任务，"
    "clock 到点发起定时任务。分开时要用 PostgreSQL，每种可以有多个进程，分在几台机器上。",
)
@click.option(
    "--health-port",
    type=click.IntRange(1, 65535),
    help="worker、clock 在本机（127.0.0.1）的这个端口上应答 /healthz、/readyz 和 /metrics，别的都不应答。",
)
def serve(migrate: bool, role: str, health_port: int | None) -> None:
    """启动机器人：回调、页面和定时任务在同一个进程里。

    用 PostgreSQL 时也可以按角色分开，每种角色可以有多个进程。
    收到 SIGTERM 时处理完手上的请求再退出。
    """
    settings, part = configured(), Role(role)
    if health_port and part.answers:
        raise click.UsageError(f"--health-port：{part} 在 server.bind 上应答，不用另写端口。")
    with _listening(settings, part, health_port) as listening, ExitStack() as held:
        with building():
            application = _prepared(with_keys(settings), part, held, migrate=migrate)
            _same_law(application)
        settle()
        with readable_settings():
            run(application, listening) if part.answers and listening else work(application, listening)


def _prepared(config: Config, part: Role, held: ExitStack, *, migrate: bool) -> Application:
    """The service, with keys that fit the database and a schema that fits the program; `held` frees its lock."""
    vault = opened_vault(config)
    application = Application(config, part, serves=True)
    held.callback(_alone(application).free)
    if not application.platforms:
        raise click.ClickException(f"wecom：{NO_PLATFORM}。")
    application.store.vault.read_again_by(_reader())
    found = schema_of(config, migrate=migrate)
    if found != head_revision():
        raise click.ClickException(f"数据库的结构是 {found or '空的'}。请先执行：objection migrate")
    note_keys(config, vault)
    if migrate:
        staged_rows.discard_all(application.store)
        look_up_hashes.complete(application.store)
    return application


def _same_law(application: Application) -> None:
    """Refuses to serve cases by other limits than the other servers of this database do (0040)."""
    with readable_settings(), application.store.read() as session:
        conflicts = application.laws.conflicts(session)
    if conflicts:
        raise click.ClickException("\n".join((*conflicts, "没有启动，什么也没有写入。")))


def _listening(config: Config, part: Role, health_port: int | None) -> AbstractContextManager[socket | None]:
    """Where pages and callbacks are answered, or only the probes of a role without them."""
    try:
        if part.answers:
            host, port = config.server.host, config.server.port
            return passed_socket(host, port) or listening_socket(host, port)
        return listening_socket(HOST, health_port, "--health-port") if health_port else nullcontext()
    except CannotListen as reason:
        raise Unavailable(str(reason)) from None


def _alone(application: Application) -> ServingLock:
    """On SQLite one process serves."""
    if application.store.is_sqlite and application.role is not Role.ALL:
        raise click.ClickException(f"--role {application.role}：SQLite 数据库只由一个进程使用，不分角色。{SEVERAL}")
    serving = ServingLock(application.store)
    try:
        serving.take()
    except AnotherServes as error:
        told = f"database.url：已有 objection serve（进程 {error.process}）在使用这个数据库，请先停止它。{SEVERAL}"
        raise Unavailable(told) from None
    return serving


def _reader() -> Callable[[], Vault]:
    """Reads the keys as the settings and the key file have them by then, in whichever thread needs one."""
    path: Path | None = click.get_current_context().find_root().obj
    return lambda: read_keys(load(path, os.environ).security.key_lines)


def settle() -> None:
    """Garbage collection: exclude the objects of the start (`gc.freeze`) and collect seldom."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
