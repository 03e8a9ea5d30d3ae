"""One ticket in a list: the days left, its number, the day it is due, its stage and what it is about."""

from __future__ import annotations

from bot.cards.list_card import Line
from bot.cards.ticket_card import stage
from bot.language import date_text
from bot.language.text import clip
from bot.view import Limit, View
from regulation.states import State


def ticket_line(view: View, limit: Limit | None) -> Line:
    """`limit` is the one that binds this viewer. The first thirty characters are all that a card shows of a line."""
    mark = date_text.short_left(limit.left, limit.overdue) if limit else ""
    due = f"{date_text.short_day(limit.due_on, limit.provisional)} " if limit else ""
    return Line(
        number=view.number,
        mark=mark or ("已办结" if view.state is State.CLOSED else "不计时"),
        words=f"{due}{stage(view)} {view.title}{_root(view)}",
        short=clip(f"{view.number[-7:].lstrip('-')} {view.title}", 16),
    )


def _root(view: View) -> str:
    """To whom several proposers' tickets are work, the first of the same fault is named behind the others (M4)."""
    return f"（同{view.root[-4:]}）" if view.root else ""
