"""Aggregates contributions to a party's figures; ranks only parties with enough cases to compare (M15)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from statistics import median

from quality.case_counts import Cell
from quality.report import FEWEST, Figure, Row
from quality.report_columns import OVERDUE, RANKED, Column

VALUES = ("days", "score")  # averaged, not added up


@dataclass(slots=True)
class Totals:
    """The sums of one party."""

    counts: Counter[str] = field(default_factory=Counter)
    values: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, cell: Cell) -> None:
        if cell.code in VALUES:
            self.values[cell.code].append(cell.amount)
        else:
            self.counts[cell.code] += cell.amount

    def figures(self, columns: Iterable[Column], rated: Sequence[str]) -> dict[str, Figure]:
        """Every column's figure; None where there is nothing to average or to rate."""
        days, scores = self.values["days"], self.values["score"]
        rate = share(self.counts, rated)
        derived: dict[str, Figure] = {
            "days": float(median(days)) if days else None,
            "score": _tenths(Fraction(sum(scores), len(scores))) if scores else None,
            "scored": len(scores),
            "rate": None if rate is None else _tenths(rate * 100),
            "rank": None,
        }
        return {
            column.code: derived[column.code] if column.code in derived else self.counts[column.code]
            for column in columns
        }


def share(counts: Mapping[str, Figure], rated: Sequence[str] = RANKED) -> Fraction | None:
    """The share of limits kept, of those that ended or had passed; None where there was none.

    Own rule: a repair that was none is in no on-time share, so it counts among those not kept.
    """
    kept = sum(int(counts.get(f"{code}_in_time") or 0) for code in rated)
    missed = sum(int(counts.get(f"{code}_{ending}") or 0) for code in rated for ending in ("late", OVERDUE))
    missed += int(counts.get("undone") or 0)
    return Fraction(kept, kept + missed) if kept + missed else None


def ranked(rows: Sequence[Row]) -> list[Row]:
    """The same rows with their places; equal shares have one place. Fewer than five cases: numbers, no place."""
    shares = {row.id: share(row.figures) for row in rows if int(row.figures["cases"] or 0) >= FEWEST}
    placed = sorted((value for value in shares.values() if value is not None), reverse=True)
    return [_placed(row, shares.get(row.id), placed) for row in rows]


def _placed(row: Row, value: Fraction | None, placed: Sequence[Fraction]) -> Row:
    place = None if value is None else placed.index(value) + 1
    return replace(row, figures={**row.figures, "rank": place})


def _tenths(value: Fraction) -> float:
    """Rounded half up, so that 4.25 is 4.3 on every machine."""
    return int(value * 10 + Fraction(1, 2)) / 10
