"""The law in force today: a holiday notice that anybody loaded counts from the next call on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from regulation.law import Laws
from regulation.notices import Notice
from regulation.rulebook import Rulebooks
from store import calendar

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

__all__ = ["Laws", "LawsInForce"]


class LawsInForce:
    """Rulebooks, shipped notices and a district's closures (day → reason), with what the store has learned since."""

    def __init__(self, rulebooks: Rulebooks, shipped: Sequence[Notice], closures: Mapping[date, str]) -> None:
        self._rulebooks = rulebooks
        self._shipped = tuple(shipped)
        self._closures = dict(closures)
        self._present: tuple[tuple[calendar.Edition, ...], Laws] | None = None

    def __call__(self, session: Session) -> Laws:
        """The laws as of this session; the calendar is built anew only where a notice was loaded meanwhile."""
        loaded, present = calendar.editions(session), self._present
        if present is not None and present[0] == loaded:
            return present[1]
        laws = Laws(self._rulebooks, calendar.work_calendar(session, self._shipped, self._closures))
        self._present = loaded, laws
        return laws
