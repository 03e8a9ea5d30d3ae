"""From the command line to checked settings and an open store; whatever is wrong ends in one readable line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from config import Config, ConfigError, key_file, load
from observe import masked, set_up

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from store.session import Store
    from store.vault import Vault


def configured() -> Config:
    """The settings of this call, with logs set up as they say."""
    config = read_settings()
    set_up(config.logging.level, config.logging.format)
    return config


def read_settings() -> Config:
    path: Path | None = click.get_current_context().find_root().obj
    try:
        return load(path, os.environ)
    except ConfigError as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def readable_settings() -> Iterator[None]:
    """Files that the settings name (rulebooks, holiday notices) are checked when they are read: one line, no trace."""
    from regulation.notices import NoticeError
    from regulation.rulebook_file import RulebookError

    try:
        yield
    except ConfigError as error:
        raise click.ClickException(str(error)) from None
    except NoticeError as error:
        raise click.ClickException(f"law.notices：{error}") from None
    except RulebookError as error:
        raise click.ClickException(f"law.rulebook：{error}") from None


def with_keys(config: Config) -> Config:
    """The same settings with keys in them: the first start of an empty database makes its own, readable by us alone."""
    if config.security.key_lines.strip():
        return config
    from store.vault import new_keys

    path = key_file(config)
    if _in_use(config):
        raise click.ClickException(
            f"security.keys：找不到密钥文件 {path}，而数据库已在使用。请从备份恢复这个文件（权限 600），"
            f"或把密钥写在 OBJECTION__SECURITY__KEYS 中。没有原来的密钥，已保存的联系方式读不出来。"
        )
    write_private(path, new_keys())
    click.echo(f"已生成密钥文件 {path}，请另行备份：丢了它就读不出已保存的联系方式。", err=True)
    return read_settings()


def write_private(path: Path, text: str) -> None:
    """A new file that only its owner can read. Refuses to touch one that is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise click.ClickException(f"{path} 已经存在，不予覆盖。请换一个文件名。") from None
    except OSError as error:
        raise click.ClickException(f"写不了 {path}：{error.strerror}。请检查文件夹的权限。") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def opened_vault(config: Config) -> Vault:
    from store.vault import VaultError, read_keys

    try:
        return read_keys(config.security.key_lines)
    except VaultError as error:
        raise click.ClickException(f"security.keys: {error}") from None


@contextmanager
def opened_store(config: Config) -> Iterator[Store]:
    """The store, closed when the block ends. An empty database is set up; an old one has to be migrated first."""
    from store.session import head_revision, open_store

    config = with_keys(config)
    found = schema_of(config)
    if found is not None and found != head_revision():
        raise click.ClickException("数据库的结构不是这一版的。请先执行：objection migrate")
    store = open_store(config.database.url.get_secret_value(), opened_vault(config))
    try:
        if found is None:
            store.migrate()
        yield store
    finally:
        store.close()


def schema_of(config: Config, *, migrate: bool = False) -> str | None:
    """The database's schema revision, brought up to this version first where asked; None for an empty one."""
    from store import session

    if migrate:
        with _engine(config) as engine:
            session.migrate(engine)
    with _engine(config, readonly=True) as engine:
        return session.current_revision(engine)


def _in_use(config: Config) -> bool:
    from store.sealed import any_sealed

    with _engine(config, readonly=True) as engine:
        return any_sealed(engine)


@contextmanager
def _engine(config: Config, *, readonly: bool = False) -> Iterator[Engine]:
    """A database that can't be reached is the operator's matter: one line, no trace.

    Who only looks must say so: a command that locks the database holds up the callbacks of the running server.
    """
    from store.session import open_engine
    from store.trouble import UNUSABLE

    try:
        engine = open_engine(config.database.url.get_secret_value(), readonly=readonly)
        try:
            yield engine
        finally:
            engine.dispose()
    except UNUSABLE as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise click.ClickException(
            f"database.url：数据库用不了（{masked(first)[:200]}）。请检查地址、帐户和网络。"
        ) from None
