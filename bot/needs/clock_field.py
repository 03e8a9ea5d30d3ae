"""Clock field of 更正认定: the limit whose frozen verdict is corrected (M15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.context import Draft, Json, Question
from bot.forms.fields import choice_card, chosen_ids
from bot.needs.need_answers import question
from bot.needs.prompts import prompt_of
from bot.ports import Call, Card, Option
from bot.visibility.explained_limit import verdict_text
from regulation.need import Kind, Need
from regulation.refusals import BadValue, NotAllowedNow
from regulation.shanghai import dated
from store.cases import tickets

if TYPE_CHECKING:
    from bot.context import Context
    from store.tables import TicketClock


MOST = 20  # most limits that a card's list can show


def clock_question(need: Need) -> Question:
    """Answer: the history line that started a stopped limit, its key, and `called`."""
    name = need.question

    def ask(ctx: Context, draft: Draft) -> Card:
        return choice_card(draft, name, prompt_of(need).ask, _options(ctx, draft))

    def read(ctx: Context, draft: Draft, call: Call) -> Json:
        found = chosen_ids(call, name, _options(ctx, draft))
        clock = next((row for row in _stopped(ctx, draft) if found == [str(row.id)]), None)
        if clock is None:
            raise BadValue("请从列表中选择要更正的期限，也可回复序号。", field=name)
        return {need.field: clock.start_seq, "called": _called(clock)} | _parts(need, clock)

    return question(need, ask, read, lambda value: str(value["called"]))


def _parts(need: Need, clock: TicketClock) -> dict[str, Json]:
    """The limit's key: which limit, and the department it was charged to."""
    known = {Kind.CHOICE: clock.kind.value, Kind.DEPARTMENT: clock.department_id}
    return {part.field: known[part.kind] for part in need.parts if known[part.kind]}


def _stopped(ctx: Context, draft: Draft) -> list[TicketClock]:
    ticket = tickets.by_id(ctx.session, draft.ticket_id or 0)
    return [clock for clock in ticket.clocks if clock.verdict is not None] if ticket else []


def _options(ctx: Context, draft: Draft) -> list[Option]:
    """The same order when asked and when a number is parsed: 2 must be the second option that was shown."""
    rows = _stopped(ctx, draft)[-MOST:]
    if not rows:
        raise NotAllowedNow("本工单还没有可以更正的认定。", clause="M15")
    return [Option(str(row.id), _called(row)) for row in rows]


def _called(clock: TicketClock) -> str:
    return f"{clock.kind} {dated(clock.due_on)} {verdict_text(clock)}"
