"""The quality report of one period as plain values; its stored JSON can be recounted byte for byte (M15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias

import orjson

from quality import report_columns as known_columns
from quality.report_columns import SETTLED, Columns
from store.engine.canonical_json import canonical

Figure: TypeAlias = int | float | None
FEWEST = 5  # least number of cases for a department's rank
FORMAT = "format"  # version of the stored format; reports older than the second version have none


@dataclass(frozen=True, slots=True)
class Row:
    """One party's figures by column code; `id` 0 is the centre."""

    id: int
    code: str
    name: str
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One limit of a ticket that ended in the period, or was overdue at its end.

    `waiting` are the working days for which a request for a longer limit waited until it was refused.
    """

    kind: str
    holder: str
    due_on: str
    stopped_on: str
    verdict: str
    provisional: bool = False  # 暂定: a holiday notice still to come could turn it; stored only where it is so
    waiting: int = 0

    @property
    def said(self) -> str:
        return f"{self.verdict}（暂定）" if self.provisional else self.verdict


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One counted ticket; `seq` is the last history line that was counted."""

    number: str
    seq: int
    filed_on: str
    closed_on: str
    state: str
    holders: Sequence[str]
    limits: Sequence[LimitLine]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One ticket that is in no median, in the first format in no figure; `late` are its missed limits."""

    number: str
    seq: int
    reason: str
    clause: str
    late: Sequence[str]
    departments: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A frozen verdict changed by the supervising office; `counted` where this report uses the new one.

    `no` is its number in this report, `seq` its line in the history, which keeps the reason, `by` the unit.
    """

    number: str
    on: str
    kind: str
    holder: str
    stopped_on: str
    old: str
    new: str
    counted: bool
    no: int = 0
    seq: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Instants are ISO in UTC, days ISO in Shanghai.

    `days` are the period's working days by party: each working day of each ticket is in exactly one of them. `names`
    are code and name of every department that is mentioned, by id, as they were when it was counted.
    """

    period: str
    until: str
    known: str
    departments: Sequence[Row]
    centre: Row
    days: Mapping[str, int]
    tickets: Sequence[TicketLine]
    left_out: Sequence[LeftOut]
    corrections: Sequence[Correction]
    names: Mapping[str, Sequence[str]]
    columns: Columns = field(default_factory=lambda: known_columns.COLUMNS)

    @property
    def provisional(self) -> bool:
        """Whether it holds a verdict that a holiday notice still to come could turn."""
        return any(limit.provisional for ticket in self.tickets for limit in ticket.limits)

    def as_text(self) -> str:
        """Canonical JSON: equal reports are byte-identical."""
        values = asdict(self)
        del values["columns"]
        for limit in (limit for ticket in values["tickets"] for limit in ticket["limits"]):
            if not limit["provisional"]:
                del limit["provisional"]
        version = self.columns.version
        if version < SETTLED:
            _drop_added(values)
        return canonical(values | ({FORMAT: version} if version > 1 else {}))

    @classmethod
    def read(cls, text: str) -> Report:
        """Parse what `as_text` wrote, with the columns of its format version.

        Raises NewerFormat, and KeyError, TypeError or ValueError where it is damaged.
        """
        values: dict[str, Any] = orjson.loads(text)
        values["columns"] = known_columns.COLUMNS.of(values.pop(FORMAT, 1))
        values["departments"] = [Row(**row) for row in values["departments"]]
        values["centre"] = Row(**values["centre"])
        values["tickets"] = [_ticket(line) for line in values["tickets"]]
        values["left_out"] = [LeftOut(**line) for line in values["left_out"]]
        values["corrections"] = [Correction(**line) for line in values["corrections"]]
        return cls(**values)


def _drop_added(values: dict[str, Any]) -> None:
    """Attributes that the lines of the first format had not."""
    for line in values["left_out"]:
        del line["departments"]
    for line in values["corrections"]:
        del line["no"], line["seq"], line["by"]
    for limit in (limit for ticket in values["tickets"] for limit in ticket["limits"]):
        del limit["waiting"]


def _ticket(line: dict[str, Any]) -> TicketLine:
    limits = [LimitLine(**limit) for limit in line.pop("limits")]
    return TicketLine(limits=limits, **line)
