"""A ticket as one line of a list: days left, number, due day, stage and subject."""

from __future__ import annotations

from bot.cards.list_card import Line
from bot.cards.ticket_card import stage
from bot.language import date_text
from bot.view import Limit, View
from regulation.states import State


def ticket_line(view: View, limit: Limit | None) -> Line:
    """`limit` is the one that binds this viewer. Names are whole: a client folds what it has no room for."""
    mark = date_text.short_left(limit.left, limit.overdue, limit.held) if limit else ""
    due = f"{date_text.short_day(limit.due_on, limit.provisional)} " if limit else ""
    return Line(
        number=view.number,
        mark=mark or ("已办结" if view.state is State.CLOSED else "不计时"),
        words=f"{due}{stage(view)} {view.title}{_root(view)}{'（答复不明确）' if view.indefinite else ''}",
        short=view.title,
    )


def _root(view: View) -> str:
    """Handlers see on each linked ticket the number of the first ticket of the same fault (M4)."""
    return f"（同{view.root[-4:]}）" if view.root else ""
