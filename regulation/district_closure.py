"""A district's own closure (本区停止办公): days on which this district alone does not work; no limit counts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from regulation.shanghai import dated
from regulation.workdays import WorkCalendar

LONGEST = 31  # days of one closure: more is a mistyped month or year
AHEAD = 731  # days from today on: more is a mistyped year
TEXT = 200  # characters of a reason, a document


@dataclass(frozen=True, slots=True)
class Closure:
    """One closure from its first to its last day, why, and the document that ordered it."""

    first: date
    last: date
    reason: str
    document: str = ""

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=step) for step in range((self.last - self.first).days + 1))

    @property
    def span(self) -> str:
        return dated(self.first) if self.first == self.last else f"{dated(self.first)} 至 {dated(self.last)}"

    @property
    def cited(self) -> str:
        """Why these days do not count, as an explanation of a limit says it."""
        return f"{self.reason}（{self.document}）" if self.document else self.reason


class Standing(Protocol):
    """A closure in force, under the number that it was loaded with."""

    @property
    def id(self) -> int: ...
    @property
    def closure(self) -> Closure: ...


def by_day(closures: Iterable[Closure]) -> Mapping[date, str]:
    """The days as the work calendar takes them: day → reason."""
    return {day: one.cited for one in closures for day in one.days}


def problems(new: Closure, standing: Iterable[Standing], calendar: WorkCalendar, today: date) -> Iterator[str]:
    """The reasons against loading it, each with its remedy."""
    for name, text in (("原因", new.reason), ("依据", new.document)):
        if not text.strip():
            yield f"{name}：没有写。请写明，解释期限时会显示"
        elif len(text) > TEXT or not text.isprintable():
            yield f"{name}：应为一行文字，不超过{TEXT}字"
    if new.last < new.first:
        yield f"末日 {new.last} 早于首日 {new.first}"
        return
    if len(new.days) > LONGEST:
        yield f"{new.first} 至 {new.last} 有{len(new.days)}天，一次最多{LONGEST}天。请核对日期，确是这样的分几次载入"
        return
    if new.first < calendar.first_known:
        yield f"{new.first} 太早，工作日历从 {calendar.first_known} 起"
    if (new.last - today).days > AHEAD:
        yield f"{new.last} 在两年以后，请核对年份"
    yield from _overlaps(new, standing)


def _overlaps(new: Closure, standing: Iterable[Standing]) -> Iterator[str]:
    for one in standing:
        both = sorted({*new.days} & {*one.closure.days})
        if both:
            told = "、".join(map(str, both[:5])) + ("等" if len(both) > 5 else "")
            yield (
                f"{told} 已在第{one.id}号（{one.closure.span}，{one.closure.cited}）之中。"
                f"要改的，先执行 objection closures withdraw {one.id}"
            )


def changed_days(closures: Iterable[Closure], before: WorkCalendar, after: WorkCalendar) -> list[str]:
    """The days of these closures that become something else, in order, as a command lists them."""
    return [
        f"{dated(day)} {why}：{'休息 → 上班' if after.is_workday(day) else '上班 → 停止办公'}"
        for day, why in sorted(by_day(closures).items())
        if before.is_workday(day) != after.is_workday(day)
    ]
