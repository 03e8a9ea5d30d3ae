"""Daily digest for leaders of overdue limits and open instructions: counts, numbers, holders; no data (M4, M15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.cards.list_card import Heading, Line, Place, listing, page_card
from bot.language import date_text
from bot.language.text import harmless
from bot.ports import Button, Card
from regulation.explain import named
from regulation.states import ClockKind, State

AT_ONCE = 10  # most tickets that one press of 催办 can take


@dataclass(frozen=True, slots=True)
class Overdue:
    """One overdue limit; `holder` is a department, `person` the officer or handler there."""

    number: str
    state: State
    kind: ClockKind
    holder: str
    person: str
    due_on: date
    days: int  # working days overdue
    due_at: datetime | None = None  # the instant at which the limit passed: tells a close of business
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Instructed:
    """A case that has not moved since a leader's instruction (批示)."""

    number: str
    state: State
    holder: str
    on: date


def overdue_digest(
    items: Sequence[Overdue], *, reader: str, now: datetime, instructed: Sequence[Instructed] = (), named: int = 0
) -> tuple[Card, ...]:
    """The digest for one leader, the centre's director or the supervising office; `reader` names what it covers.

    Empty where no limit is overdue and no instruction waits. `named` counts cases that a card of today has named to
    this reader: they are not listed again.
    """
    ordered = sorted(items, key=lambda item: (-item.days, item.number))
    heading = _heading(ordered, ordered, reader, now, "全部催办", Button("逾期清单", "逾期"))
    if named and items:
        heading = replace(heading, subtitle=f"{heading.subtitle}，另有{named}件今日已单独提示")
    if instructed:
        title = heading.title if items else f"{harmless(reader)}批示待落实：{len(instructed)}件"
        told = f"批示待落实{len(instructed)}件"
        heading = replace(heading, title=title, subtitle=f"{heading.subtitle} {told}".strip(), urgent=bool(items))
    return listing(heading, [*map(_instructed_line, instructed), *map(overdue_line, ordered)])


def _instructed_line(item: Instructed) -> Line:
    holder = harmless(item.holder)
    return Line(
        item.number,
        "批示",
        f"{item.state} {holder}",
        short=f"批示 {item.state}",
        detail=f"{holder}，{item.state}，{date_text.day(item.on)}批示后尚未推进",
    )


def overdue_page(
    shown: Sequence[Overdue], every: Sequence[Overdue], place: Place, *, reader: str, now: datetime
) -> Card:
    """One page of the same list for somebody who asked for it; `every` holds the totals over all pages."""
    urge = "全部催办" if place.count == 1 else "催办本页"
    return page_card(_heading(every, shown, reader, now, urge), [overdue_line(item) for item in shown], place)


def _heading(
    every: Sequence[Overdue], shown: Sequence[Overdue], reader: str, now: datetime, urge: str, *more: Button
) -> Heading:
    numbers, total = list(dict.fromkeys(item.number for item in shown)), len({item.number for item in every})
    together = Button(urge, " ".join(["催办", *numbers])) if 1 < len(numbers) <= AT_ONCE else None
    return Heading(
        f"{harmless(reader)}逾期提示：{total}件",
        f"{date_text.stamp(now)} {_counts(every)}",
        pick="选一件催办",
        submit=Button("催办", "催办", "primary"),
        buttons=(*((together,) if together else ()), *more),
        urgent=True,
    )


def _counts(items: Sequence[Overdue]) -> str:
    counts = Counter(item.kind for item in items)
    unit = "件" if len({item.number for item in items}) == len(items) else "项"  # a case may be late in several limits
    return "、".join(f"{kind}{number}{unit}" for kind, number in counts.most_common())


def overdue_line(item: Overdue) -> Line:
    """Which limit, who holds it, and its due day."""
    mark = date_text.short_left(-item.days, overdue=True)
    who, holder = harmless(item.person or item.holder), harmless(item.holder)
    return Line(
        item.number,
        mark,
        f"{named(item.kind)}{'（暂定）' if item.provisional else ''} {who}",
        short=f"{mark} {item.kind}",
        detail=f"{holder}，{item.state}，应于{_until(item)}",
    )


def _until(item: Overdue) -> str:
    return date_text.until(item.due_on, date_text.close_of(item.due_at), item.provisional)
