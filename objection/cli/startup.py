"""Startup of a command: checked settings, keys and an open store; every problem is one readable line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from objection.cli.exit_codes import Unavailable
from objection.cli.internal_errors import in_one_line, stopped
from objection.config.load import Config, ConfigError, KeyFileMissing, KeyFileUnreadable, key_file, load
from objection.logs import set_up
from regulation.holiday_notices import NoticeError
from regulation.rulebook_file import RulebookError
from store.engine import session
from store.engine.db_errors import STOPPED, UNUSABLE
from store.engine.migration import NewerSchema, is_newer
from store.engine.session import Store, head_revision, is_there, open_engine, open_store
from store.protection import key_check
from store.server_version import UnknownServer
from store.vault import Vault, VaultError, new_keys, read_keys

if TYPE_CHECKING:
    from sqlalchemy import Engine


def configured() -> Config:
    """The settings of this call, with logs set up as they say."""
    config = read_settings()
    set_up(config.logging.level, config.logging.format)
    return config


def somebody() -> str:
    """The operating system's user who ran the command (before sudo), for the record."""
    try:
        return os.environ.get("SUDO_USER") or getuser()
    except (KeyError, OSError):  # a user id without a name, as in containers
        return f"uid {os.getuid()}"


def read_settings(*, without_keys: bool = False) -> Config:
    """The settings of this call; `without_keys` also where the key file can't be read."""
    path: Path | None = click.get_current_context().find_root().obj
    try:
        return load(path, os.environ)
    except KeyFileMissing as missing:
        return missing.config  # `with_keys` decides, by the state of the database
    except ConfigError as error:
        if without_keys and isinstance(error, KeyFileUnreadable):
            return error.config
        raise click.ClickException(str(error)) from None


@contextmanager
def readable_settings() -> Iterator[None]:
    """Errors in files named by the settings (rulebooks, holiday notices): one line, no traceback."""
    try:
        yield
    except ConfigError as error:
        raise click.ClickException(str(error)) from None
    except NoticeError as error:
        raise click.ClickException(f"law.notices：{error}") from None
    except RulebookError as error:
        raise click.ClickException(f"law.rulebook：{error}") from None


def with_keys(config: Config) -> Config:
    """The settings with keys: for an unused database the first start generates a key file (mode 600).

    Raises ClickException where the keys of a used one are missing, or the key file named in the settings is.
    """
    if config.security.key_lines.strip():
        return config
    need_keys(config)
    path = key_file(config)
    write_private(path, new_keys())
    click.echo(f"已生成密钥文件 {path}，请另行备份：丢了它就读不出已保存的联系方式。", err=True)
    return read_settings()


def need_keys(config: Config) -> None:
    """Raises ClickException where missing keys can't be generated, because the database is in use."""
    if config.security.key_lines.strip():
        return
    path = key_file(config)
    if keys_in_use(config) is not None:
        what = "密钥文件是空的：" if path.exists() else "找不到密钥文件 "
        raise click.ClickException(
            f"security.keys：{what}{path}，而数据库已在使用，什么也没有写入。请从备份恢复这个文件（权限 600），"
            f"或把原来的密钥写在 OBJECTION__SECURITY__KEYS 中。没有原来的密钥，已保存的联系方式读不出来。"
        )
    if config.security.key_file:
        raise click.ClickException(str(KeyFileMissing(config)))


def write_private(path: Path, content: str | bytes) -> None:
    """Write a new file with mode 600; an existing one is never overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise click.ClickException(f"{path} 已经存在，不予覆盖。请换一个文件名。") from None
    except OSError as error:
        raise click.ClickException(f"写不了 {path}：{error.strerror}。请检查文件夹的权限。") from None
    with os.fdopen(handle, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
        file.flush()
        os.fsync(file.fileno())


def opened_vault(config: Config) -> Vault:
    """The keys, checked against the database without writing. Raises ClickException where they don't fit."""
    where = _where_keys_are(config)
    try:
        vault = read_keys(config.security.key_lines)
    except VaultError as error:
        raise click.ClickException(f"{where}：{error.told}。什么也没有写入。请对照备份的密钥文件改正。") from None
    try:
        with _engine(config, readonly=True) as engine, engine.connect() as connection:
            key_check.verify(connection, vault)
    except VaultError as error:
        raise click.ClickException(
            f"{where}：与数据库不符，{error.told}。什么也没有写入。"
            f"请从备份找回这个数据库原来的密钥文件（权限 600），放回原处；缺一把的，把那一行补回去。"
        ) from None
    return vault


