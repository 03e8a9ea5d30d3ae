"""答复不明确: the mark that centre and department read on a reply without a finding (P6, own rule)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language import date_text
from regulation.explain import OWN_RULE
from regulation.shanghai import local_date
from regulation.states import State

if TYPE_CHECKING:
    from regulation.law import Law
    from store.tables import HistoryLine, Ticket

RESTS_ON_REPLY = (
    State.REPAIRING, State.NOTIFYING, State.COOPERATING, State.CONSENTING, State.CHECKING, State.RULING,
)  # fmt: skip


def indefinite_mark(ticket: Ticket, law: Law, held: HistoryLine | None) -> str:
    """The sentence for cards, lists and page; "" where the case rests on no such reply."""
    if not ticket.indefinite or ticket.state not in RESTS_ON_REPLY:
        return ""
    mark = f"部门答复标为“答复不明确”（{OWN_RULE}）"
    if held is None:
        return f"{mark}。"
    due = law.calendar.after(local_date(held.at), 1)
    return f"{mark}，今日不告知提出方；未退回补充的，{date_text.day(due.day, due.provisional)}告知。"
