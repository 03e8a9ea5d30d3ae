"""Notes who reads personal data at the server's command line, before it is shown or written (个保法 51条)."""

from __future__ import annotations

from datetime import datetime
from socket import gethostname
from typing import TYPE_CHECKING

import click

from objection.cli.startup import somebody
from store.readings.reading_lines import NotRecorded, ReadBy, Reading, ReadingKind, record

if TYPE_CHECKING:
    from store.engine.session import Store


def note_reading(
    store: Store, now: datetime, kind: ReadingKind, *, ticket_id: int | None = None, number: str = "", what: str = ""
) -> None:
    """One line for the account that runs the command; a ClickException where it can't be written."""
    by = ReadBy(f"命令行 {gethostname()}", f"cli:{somebody()}")
    try:
        record(store, now, Reading(kind, by, ticket_id, number, what))
    except NotRecorded:
        raise click.ClickException("查阅记录没有写下，没有导出。请检查数据库，再执行一次。") from None
