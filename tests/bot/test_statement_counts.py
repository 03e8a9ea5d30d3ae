"""A press runs few SQL statements, and none scans a table that grows over the years."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from store.engine.columns import Base
from store.upkeep import operator_log
from tests.bot.acts.main_path import MainPath
from tests.bot.filing import filed, fill
from tests.bot.world import World

SMALL = {"closures", "departments", "entries", "notice_files", "people", "stand_ins", "record_tip"}
GROWING = frozenset(Base.metadata.tables) - SMALL
SCAN = re.compile(r"SCAN (\w+)(?! USING)")
MOST = {
    "提交": 42,
    "收办": 34,
    "确认": 60,
    "确定": 49,
}  # statements from the message in the inbox to COMMIT, all of the transaction among them


@contextmanager
def recorded_statements(world: World) -> Iterator[list[str]]:
    """Every statement that the writer connections run in this block, with its values."""
    said: list[str] = []

    def listen(connection: sqlite3.Connection, *_: Any) -> None:
        connection.set_trace_callback(said.append)

    event.listen(world.store.engine, "checkout", listen)
    try:
        yield said
    finally:
        event.remove(world.store.engine, "checkout", listen)


def plans(world: World, statements: list[str]) -> dict[str, str]:
    """The query plan of SQLite for each statement."""
    with closing(sqlite3.connect(str(world.store.engine.url.database))) as look:
        asked = [sql for sql in statements if sql.startswith(("SELECT", "UPDATE"))]
        return {sql: "; ".join(row[3] for row in look.execute(f"EXPLAIN QUERY PLAN {sql}")) for sql in asked}


def file(world: World) -> None:
    world.press_button("zhang.wei", "提交")


def accept(world: World) -> None:
    world.press_button("li.na", "收办")


def told(world: World) -> None:
    MainPath(world).until(MainPath.notify)
    world.confirms = False


def shown(world: World) -> None:
    told(world)
    preview(world)


def preview(world: World) -> None:
    world.press_button("zhang.wei", "数据已正确，确认办结")


def confirm(world: World) -> None:
    world.press_button("zhang.wei", "确定")


@pytest.mark.parametrize(
    ("prepare", "press", "word"),
    [(fill, file, "提交"), (filed, accept, "收办"), (told, preview, "确认"), (shown, confirm, "确定")],
)
def test_a_press_scans_no_growing_table(
    world: World, prepare: Callable[[World], object], press: Callable[[World], None], word: str
) -> None:
    prepare(world)
    with world.store.write() as session:  # a running server knows the end of the record
        operator_log.note(session, operator_log.REVIVE, 0, by=0, now=world.now)
    with recorded_statements(world) as statements:
        press(world)
    through = {sql: plan for sql, plan in plans(world, statements).items() if GROWING & set(SCAN.findall(plan))}
    assert through == {}
    own = statements[: statements.index("COMMIT") + 1]
    assert len(own) <= MOST[word], own
