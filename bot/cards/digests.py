"""Leaders learn of what is overdue once a day: counts, numbers, who has it and how long; nothing of the data itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.cards import words
from bot.cards.listing import IN_LIST, Heading, Line, listing
from bot.ports import Button, Card
from regulation.states import ClockKind, State


@dataclass(frozen=True, slots=True)
class Overdue:
    """One limit that has passed; `holder` is a department, `person` the officer or handler who has it there."""

    number: str
    state: State
    kind: ClockKind
    holder: str
    person: str
    due_on: date
    days: int  # working days since the limit passed


def overdue_digest(items: Sequence[Overdue], *, reader: str, now: datetime) -> tuple[Card, ...]:
    """The digest for one leader, the centre's director or the supervising office; `reader` names what it covers.

    Empty where there is nothing to say.
    """
    ordered = sorted(items, key=lambda item: (-item.days, item.number))
    numbers = list(dict.fromkeys(item.number for item in ordered))
    every = Button("全部催办", " ".join(["催办", *numbers])) if 1 < len(numbers) <= IN_LIST else None
    heading = Heading(
        f"{reader}逾期提示：{len(numbers)}件",
        f"{words.stamp(now)} {_counts(ordered)}",
        pick="选一件催办",
        submit=Button("催办", "催办", "primary"),
        buttons=(*((every,) if every else ()), Button("逾期清单", "逾期")),
        urgent=True,
    )
    return listing(heading, [_line(item) for item in ordered])


def _counts(items: Sequence[Overdue]) -> str:
    counts = Counter(item.kind for item in items)
    return "、".join(f"{kind}{number}件" for kind, number in counts.most_common())


def _line(item: Overdue) -> Line:
    mark = words.short_left(-item.days, overdue=True)
    who = item.person or item.holder
    return Line(
        item.number,
        mark,
        f"{item.kind} {who}"[:24],
        short=f"{item.number[-4:]} {mark} {item.kind}",
        detail=f"{item.holder}，{item.state}，应于{words.day(item.due_on)}前",
    )
