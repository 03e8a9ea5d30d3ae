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


def for_operator(error: Exception) -> click.ClickException:
    """What to print and the exit code; secrets are masked in the file, too."""
    kind = type(error).__name__
    if isinstance(error, STOPPED):
        first = masked((str(error).strip().splitlines() or [kind])[0])[:200]
        return Unavailable(
            f"database.url：数据库中断了（{first}）。请检查磁盘空间、数据库服务和网络，有别的程序在写的等它结束，再执行一次。"
        )
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Unavailable("磁盘满了，没有写完。请腾出空间，再执行一次。")
    told = f"程序出了错（{kind}），没有做完。"
    kept = _kept(error)
    more = f"详情写在 {kept}，" if kept else ""
    return Internal(f"{told}{more}请连同 objection --version 的输出交给维护方。")


def _kept(error: Exception) -> str:
    text = masked("".join(traceback.format_exception(error)))
    try:
        handle, path = tempfile.mkstemp(prefix="objection-error-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError:
        return ""
    return path
