"""`objection migrate`: upgrade the database to this version's schema; idempotent."""

from __future__ import annotations

import click

from clock.time_source import open_clock
from objection.attachment_storage import file_store_of
from objection.cli.startup import configured, need_keys, opened_store, opened_vault, schema_of
from objection.config.load import Config
from store.files.stored_files import FileCount, seal_folder
from store.protection.key_rotation import seal_clear
from store.record import sealed_as_found


def _seal(config: Config) -> None:
    """What was there before the record is sealed as it is; a server that was started first does the same."""
    with opened_store(config) as store:
        with store.read() as session:
            if not (sealed_as_found.is_due(session) and sealed_as_found.is_upgrade(session)):
                return
        done = sealed_as_found.seal_all(store, open_clock(config.clock).now())
        click.echo(f"升级以前的记录已按原样封存：{done} 行。此前有无改动，从此查不出，也不再变。")


def _seal_clear(config: Config) -> None:
    """Names and files of a release that did not encrypt them, or of a backup of one; a started server does the same."""
    with opened_store(config) as store:
        names = seal_clear(store)
        file_store, count = file_store_of(config, store.vault), FileCount()
        for folder in file_store.backend.folders():
            seal_folder(store, file_store, folder, open_clock(config.clock).now(), count)
    if names:
        click.echo(f"已加密从前未加密的姓名、帐号等：{names} 处。")
    if count.done:
        click.echo(f"已加密从前未加密的附件：{count.done} 个。")
    for digest, error in count.failed.items():
        click.echo(f"附件没有加密：{file_store.backend.place(digest)}（{error}）。请与备份比对。", err=True)


@click.command()
def migrate() -> None:
    """建立数据库，或升级到这一版的结构。可以重复执行。"""
    config = configured()
    need_keys(config)
    if config.security.key_lines.strip():
        opened_vault(config)
    before, after = schema_of(config), schema_of(config, migrate=True)
    if config.security.key_lines.strip():
        _seal(config)
        _seal_clear(config)
    click.echo(f"数据库已是最新（{after}）。" if before == after else f"数据库：{before or '空'} → {after}。")
