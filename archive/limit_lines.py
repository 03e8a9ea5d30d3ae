"""Each limit with its days listed one by one, by the calendar that counted it then; an own rule is named as such."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.visibility.explained_limit import verdict_text
from regulation.decision import Decision, encode
from regulation.explain import OWN_RULE, Explanation, explain_clock
from regulation.replay import PlainClock

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.laws import LawsInForce
    from regulation.law import Law
    from store.tables import Ticket, TicketClock


def limit_lines(
    session: Session, laws: LawsInForce, ticket: Ticket, decisions: Collection[Decision]
) -> list[dict[str, Any]]:
    """Every limit as it was recorded, with its proof; `decisions` are those of the history, in its order."""
    known: dict[datetime, Law] = {}
    found = []
    for clock in ticket.clocks:
        counted_at = _counted_at(clock, decisions)
        if counted_at not in known:
            known[counted_at] = laws.as_of(session, counted_at).of(ticket)
        started_by = next(each for each in decisions if each.seq == clock.start_seq)
        found.append(_limit(clock, known[counted_at], started_by))
    return found


def _counted_at(clock: TicketClock, decisions: Collection[Decision]) -> datetime:
    """When the due day was last set: at the start, an extension, or a recount."""
    dated = [each.at for each in decisions for op in each.clock_ops if op.names(clock) and "due_on" in op.fields]
    return dated[-1]


def _limit(clock: TicketClock, law: Law, started_by: Decision) -> dict[str, Any]:
    why = explain_clock(clock, law, started_by.action)
    recorded = {field.name: encode(getattr(clock, field.name)) for field in fields(PlainClock)}
    return recorded | {
        "verdict_text": verdict_text(clock, own_rule=why.own_rule),
        "proof": {
            "clause": OWN_RULE if why.own_rule else why.clause.text,
            "where": "" if why.own_rule else why.clause.where,
            "own_rule": why.own_rule,
            "starts": why.start,
            "started_by": f"第{started_by.seq}步“{started_by.action.value}”",
            "deadline": why.deadline.isoformat(),
            "extended": why.extended,
            "calendar": why.calendar,
            "sources": list(why.sources),
            "recounted": why.recounted,
            "not_before": encode(why.not_before),
            "days": _days(why),
        },
    }


def _days(why: Explanation) -> list[dict[str, Any]]:
    return [
        {"day": line.day.isoformat(), "counted": line.counted, "text": line.text, "source": line.source}
        for line in why.lines
    ]
