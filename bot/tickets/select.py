"""Selects the ticket of a command: the number typed or picked, the only candidate, or a list to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.cards.list_card import Heading, Line, page_card
from bot.cards.ticket_lines import ticket_line
from bot.language.date_text import stamp
from bot.language.list_choice import NOTHING, ask_again, picked
from bot.language.ticket_reference import mentions_ticket, read_reference
from bot.notify.readers import actors_of
from bot.ports import Button, Card
from bot.tickets.access import find, read, view_for
from bot.tickets.kept_words import carried
from bot.tickets.paging import Page, page_of, read_turn
from bot.visibility.shown_limit import limit_of
from regulation.decide import allowed
from regulation.refusals import Refusal
from regulation.states import Action, Party, Role, Track
from store.cases import tickets
from store.lists import overdue_limits, ticket_lists
from store.lists.waiting import Task

if TYPE_CHECKING:
    from bot.context import Context
    from bot.view import Limit, View
    from store.tables import Ticket

PICK = "选择工单"
OVERSEERS = frozenset((Role.SUPERVISOR, Role.DIRECTOR, Role.LEADER, Role.OPERATOR))
LOOKS = {"联系方式": "查看联系方式", "为什么": "查看期限算法", "更多": "继续办理", "已阅": "阅知", "查询": "查看"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """`generation` is that of the pressed card, None where typed; `rest` is the text behind the number.

    `named` is false where no number was given and the only candidate was meant.
    """

    ticket: Ticket
    generation: int | None
    rest: str
    named: bool = True


def choose(
    ctx: Context, word: str, args: str, candidates: Callable[[], Sequence[Ticket]], *, none: str
) -> Chosen | Card:
    """The ticket, or a list of candidates for the same command. Raises Refusal with `none` where there are none.

    A list is evaluated where no number was typed; an untouched list never selects, not even an only candidate.
    """
    before, turn = read_turn(args)
    turns = not before and before != args  # 下一页 must not act on the only candidate left
    said = before if before != args else args
    by_list = said == args and "ticket" in ctx.call.values and read_reference(args) is None
    reference = read_reference(picked(ctx.call, "ticket") if by_list else args)
    if reference is not None:
        rest = args.strip() if by_list else reference.rest
        return Chosen(find(ctx, reference.number), reference.generation, rest)
    found = candidates()
    if not found:
        raise Refusal(NOTHING if by_list else none)
    if len(found) == 1 and not by_list and not turns and not mentions_ticket(args):  # may be another ticket's number
        return Chosen(found[0], None, args, named=False)
    listed = sorted((task_of(ticket) for ticket in found), key=lambda task: task.key)
    command = f"{word} {carried(ctx, said)}".strip()  # what was written goes with the ticket that is picked
    title = f"请选择要{LOOKS.get(word, word)}的工单"
    heading = Heading(title, f"共{len(found)}件", PICK, Button(word, command, "primary"))
    card = task_page(ctx, heading, page_of(listed, lambda task: task.key, turn), command)
    return ask_again(card) if by_list else card


def candidates_for(ctx: Context, *actions: Action) -> list[Ticket]:
    """The tickets on which the caller may do one of these acts now, most urgent first."""
    known = {t.id: t for t in (*waiting_for(ctx), *ticket_lists.of_proposer(ctx.session, ctx.person.id))}
    rights = list(actors_of(ctx.session, ctx.person, ctx.now))
    left_alone = "ticket" in ctx.call.values  # a list of another card, untouched: that one is asked for again
    if Action.URGE in actions and not left_alone and any(actor.roles & OVERSEERS for actor in rights):
        known |= {ticket.id: ticket for ticket in _overdue(ctx)}
    return [
        ticket
        for ticket in known.values()
        if any(set(actions) & set(allowed(ticket, actor, ctx.now, ctx.law(ticket))) for actor in rights)
    ]


def _overdue(ctx: Context) -> Iterator[Ticket]:
    """What an overseer urges waits for somebody else; whether they may is decided for each."""
    passed = {limit.number: None for limit in overdue_limits.passed(ctx.session, ctx.now)}
    for number in passed:
        if (ticket := tickets.get(ctx.session, number, lock=False)) is not None:
            yield ticket


def part_in(ctx: Context) -> list[Ticket]:
    """Open tickets that wait for the caller or were filed by them."""
    own = ticket_lists.of_proposer(ctx.session, ctx.person.id, open_only=True)
    return list({ticket.id: ticket for ticket in (*waiting_for(ctx), *own)}.values())


def waiting_for(ctx: Context) -> list[Ticket]:
    """The caller's tasks, including those of absent colleagues, by due date."""
    found: dict[int, Ticket] = {}
    for actor in actors_of(ctx.session, ctx.person, ctx.now):
        found |= {ticket.id: ticket for ticket in ticket_lists.open_for(ctx.session, actor)}
    return sorted(found.values(), key=lambda ticket: task_of(ticket).key)


def task_of(ticket: Ticket) -> Task:
    """A loaded ticket as a task, with the lead's limit."""
    running = (c.due_at for c in ticket.clocks if c.stopped_at is None and c.party is not Party.RELATED)
    return Task(ticket.id, min(running, default=None), ticket.track is Track.CITY_ISSUED)


def task_page(ctx: Context, heading: Heading, page: Page[Task], command: str) -> Card:
    """Tickets with stage, due day and days left as of the moment that it names.

    Picking one sends the heading's command with its number.
    """
    subtitle = "，".join(part for part in (heading.subtitle, f"截至{stamp(ctx.now)}") if part)
    lines = list(lines_of(ctx, [task.ticket_id for task in page.items]))
    return page_card(replace(heading, subtitle=subtitle), lines, page.place(command))


def lines_of(ctx: Context, ticket_ids: Sequence[int]) -> Iterator[Line]:
    """Each ticket as the caller may see it; tickets no longer visible to them are left out."""
    for ticket_id in ticket_ids:
        ticket = tickets.by_id(ctx.session, ticket_id)
        view = view_for(ctx, read(ctx, ticket)) if ticket is not None else None
        if ticket is not None and view is not None:
            yield ticket_line(view, _own_limit(ctx, ticket, view))


def _own_limit(ctx: Context, ticket: Ticket, view: View) -> Limit | None:
    """A related department's own part is due before the lead's limit (M6)."""
    if Role.RELATED not in view.roles:
        return view.limit
    own = (c for c in ticket.clocks if c.stopped_at is None and ctx.actor.is_of(c.department_id))
    part = min(own, key=lambda clock: clock.due_at, default=None)
    return limit_of(ticket, part, ctx.law(ticket), ctx.now) if part else view.limit
