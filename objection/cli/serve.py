"""`objection serve`: web server and scheduler in one process."""

from __future__ import annotations

import gc

import click

from objection.app import NO_PLATFORM, Application
from objection.app import serve as run
from objection.cli.lazy_group import building
from objection.cli.startup import configured, note_keys, opened_vault, readable_settings, schema_of, with_keys
from store.protection import look_up_hashes
from store.upkeep import staged_rows


@click.command()
@click.option("--migrate/--no-migrate", default=True, help="启动前把数据库升级到这一版（默认升级）。")
def serve(migrate: bool) -> None:
    """启动机器人：回调、页面和定时任务在同一个进程里。

    收到 SIGTERM 时处理完手上的请求再退出。
    """
    with building():
        config = with_keys(configured())
        application = Application(config)
        if not application.platforms:
            raise click.ClickException(f"wecom：{NO_PLATFORM}。")
        vault = opened_vault(config)
        if migrate:
            schema_of(config, migrate=True)
        note_keys(config, vault)
        if migrate:
            staged_rows.discard_all(application.store)
            look_up_hashes.complete(application.store)
    settle()
    with readable_settings():
        run(application)


def settle() -> None:
    """Garbage collection: exclude the objects of the start (`gc.freeze`) and collect seldom."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