def _where_keys_are(config: Config) -> str:
    path = key_file(config)
    try:
        own = path.read_text(encoding="utf-8-sig") == config.security.keys.get_secret_value()
    except (OSError, UnicodeDecodeError):
        own = False
    return f"密钥文件 {path}" if own else "security.keys"


@contextmanager
def opened_store(config: Config, *, writes: bool = True) -> Iterator[Store]:
    """The store, closed when the block ends. An empty database is created; an old one has to be migrated first.

    The check values of the keys are stored in the database, unless nothing is to be written.
    """
    config = with_keys(config)
    vault = opened_vault(config)
    found = schema_of(config)
    if found is not None and found != head_revision():
        if is_newer(found):
            raise click.ClickException(newer_schema(found))
        raise click.ClickException("数据库的结构不是这一版的。请先执行：objection migrate")
    store = open_store(config.database.url.get_secret_value(), vault)
    try:
        if found is None:
            store.migrate()
        if writes:
            key_check.keep(store)
        yield store
        if writes:
            key_check.keep(store)
    except VaultError as error:
        raise click.ClickException(f"{_where_keys_are(config)}：{error.told}。") from None
    except STOPPED as error:
        raise stopped(error) from None
    finally:
        store.close()


def note_keys(config: Config, vault: Vault) -> None:
    """Bind the database to these keys, even an empty one."""
    store = open_store(config.database.url.get_secret_value(), vault)
    try:
        key_check.keep(store, unused=True)
    except VaultError as error:  # another server was faster
        raise click.ClickException(f"{_where_keys_are(config)}：与数据库不符，{error.told}。") from None
    finally:
        store.close()


def schema_of(config: Config, *, migrate: bool = False) -> str | None:
    """The database's schema revision, brought up to this version first where asked; None for an empty one."""
    if migrate:
        with _engine(config) as engine:
            session.migrate(engine)
    with _engine(config, readonly=True) as engine:
        return session.current_revision(engine)


def keys_in_use(config: Config) -> set[str] | None:
    """The ids of the database's keys; None for an unused one, which is not created by this check."""
    with _usable():
        if not is_there(config.database.url.get_secret_value()):
            return None
    with _engine(config, readonly=True) as engine, engine.connect() as connection:
        return key_check.known_ids(connection) if key_check.in_use(connection) else None


@contextmanager
def _engine(config: Config, *, readonly: bool = False) -> Iterator[Engine]:
    """An engine; read-only where nothing is written: a write lock would delay the callbacks of the running server."""
    with _usable():
        engine = open_engine(config.database.url.get_secret_value(), readonly=readonly)
        try:
            yield engine
        finally:
            engine.dispose()


def newer_schema(found: str) -> str:
    """One line for the operator: an older program must not write into a newer database."""
    return (
        f"数据库的结构是 {found}，比这一版程序（{head_revision()}）新，什么也没有写入。"
        "请用新版的程序；要退回旧版，恢复升级前的备份。"
    )


@contextmanager
def _usable() -> Iterator[None]:
    """An unreachable database: one line for the operator, no traceback."""
    try:
        yield
    except UnknownServer as error:
        raise click.ClickException(str(error)) from None
    except UNUSABLE as error:
        told = f"database.url：数据库用不了（{in_one_line(error)}）。请检查地址、帐户和网络。"
        raise Unavailable(told) from None
    except NewerSchema as error:
        raise click.ClickException(newer_schema(str(error))) from None
