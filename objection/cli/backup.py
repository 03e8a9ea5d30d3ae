"""`objection backup` and `objection restore`: database, attachments and heads; keys and settings to another place."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import click

from clock.time_source import SystemClock
from objection import backup_folder
from objection.attachment_storage import backend_of
from objection.backup_folder import Backup, BadBackup
from objection.cli.startup import configured, schema_of
from objection.config.load import Config, key_file, source_of
from objection.listening_socket import CannotListen, listening_socket
from store.upkeep import database_copy
from store.upkeep.database_copy import NotCopied

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("target", type=FOLDER, metavar="文件夹")
@click.option("--keys", "keys", type=FOLDER, help="密钥文件和配置另存到这个文件夹（另一种介质，不与备份放在一起）。")
@click.option("--keep", type=click.IntRange(min=1), help="只留最近几份，更早的删去。")
def backup(target: Path, keys: Path | None, keep: int | None) -> None:
    """把数据库、附件和每日存证备份到文件夹里，每次一份，不必停服务。

    没有变化的附件与上一份共用磁盘空间（硬链接）。备份里的个人信息都是加密的，密钥不在其中。
    """
    config = configured()
    try:
        made = _made(config, target)
    except NotCopied as reason:
        raise click.ClickException(f"没有备份：{reason}。") from None
    click.echo(f"已备份到 {made.folder}：数据库（结构 {made.told['schema']}），另有 {len(made.files) - 1} 个文件。")
    if keys is not None:
        _keep_keys(config, keys)
    else:
        click.echo("密钥和配置不在其中，请另行备份（--keys）：没有密钥，备份读不出来。", err=True)
    for name in backup_folder.prune(target, keep) if keep else ():
        click.echo(f"已删去较早的 {name}。")


def _made(config: Config, target: Path) -> Backup:
    now = SystemClock().now()
    before, backend = backup_folder.finished(target), backend_of(config)
    folder = target / (backup_folder.name_of(now) + backup_folder.UNFINISHED)
    folder.mkdir(mode=0o700, parents=True)
    try:
        backup_folder.copy_files(config.data_dir, backend, folder, before[-1] if before else None)
        database = database_copy.copy_to(config.database.url.get_secret_value(), folder)
        backup_folder.copy_files(config.data_dir, backend, folder, before[-1] if before else None)
        told = {"at": now.isoformat(), "database": database.name, "schema": schema_of(config) or ""}
        return backup_folder.finish(folder, told)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _keep_keys(config: Config, folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    named = source_of(click.get_current_context().find_root().obj, os.environ)
    for path in (key_file(config), named):
        if path is None or not path.is_file():
            continue
        target = folder / path.name
        target.unlink(missing_ok=True)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
        with os.fdopen(handle, "wb") as file:
            file.write(path.read_bytes())
        click.echo(f"已另存 {target}。")


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="备份")
@click.option("--check", is_flag=True, help="只核对备份是否完整，不恢复。")
@click.option("--replace", is_flag=True, help="数据库里已有内容的，用备份换掉它。请先停服务。")
def restore(folder: Path, check: bool, replace: bool) -> None:
    """核对一份备份，并把数据库和附件放回配置所指的地方。

    先停服务、放好密钥文件。恢复以后执行 objection migrate 和 objection doctor --offline。
    """
    try:
        found = backup_folder.opened(folder)
        click.echo(f"备份完整：{found.told['at']}，结构 {found.told['schema']}，{len(found.files)} 个文件。")
        if not check:
            _put_back(found, configured(), replace=replace)
    except (BadBackup, NotCopied) as reason:
        raise click.ClickException(f"没有恢复：{reason}。") from None


def _put_back(found: Backup, config: Config, *, replace: bool) -> None:
    try:
        listening_socket(config.server.host, config.server.port).close()
    except CannotListen:
        raise click.ClickException(
            "服务还在运行，没有恢复。请先停服务：systemctl stop objection.socket objection。"
        ) from None
    url = config.database.url.get_secret_value()
    if not replace and not database_copy.is_empty(url):
        raise click.ClickException("数据库里已有内容，没有恢复。确实要用备份换掉它的，停服务，加 --replace 再执行。")
    files = backup_folder.put_files_back(found, config.data_dir, backend_of(config))
    database_copy.restore_from(url, found.database)
    click.echo(f"已恢复数据库和 {files} 个文件。请接着执行：objection migrate，objection doctor --offline")
