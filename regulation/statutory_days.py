"""Days off by statute (全国年节及纪念日放假办法) before any yearly notice: no limit ends on one of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

FILE = Path(__file__).parent / "statutory_days.toml"
REACH = 14  # days from a statutory day within which a notice moves days; since 2018 none went beyond eleven


@dataclass(frozen=True, slots=True)
class StatutoryDays:
    """Day → name of the holiday, for every year of the file; `cited` is how an official letter quotes the statute."""

    names: Mapping[date, str]
    cited: str

    def movable(self, day: date) -> bool:
        """Whether a yearly notice may still make it a day off or a make-up working day: only beside a holiday."""
        near = (day + timedelta(days=step) for step in range(-REACH, REACH + 1))
        return day not in self.names and any(each in self.names for each in near)


@cache
def statutory_days() -> StatutoryDays:
    """The days delivered with this program."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    names: dict[date, str] = {}
    for name, days in (holiday for holidays in data["years"].values() for holiday in holidays.items()):
        for day in days:  # Mid-Autumn may fall on a National Day
            names[day] = f"{names[day]}、{name}" if day in names else name
    return StatutoryDays(MappingProxyType(names), f"{data['statute']}（{data['number']}）")
