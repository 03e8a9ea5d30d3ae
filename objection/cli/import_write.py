"""Writes an import's plan: batches that show nothing yet, and one short switch; nobody waits long for either."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from time import monotonic, sleep
from typing import TypeVar

import click

from clock.time_source import open_clock
from importer.plan import Changed, Plan, RowOutcome, Transaction
from objection.config.load import Config
from store.engine.db_errors import TAKEN
from store.engine.session import Store
from store.upkeep import import_lists, staged_rows
from store.upkeep.import_lists import SealedList

T = TypeVar("T")
_CHANGED = "通讯录或目录在核对之后又有变动，这次什么也没有写入。请再导入一次。"


@dataclass(frozen=True, slots=True)
class Origin:
    """What was imported, and who did it."""

    kind: str
    by: str


def carry_out(plan: Plan, store: Store, config: Config, name: str, origin: Origin) -> None:
    """Write the plan: all of it or nothing, and one deed on record with its list row by row."""
    if not plan.steps:
        return
    changed = [str(line) for line in plan.lines if line.outcome is not RowOutcome.SAME]
    plan.steps.append(partial(_keep_list, import_lists.sealed(store.vault, changed), name, origin))
    now = open_clock(config.clock).now()
    try:
        if store.is_sqlite:
            _batches(plan, store, name, now)
        else:
            with store.write() as session:
                for step in (*plan.stages(), *plan.steps):
                    step(Transaction(session, store.vault, now, index_follows=True))
    except (Changed, staged_rows.NotStaged, TAKEN):
        staged_rows.discard_all(store)
        raise click.ClickException(_CHANGED) from None
    staged_rows.discard_all(store)


def _batches(plan: Plan, store: Store, name: str, now: datetime) -> None:
    """Each batch in a transaction of its own, and as long a pause behind it; the steps in one, which is the switch."""
    with _shown(plan.stages(), f"写入 {name}") as stages:
        for stage in stages:
            start = monotonic()
            with store.write() as session:
                stage(Transaction(session, store.vault, now))
            sleep(max(staged_rows.PAUSE, monotonic() - start))
    with store.write() as session:
        for step in plan.steps:
            step(Transaction(session, store.vault, now, index_follows=True))


def _keep_list(told: SealedList, name: str, origin: Origin, at: Transaction) -> None:
    import_lists.keep(at.session, origin.kind, told, by=origin.by, file=name, now=at.now)


@contextmanager
def _shown(items: Sequence[T], title: str) -> Iterator[Iterator[T]]:
    """The same items, with a progress bar for long files on a terminal."""
    if len(items) < 2 or not sys.stderr.isatty():
        yield iter(items)
        return
    with click.progressbar(items, label=title, file=sys.stderr) as shown:
        yield iter(shown)
