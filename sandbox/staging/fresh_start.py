"""A rehearsal begins anew in the same process and at the same address: clock, database, files, phones, directory."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sandbox.child_process import Bot
from sandbox.clock_control import ClockControl

FILES = ("departments", "people", "catalogue")
DATABASE, IMPORTED = "objection.db", "imported.db"
KEYS = "objection.keys"


@dataclass(frozen=True, slots=True)
class FreshStart:
    """What a fresh start needs; `forget` empties the stand-in."""

    folder: Path
    demo: Path
    bot: Bot
    health: str
    control: ClockControl
    first: datetime  # the clock's instant at the beginning
    forget: Callable[[], None]

    def begin_anew(self, report: Callable[[str, float], None]) -> None:
        """Raises BotFailed. The bot is stopped first: nothing of the old rehearsal is written afterwards."""
        report("停下机器人", 0.1)
        self.bot.stop()
        self.forget()
        self._clear()
        self.control.set(self.first, due=True)
        report("导入示范区", 0.4)
        prepare(self.bot, self.folder, self.demo)
        report("启动机器人", 0.7)
        self.control.set(self.first)
        self.bot.start(self.health)

    def _clear(self) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            (self.folder / f"{DATABASE}{suffix}").unlink(missing_ok=True)
        for each in (self.folder / "data").iterdir() if (self.folder / "data").is_dir() else ():
            if each.is_dir():
                shutil.rmtree(each)
            elif each.name != KEYS:  # the imported names were sealed with them
                each.unlink()


def prepare(bot: Bot, folder: Path, demo: Path | None) -> None:
    """The database as the bot needs it; a new one with the demo district, copied where it was imported before.

    A copy that an older rehearsal of this folder left is not used (`begin_folder`).
    """
    copy = folder / IMPORTED
    if demo is not None and copy.exists():
        shutil.copyfile(copy, folder / DATABASE)
        return
    bot.command("migrate")
    if demo is None:
        return
    for kind in FILES:
        bot.command("import", kind, f"{demo}/{kind}.csv")
    if not any((folder / f"{DATABASE}{suffix}").exists() for suffix in ("-wal", "-journal")):
        shutil.copyfile(folder / DATABASE, copy)


def begin_folder(folder: Path) -> None:
    """The copy of the imported district is this process's own: another release may have written the last one."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / IMPORTED).unlink(missing_ok=True)
