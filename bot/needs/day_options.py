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
    from regulation.need import Need

WORKING_DAYS = (3, 5, 10)
REPAIRS = (ClockKind.REPAIR, ClockKind.PLATFORM_REPAIR)
NAMED = "可点日期，也可直接发送其他日期，"


def day_options(ctx: Context, draft: Draft, action: Action, need: Need) -> Sequence[Option]:
    """Three, five and ten working days from now within the repair limit, and its end: those that the law takes."""
    ticket, _ = at_hand(ctx, draft, action, need)
    law, today = ctx.laws.of(ticket), local_date(ctx.now)
    running = [clock.due_on for clock in open_clocks(ticket) if clock.kind in REPAIRS and clock.due_on >= today]
    end = min(running, default=law.calendar.after(today, law.rulebook.limits[ClockKind.REPAIR].days).day)
    days = sorted({end, *(law.calendar.after(today, count).day for count in WORKING_DAYS)})
    if action is not Action.EXTEND:  # which moves the end itself
        days = [day for day in days if day <= end]
    return [Option(day.isoformat(), date_text.short_day(day)) for day in days if _taken(ctx, draft, action, need, day)]


def _taken(ctx: Context, draft: Draft, action: Action, need: Need, day: date) -> bool:
    try:
        checked(ctx, draft, action, need, day.isoformat())
    except Refusal:
        return False
    return True
