"""Days that a reply or an extension usually promises, as buttons; every other day is typed (G4, P5, P7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from bot.context import Draft
from bot.language import date_text
from bot.needs.need_answers import at_hand, checked
from bot.ports import Option
from regulation.refusals import Refusal
from regulation.shanghai import local_date
from regulation.states import Action, ClockKind
from regulation.statutory_clocks import open_clocks

if TYPE_CHECKING:
    from bot.context import Context
    from regulation.case import Clock
    from regulation.law import Law
    from regulation.need import Need

WORKING_DAYS = (3, 5, 10)
REPAIRS = (ClockKind.REPAIR, ClockKind.PLATFORM_REPAIR)
NAMED = "可点日期，也可直接发送其他日期，"


def day_options(ctx: Context, draft: Draft, action: Action, need: Need) -> Sequence[Option]:
    """Three, five and ten working days from now within the repair limit, and its end: those that the law takes.

    Of an extension the limit is the one that is asked for.
    """
    ticket, _ = at_hand(ctx, draft, action, need)
    law, today = ctx.laws.of(ticket), local_date(ctx.now)
    clocks = [clock for clock in open_clocks(ticket) if clock.kind in REPAIRS]
    running = [clock.due_on for clock in clocks if clock.due_on >= today]
    end = min(running, default=law.calendar.after(today, law.rulebook.limits[ClockKind.REPAIR].days).day)
    if action is Action.EXTEND and clocks:
        end = _extended(draft, clocks[0], law) or end
    days = sorted({end, *(law.calendar.after(today, count).day for count in WORKING_DAYS)})
    days = [day for day in days if day <= end]
    return [Option(day.isoformat(), date_text.short_day(day)) for day in days if _taken(ctx, draft, action, need, day)]


def _extended(draft: Draft, clock: Clock, law: Law) -> date | None:
    """The last day of the limit that is asked for: given as such, or as a total of working days from its start."""
    given = draft.answers.get("days")
    if isinstance(given, str) and given:
        return date.fromisoformat(given)
    return law.calendar.after(local_date(clock.started_at), given).day if isinstance(given, int) else None


def _taken(ctx: Context, draft: Draft, action: Action, need: Need, day: date) -> bool:
    try:
        checked(ctx, draft, action, need, day.isoformat())
    except Refusal:
        return False
    return True
