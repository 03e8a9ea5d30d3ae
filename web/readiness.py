"""Readiness checks: callbacks and attachments are really written; each problem names what can't be stored, and why."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

from clock.skew import ClockSkew
from clock.time_source import Clock, SystemClock
from store.engine.session import Store, current_revision, head_revision
from store.messages.inbox_writer import InboxWriter
from store.protection import key_check
from store.upkeep.write_probe import USUAL, CannotStore, database_time, reason_of, try_to_store
from store.vault import VaultError

FRESH = 2.0  # seconds: a stored callback proves readiness for so long
SORE = 10.0  # seconds: a failed one outweighs a successful probe for so long
BLOCK = bytes(64 * 1024)
_WHY = {
    errno.ENOSPC: "磁盘已满", errno.EDQUOT: "超过磁盘限额", errno.EROFS: "只读", errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
}  # fmt: skip


def inbox_troubles(store: Store, inbox: InboxWriter, clock: Clock) -> Iterator[str]:
    """Whether a callback can be stored: by the last real one where it is recent, else by a write probe.

    After a failure the probe is at least as large as what failed.
    """
    last, age = inbox.last, monotonic() - inbox.last.at
    if inbox.refuses:
        yield "不能保存收到的消息：正在停止，或等待保存的消息太多"
    elif last.error is not None or age > FRESH:
        try:
            try_to_store(store, clock.now(), max(last.size, USUAL))
        except CannotStore as reason:
            yield f"不能保存收到的消息：{reason}"
            return
        if last.error is not None and age < SORE:
            yield f"不能保存收到的消息：{reason_of(last.error)}（最近一条没有存下）"


def folder_troubles(folder: Path) -> Iterator[str]:
    """Whether an attachment can be stored, by writing a file and deleting it."""
    trial = folder / f".trial-{secrets.token_hex(8)}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with trial.open("xb") as file:
                file.write(BLOCK)
                file.flush()
                os.fsync(file.fileno())
        finally:
            trial.unlink(missing_ok=True)
    except OSError as error:
        yield f"不能保存附件：文件夹 {folder.name} 写不进去（{_WHY.get(error.errno or 0, type(error).__name__)}）"


def database_fits(store: Store) -> Iterator[str]:
    """Whether schema and keys are those of this program and this database: both may change while it runs."""
    found, wanted = current_revision(store.reading), head_revision()
    if found != wanted:
        yield f"数据库的结构是 {found or '空的'}，这一版程序要 {wanted}"
    try:
        with store.read() as session:
            key_check.verify(session.connection(), store.vault)
    except VaultError as error:
        yield f"密钥与数据库不符，{error.told}"


def database_clock(store: Store, skew: ClockSkew) -> Iterator[str]:
    """Clock skew between this machine and the database server, by which several machines can be compared."""
    with store.read() as session:
        theirs = database_time(session)
    if theirs is not None:
        skew.observe(theirs, SystemClock().now(), prompt=True)
    yield from skew.health_problems()
