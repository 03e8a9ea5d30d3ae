"""`objection migrate`: upgrade the database to this version's schema; idempotent."""

from __future__ import annotations

import click

from objection.cli.startup import configured, need_keys, opened_vault, schema_of


@click.command()
def migrate() -> None:
    """建立数据库，或升级到这一版的结构。可以重复执行。"""
    config = configured()
    need_keys(config)
    if config.security.key_lines.strip():
        opened_vault(config)
    before, after = schema_of(config), schema_of(config, migrate=True)
    click.echo(f"数据库已是最新（{after}）。" if before == after else f"数据库：{before or '空'} → {after}。")
