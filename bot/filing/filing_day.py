"""The day of receipt decides the rulebook (M16): before the first one nothing can be filed under it."""

from __future__ import annotations

from datetime import date

from regulation.law import Laws
from regulation.refusals import BadValue
from regulation.shanghai import dated


def check_filing_day(laws: Laws, day: date) -> None:
    """Raises BadValue for a day of receipt before the first rulebook, at the question itself."""
    first = laws.rulebooks.first_day
    if day < first:
        raise BadValue(
            f"“收到时间”{dated(day)} 早于本办法施行之日（{dated(first)}），不适用本办法，不能录入。请核对日期。",
            field="received",
        )
