"""`objection serve`: web server and scheduler in one process."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path
from socket import socket

import click

from objection.app import NO_PLATFORM, Application
from objection.app import serve as run
from objection.cli.exit_codes import Unavailable
from objection.cli.lazy_group import building
from objection.cli.startup import configured, note_keys, opened_vault, readable_settings, schema_of, with_keys
from objection.config.load import Config, load
from objection.listening_socket import CannotListen, listening_socket, passed_socket
from store.engine.session import head_revision
from store.protection import look_up_hashes
from store.upkeep import staged_rows
from store.vault import Vault, read_keys


@click.command()
@click.option("--migrate/--no-migrate", default=True, help="启动前把数据库升级到这一版（默认升级）。")
def serve(migrate: bool) -> None:
    """启动机器人：回调、页面和定时任务在同一个进程里。

    收到 SIGTERM 时处理完手上的请求再退出。
    """
    settings = configured()
    with _listening(settings.server.host, settings.server.port) as listening:
        with building():
            application = _prepared(with_keys(settings), migrate=migrate)
        settle()
        with readable_settings():
            run(application, listening)


def _prepared(config: Config, *, migrate: bool) -> Application:
    """The service, with keys that fit the database and a schema that fits the program."""
    application = Application(config)
    if not application.platforms:
        raise click.ClickException(f"wecom：{NO_PLATFORM}。")
    vault = opened_vault(config)
    application.store.vault.read_again_by(_reader())
    found = schema_of(config, migrate=migrate)
    if found != head_revision():
        raise click.ClickException(f"数据库的结构是 {found or '空的'}。请先执行：objection migrate")
    note_keys(config, vault)
    if migrate:
        staged_rows.discard_all(application.store)
        look_up_hashes.complete(application.store)
    return application


def _listening(host: str, port: int) -> socket:
    try:
        return passed_socket(host, port) or listening_socket(host, port)
    except CannotListen as reason:
        raise Unavailable(str(reason)) from None


def _reader() -> Callable[[], Vault]:
    """Reads the keys as the settings and the key file have them by then, in whichever thread needs one."""
    path: Path | None = click.get_current_context().find_root().obj
    return lambda: read_keys(load(path, os.environ).security.key_lines)


def settle() -> None:
    """Garbage collection: exclude the objects of the start (`gc.freeze`) and collect seldom."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
