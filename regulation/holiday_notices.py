"""A day off or a make-up working day holds only because a State Council notice says so, and each names its notice."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

SHIPPED = Path(__file__).parent / "holidays"
NOTICE_KEYS = {"year", "number", "title", "published", "url", "amends", "holiday"}
HOLIDAY_KEYS = {"name", "from", "to", "work"}
LONGEST = 15  # days; a longer holiday is a typing error


class NoticeError(ValueError):
    """A notice that cannot be used; the text names the file, the key and what was expected."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One State Council notice: the year it arranges, its days off and its make-up working days by holiday name.

    A notice may name the last days of December of the year before. `published` is the day it became public.
    `amends` is the number of the notice it changes in mid-year; the later notice wins, day by day.
    """

    year: int
    number: str
    title: str
    published: date
    off: Mapping[date, str]
    work: Mapping[date, str]
    amends: str = ""
    url: str = ""

    @property
    def cited(self) -> str:
        """The way an official letter quotes it: 《title》(number)."""
        return f"《{self.title}》（{self.number}）" if self.number else f"《{self.title}》"


def load_notice(path: Path) -> Notice:
    """Read one notice file; raises NoticeError where it is unreadable, incomplete or contradicts itself."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise NoticeError(f"{path}：读不出来，不是 TOML 文件（{error}）") from error
    try:
        return _notice(data)
    except NoticeError as error:
        raise NoticeError(f"{path}：{error}") from error


def load_notices(folder: Path) -> tuple[Notice, ...]:
    """Every `*.toml` of a folder, by year and date; raises NoticeError where the folder is missing."""
    if not folder.is_dir():
        raise NoticeError(f"{folder}：没有这个放假通知文件夹")
    return tuple(sorted(map(load_notice, folder.glob("*.toml")), key=lambda notice: (notice.year, notice.published)))


def shipped_notices() -> tuple[Notice, ...]:
    """The notices delivered with this program."""
    return load_notices(SHIPPED)


def _notice(data: dict[str, object]) -> Notice:
    _known(data, NOTICE_KEYS, "")
    year, holidays = _whole(data, "year"), data.get("holiday")
    if not isinstance(holidays, list) or not holidays:
        raise NoticeError("holiday：至少要有一个 [[holiday]]")
    off: dict[date, str] = {}
    work: dict[date, str] = {}
    for position, holiday in enumerate(holidays, start=1):
        _holiday(holiday, f"第{position}个 holiday", off, work)
    amends = _text(data, "amends", required=False)
    _agrees(year, off, work, amended=bool(amends))
    return Notice(
        year=year,
        number=_text(data, "number", required=False),
        title=_text(data, "title"),
        published=_day(data.get("published"), "published"),
        off=MappingProxyType(off),
        work=MappingProxyType(work),
        amends=amends,
        url=_text(data, "url", required=False),
    )


def _holiday(table: object, place: str, off: dict[date, str], work: dict[date, str]) -> None:
    if not isinstance(table, dict):
        raise NoticeError(f"{place}：应写成 [[holiday]] 一节")
    _known(table, HOLIDAY_KEYS, f"{place}，")
    name, made_up = _text(table, "name", place=f"{place}，"), table.get("work", [])
    if not isinstance(made_up, list) or not (made_up or "from" in table):
        raise NoticeError(f"{place}（{name}）：应写 from，或 work = [日期，…]，或两者都写")
    days = _span(table, f"{place}（{name}）") if "from" in table else []
    for named, kind in ((days, off), ([_day(day, f"{place}（{name}），work") for day in made_up], work)):
        for day in named:
            if day in off or day in work:
                raise NoticeError(f"{place}（{name}）：{day} 写了两次")
            kind[day] = name


def _span(table: dict[str, object], place: str) -> list[date]:
    first = _day(table["from"], f"{place}，from")
    last = _day(table.get("to", first), f"{place}，to")
    if not 0 <= (last - first).days < LONGEST:
        raise NoticeError(f"{place}，to：{last} 应在 from（{first}）当日至其后{LONGEST - 1}日之内")
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def _agrees(year: int, off: dict[date, str], work: dict[date, str], amended: bool) -> None:
    for day in (*off, *work):
        if not date(year - 1, 12, 1) <= day <= date(year, 12, 31):
            raise NoticeError(f"{day} 不在 year = {year} 这一年（和上一年十二月）之内")
    for day in work:
        # Only an amendment may turn a holiday back into a working day; else the date is mistyped.
        if day.weekday() < 5 and not amended:
            raise NoticeError(f"work：{day} 不是周六、周日，不需要调休上班")


def _known(table: dict[str, object], keys: set[str], place: str) -> None:
    unknown = sorted(set(table) - keys)
    if unknown:
        raise NoticeError(f"{place}{unknown[0]}：没有这个键，可用的有 {'、'.join(sorted(keys))}")


def _whole(table: dict[str, object], key: str) -> int:
    value = table.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 1949 < value < 9000:
        raise NoticeError(f"{key}：应写年份，如 2027，现为 {value!r}")
    return value


def _text(table: dict[str, object], key: str, required: bool = True, place: str = "") -> str:
    value = table.get(key, None if required else "")
    if not isinstance(value, str) or (required and not value.strip()):
        raise NoticeError(f"{place}{key}：应写文字，现为 {value!r}")
    return value


def _day(value: object, place: str) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise NoticeError(f"{place}：应写日期，如 2027-01-01（不加引号），现为 {value!r}")
    return value
