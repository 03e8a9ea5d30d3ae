"""Faults that no command foresaw: one line for the operator, the traceback in a file for the maintainers."""

from __future__ import annotations

import errno
import os
import tempfile
import traceback

import click

from objection.cli.exit_codes import Internal, Unavailable
from objection.logs import masked
from store.engine.db_errors import STOPPED
from store.file_storage.file_backend import StorageAway


def for_operator(error: Exception) -> click.ClickException:
    """What to print and the exit code; secrets are masked in the file, too."""
    if isinstance(error, STOPPED):
        return stopped(error)
    if isinstance(error, StorageAway):
        return Unavailable(f"attachments.url：附件的存储用不了（{error.strerror}）。原因消除后再执行一次。")
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Unavailable("磁盘满了，没有写完。请腾出空间，再执行一次。")
    told = f"程序出了错（{type(error).__name__}），没有做完。"
    kept = _kept(error)
    more = f"详情写在 {kept}，" if kept else ""
    return Internal(f"{told}{more}请连同 objection --version 的输出交给维护方。")


def stopped(error: Exception) -> Unavailable:
    """The database broke off during the work: locked, full or away."""
    return Unavailable(
        f"database.url：数据库中断了（{in_one_line(error)}）。正有导入等别的程序在写的，等它结束；"
        "否则请检查磁盘空间、数据库服务和网络。然后再执行一次。"
    )


def in_one_line(error: Exception) -> str:
    """The first line of an error, secrets masked."""
    first = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return f"{masked(first)[:200]}"


def _kept(error: Exception) -> str:
    text = masked("".join(traceback.format_exception(error)))
    try:
        handle, path = tempfile.mkstemp(prefix="objection-error-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError:
        return ""
    return path
