"""更正认定 names the limit whose frozen verdict is to be corrected (M15)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.ports import Call, Card, Option
from bot.questions import Answers, Draft, Json, Question, choice_card, chosen_ids
from regulation.refusals import BadValue, NotAllowedNow
from regulation.weekdays import dated
from store.cases import tickets

if TYPE_CHECKING:
    from bot.context import Context
    from store.tables import TicketClock


MOST = 20  # limits in one list: what a card can offer


def clock_question(name: str, needed: Callable[[Answers], bool]) -> Question:
    """Answer: `{"start_seq": …, "kind": …, "department_id": …, "called": …}` of a limit that has stopped."""

    def ask(ctx: Context, draft: Draft) -> Card:
        return choice_card(draft, name, "更正哪一个期限的认定？", _options(ctx, draft))

    def read(ctx: Context, draft: Draft, call: Call) -> Json:
        found = chosen_ids(call, name, _options(ctx, draft))
        clock = next((row for row in _stopped(ctx, draft) if found == [str(row.id)]), None)
        if clock is None:
            raise BadValue("请从列表中选择要更正的期限，也可回复序号。", field=name)
        named = {"start_seq": clock.start_seq, "kind": clock.kind.value, "called": _called(clock)}
        return named | ({"department_id": clock.department_id} if clock.department_id else {})

    return Question(name, "期限", ask, read, lambda value: str(value["called"]), needed)


def _stopped(ctx: Context, draft: Draft) -> list[TicketClock]:
    ticket = tickets.by_id(ctx.session, draft.ticket_id or 0)
    return [clock for clock in ticket.clocks if clock.verdict is not None] if ticket else []


def _options(ctx: Context, draft: Draft) -> list[Option]:
    """The same list when it is asked and when a number is answered: 2 must be the second that was shown."""
    rows = _stopped(ctx, draft)[-MOST:]
    if not rows:
        raise NotAllowedNow("本工单还没有可以更正的认定。", clause="M15")
    return [Option(str(row.id), _called(row)) for row in rows]


def _called(clock: TicketClock) -> str:
    return f"{clock.kind} {dated(clock.due_on)} {clock.verdict}"
