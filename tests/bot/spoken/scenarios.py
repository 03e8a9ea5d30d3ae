"""One ticket …-0004 (and …-0005) in the state in which somebody would say such a sentence; databases are copied."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from regulation.states import State
from store.tables import DayNumber
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World, database
from tests.written_once import filled

DAY = "20260917"
FIRST, SECOND = f"CN-{DAY}-0004", f"CN-{DAY}-0005"


def _paths(world: World, last: Callable[[MainPath], None], count: int = 1) -> None:
    """The numbers of the day go on at four."""
    with world.store.write() as session:
        session.add(DayNumber(day=world.now.date(), last=3))
    for at in range(count):
        path = MainPath(world, records=f"第{at}家公司登记状态为存续")
        path.until(last)


def _supplementing(world: World) -> None:
    _paths(world, MainPath.file)
    world.send_text("li.na", f"要求补正 {FIRST}")
    world.choose_option("li.na", "佐证材料")
    world.send_text("li.na", "注销登记通知书的扫描件")
    for _ in range(3):
        if world.ticket(FIRST).state is not State.SUPPLEMENTING:
            world.send_text("li.na", "跳过")


def _handled(world: World) -> None:
    _paths(world, MainPath.receive)
    world.send_text("wang.fang", f"转派 {FIRST} 孙丽")


PEOPLE: Mapping[str, tuple[str, Callable[[World], None]]] = {  # who: account, and what had happened
    "PN": ("he.ping", lambda world: None),
    "P1": ("zhang.wei", lambda world: _paths(world, MainPath.file)),
    "P2": ("zhang.wei", lambda world: _paths(world, MainPath.file, 2)),
    "PS": ("zhang.wei", _supplementing),
    "PC": ("zhang.wei", lambda world: _paths(world, MainPath.notify)),
    "PC2": ("zhang.wei", lambda world: _paths(world, MainPath.notify, 2)),
    "O1": ("li.na", lambda world: _paths(world, MainPath.file)),
    "O2": ("li.na", lambda world: _paths(world, MainPath.file, 2)),
    "OK": ("li.na", lambda world: _paths(world, MainPath.accept)),
    "OT": ("li.na", lambda world: _paths(world, MainPath.clear)),
    "ON": ("li.na", lambda world: _paths(world, MainPath.finish)),
    "D1": ("wang.fang", lambda world: _paths(world, MainPath.transfer)),
    "D2": ("wang.fang", lambda world: _paths(world, MainPath.transfer, 2)),
    "DV": ("wang.fang", lambda world: _paths(world, MainPath.receive)),
    "DR": ("wang.fang", lambda world: _paths(world, MainPath.reply)),
    "H1": ("sun.li", _handled),
    "L1": ("wu.gang", lambda world: _paths(world, MainPath.receive)),
}


@contextmanager
def scene(who: str, folder: Path, name: str) -> Iterator[tuple[World, str]]:
    """A world of its own in this state, in which nobody presses 确定, and the account of who speaks."""
    account, happened = PEOPLE[who]
    url = f"sqlite:///{folder}/{name}.db"

    def fill() -> None:
        world = World.create(database(folder / f"{name}.db"))
        happened(world)
        world.close()

    filled(url, ("spoken", who), fill)
    world = World(url)
    world.confirms = False
    world._serial = itertools.count(10_000)  # message numbers that the copied database has not seen
    world.wait(minutes=5)
    try:
        yield world, account
    finally:
        world.close()
