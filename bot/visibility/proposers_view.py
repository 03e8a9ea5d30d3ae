"""What the proposer does not read: what is undecided, a reply that is withheld, a case that goes on without them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.visibility.shown_limit import limit_of
from regulation.states import Action, ClockKind, State
from store.cases import history

if TYPE_CHECKING:
    from datetime import datetime

    from bot.view import View
    from regulation.law import Law
    from store.tables import HistoryLine, Ticket, TicketClock


def as_told(view: View, ticket: Ticket, law: Law, now: datetime, held: HistoryLine | None) -> View:
    """The view without what is only applied for; `held` is the withheld reply that the case rests on."""
    view = replace(view, pending="", joint=view.joint if ticket.joint == "approved" else "")
    if view.limit is not None and view.limit.held:  # applied for, and not told to them
        view = replace(view, limit=replace(view.limit, overdue=True, held=False))
    if ticket.ex_officio:
        return _after_withdrawal(view)
    return _before_reply(view, ticket, law, now, held) if held else view


def _after_withdrawal(view: View) -> View:
    """They read the stage; how the case is handled is not told to them any more (own rule to P9)."""
    return replace(view, result=None, limit=None, promised_on=None, related=())


def _before_reply(view: View, ticket: Ticket, law: Law, now: datetime, reply: HistoryLine) -> View:
    """The case as it was before the reply that they do not read yet (P6)."""
    leads = (ClockKind.REPLY, ClockKind.REPAIR)
    clocks = [clock for clock in ticket.clocks if clock.kind in leads and clock.start_seq < reply.seq]
    answers = (Action.COOPERATE, Action.CONSENT, Action.REFUSE_SPECIAL, Action.CONFIRM, Action.REJECT)
    return replace(
        view,
        state=reply.state_from or view.state,
        holder=f"{view.department} {view.handler}".strip(),
        can=tuple(action for action in view.can if action not in answers),
        limit=limit_of(ticket, clocks[-1], law, now) if clocks else None,
        promised_on=ticket.promised_on if reply.state_from is State.REPAIRING else None,
        flagged=view.flagged and history.decision_of(reply).flag != "set",
        result=None,
        to_tell="",
    )


def known_limits(clocks: Sequence[TicketClock], hidden: Collection[int]) -> list[TicketClock]:
    """Not those that began with a step which the proposer does not read."""
    return [clock for clock in clocks if clock.start_seq not in hidden]


def still_runs(clock: TicketClock, lines: Sequence[HistoryLine], hidden: Collection[int]) -> bool:
    """For the proposer a limit runs until they read of the step that stopped it."""
    return any(line.at == clock.stopped_at for line in lines if line.seq in hidden)
