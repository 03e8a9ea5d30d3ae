"""A case is judged by the rulebook of its filing day and by the calendar as published today."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from regulation.case import Actor, Case
from regulation.rulebook import Rulebook, Rulebooks
from regulation.shanghai import deadline
from regulation.workdays import WorkCalendar

Centre: TypeAlias = Callable[[], Collection[Actor]]  # asked only where it matters


@dataclass(frozen=True, slots=True)
class Law:
    """One rulebook with the calendar that counts its days, and who works at the centre today."""

    rulebook: Rulebook
    calendar: WorkCalendar
    centre: Centre = field(default=tuple, compare=False)

    def deadline(self, due_on: date) -> datetime:
        """The first instant (UTC) that is too late for this due day."""
        return deadline(due_on, self.rulebook.close)


class Laws:
    """Every rulebook, with one calendar."""

    def __init__(self, rulebooks: Rulebooks, calendar: WorkCalendar, centre: Centre = tuple) -> None:
        self.rulebooks = rulebooks
        self.calendar = calendar
        self.centre = centre

    def on(self, day: date) -> Law:
        """What governs a case filed on this day; raises LookupError before the first rulebook."""
        return Law(self.rulebooks.on(day), self.calendar, self.centre)

    def of(self, case: Case) -> Law:
        """What governs this case for good; raises LookupError where its rulebook is not loaded."""
        return Law(self.rulebooks.get(case.rulebook), self.calendar, self.centre)
