"""What the people of the quarter did and when: the simulator's own record, in which the bot has no hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

SYSTEM = ""  # nobody's act: a limit ended and the rules say what then


@dataclass(frozen=True, slots=True)
class Act:
    """One act by the regulation's own word; `data` is what was given with it, as far as it is counted."""

    at: datetime
    word: str
    by: str
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> date:
        return self.at.date()


@dataclass(slots=True)
class Limit:
    """One statutory limit; `holder` is a department's code, empty for the centre. `late` None is not counted."""

    name: str
    holder: str
    since: datetime
    days: int
    due: date
    round: int = 0
    stopped: datetime | None = None
    late: bool | None = None
    missed: bool = False

    @property
    def runs(self) -> bool:
        return self.stopped is None

    def passed(self, at: datetime) -> bool:
        """The due day lasts until midnight."""
        return self.missed or at.date() > self.due
