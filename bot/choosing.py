"""Which ticket is meant: the number typed or picked, the only candidate, or a list to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.act import find
from bot.cards import words
from bot.cards.fit import clip
from bot.cards.listing import IN_LIST, Heading, Line, listing
from bot.parse import read_reference
from bot.ports import Button, Card
from bot.projection import limit
from bot.roster import actors_of
from regulation.decide import allowed
from regulation.refusals import Refusal
from regulation.states import Action, Role, State
from store import registers
from store.kin import numbers_of

if TYPE_CHECKING:
    from bot.context import Context
    from store.tables import Ticket


@dataclass(frozen=True, slots=True)
class Chosen:
    """`generation` is that of the card pressed, None where it was typed; `rest` is what stood behind the number."""

    ticket: Ticket
    generation: int | None
    rest: str


def choose(
    ctx: Context, word: str, args: str, candidates: Callable[[], Sequence[Ticket]], *, none: str
) -> Chosen | Card:
    """The ticket, or a list of the candidates for the same command. Raises Refusal with `none` where there are none."""
    picked = ctx.call.values.get("ticket", ())
    reference = read_reference(args) or (read_reference(picked[0]) if picked else None)
    if reference is not None:
        return Chosen(find(ctx, reference.number), reference.generation, reference.rest)
    found = candidates()
    if not found:
        raise Refusal(none)
    if len(found) == 1:
        return Chosen(found[0], None, args)
    return ticket_list(ctx, found, f"{word}哪一件？", submit=Button(word[:8], word, "primary"))


def candidates_for(ctx: Context, *actions: Action) -> list[Ticket]:
    """The tickets on which the caller may do one of these now, most urgent first."""
    known = {t.id: t for t in (*waiting_for(ctx), *registers.of_proposer(ctx.session, ctx.person.id))}
    rights = list(actors_of(ctx.session, ctx.person, ctx.now))
    return [
        ticket
        for ticket in known.values()
        if any(set(actions) & set(allowed(ticket, actor, ctx.now, ctx.law(ticket))) for actor in rights)
    ]


def part_in(ctx: Context) -> list[Ticket]:
    """The open tickets that wait for the caller or were filed by them."""
    own = registers.of_proposer(ctx.session, ctx.person.id, open_only=True)
    return list({ticket.id: ticket for ticket in (*waiting_for(ctx), *own)}.values())


def waiting_for(ctx: Context) -> list[Ticket]:
    """What waits for the caller, absent colleagues' tasks included, most urgent first."""
    found: dict[int, Ticket] = {}
    for actor in actors_of(ctx.session, ctx.person, ctx.now):
        found |= {ticket.id: ticket for ticket in registers.open_for(ctx.session, actor)}
    return sorted(found.values(), key=lambda ticket: (registers.due_at(ticket), ticket.id))


def ticket_list(ctx: Context, tickets: Sequence[Ticket], title: str, *, submit: Button) -> Card:
    """Tickets with their stage and the days left; picking one sends `submit` with its number."""
    hidden = f"，以下为前{IN_LIST}件，其余可发送「查询 关键词」" if len(tickets) > IN_LIST else ""
    heading = Heading(title, f"共{len(tickets)}件{hidden}", "选择工单", submit)
    return listing(heading, list(_lines(ctx, tickets[:IN_LIST])))[-1]


def _lines(ctx: Context, tickets: Sequence[Ticket]) -> Iterator[Line]:
    roots = _roots(ctx, tickets)
    for ticket in tickets:
        running = [clock for clock in ticket.clocks if clock.stopped_at is None]
        first = min(running, key=lambda clock: clock.due_at, default=None)
        seen = limit(first, ctx.law(ticket), ctx.now) if first else None
        mark = words.short_left(seen.left, seen.overdue) if seen else ""
        stage = ticket.outcome.value if ticket.state is State.CLOSED and ticket.outcome else ticket.state.value
        yield Line(
            number=ticket.number,
            mark=mark or ("已办结" if ticket.state is State.CLOSED else "不计时"),
            words=f"{stage} {ticket.title}{roots.get(ticket.root_id or 0, '')}",
            short=clip(f"{ticket.number[-7:].lstrip('-')} {ticket.title}", 16),
        )


def _roots(ctx: Context, tickets: Sequence[Ticket]) -> dict[int, str]:
    """To whom several proposers' tickets are work, the first of the same fault is named behind the others (M4)."""
    if not ctx.actor.roles & {Role.OPERATOR, Role.DIRECTOR, Role.OFFICER}:
        return {}
    others = [ticket for ticket in tickets if ticket.proposer_id != ctx.person.id]
    found = numbers_of(ctx.session, {ticket.root_id for ticket in others if ticket.root_id})
    return {ticket_id: f"（同{number[-4:]}）" for ticket_id, number in found.items()}
