"""Access to a call's ticket by visibility, and detection of stale cards (M4, M7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.acts.registry import ACTS
from bot.cards.ticket_card import done_card, evaluation_card, stale_card, task_card
from bot.notify.readers import actors_of
from bot.tickets.noted_reading import note_reading
from bot.visibility.projection import Facts, facts_of, first_view, has_part, lines_for, step_of
from regulation.decide import may
from regulation.refusals import NotAllowedNow, Refusal
from regulation.state_groups import RESULT_TOLD
from regulation.states import Action, Role, State
from store.cases import tickets
from store.messages import read_receipts
from store.readings.reading_lines import ReadingKind

if TYPE_CHECKING:
    from bot.context import Context
    from bot.ports import Card
    from bot.scene import Scene
    from bot.view import View
    from regulation.case import Actor
    from store.tables import HistoryLine, Ticket

UNKNOWN = "查无此工单。请核对工单号，或发送“我的异议”“我的待办”查看。"


def find(ctx: Context, number: str) -> Ticket:
    """The ticket of a number, for those with a part in it; the same refusal for unknown and for others' numbers."""
    ticket = tickets.get(ctx.session, number)
    rights = actors_of(ctx.session, ctx.person, ctx.now)
    if ticket is None or not any(has_part(ctx.session, ticket, actor) for actor in rights):
        raise Refusal(UNKNOWN)
    return ticket


def show(ctx: Context, ticket: Ticket, *, note: str = "") -> Card:
    """The ticket as the caller may see it now, with permitted acts; raises Refusal where it is not visible to them."""
    view = seen_by(ctx, read(ctx, ticket))
    note_reading(ctx, ReadingKind.CARD, ticket)
    if ctx.person.id == ticket.proposer_id and (ticket.state in RESULT_TOLD or view.to_tell):
        read_receipts.notice_seen(ctx.session, ticket.id, ctx.person.id, ctx.now)  # a read receipt (M14)
    if view.state is State.CLOSED and Action.EVALUATE in view.can and Role.PROPOSER in view.roles:
        return evaluation_card(view, ctx.now, note=note)
    return task_card(view, ctx.now, note=note, whole=True)


def stale(ctx: Context, ticket: Ticket, generation: int | None) -> Card | None:
    """The answer to a click on a stale card; None where the card is current, or nothing was clicked.

    Steps that do not change the handling (催办, 评价, 重算期限, 更正认定) make no card stale.
    """
    if generation is None or ticket.seq <= generation:
        return None
    facts = read(ctx, ticket)
    view = view_for(ctx, facts)
    known = lines_for(facts, view.scope) if view else facts.lines
    missed = [line for line in known if line.seq > generation and ACTS[line.action].ages_cards]
    return _moved_on(ctx, facts, missed[0]) if missed else None


def refused(ctx: Context, ticket: Ticket, action: Action, refusal: NotAllowedNow) -> Card:
    """The reason of a refusal, who acted first where somebody did, and the ticket's current state."""
    facts = read(ctx, ticket)
    done = [line for line in facts.lines if line.action is action and line.seq == _last_step(facts.lines)]
    if done:
        return _moved_on(ctx, facts, done[0])
    note_reading(ctx, ReadingKind.CARD, ticket)
    return task_card(seen_by(ctx, facts), ctx.now, note=refusal.text)


def _moved_on(ctx: Context, facts: Facts, line: HistoryLine) -> Card:
    """已由〈姓名〉于 10:32 收办, the current card, and the stale one redrawn as done."""
    view = seen_by(ctx, facts)
    note_reading(ctx, ReadingKind.CARD, facts.ticket)
    step = step_of(facts, line, view.scope)
    if ctx.call.card:
        ctx.post.redraw_clicked(ctx.call, done_card(view, step, ctx.now))
    return stale_card(view, step, ctx.now)


def read(scene: Scene, ticket: Ticket) -> Facts:
    scene.post.concerns(ticket)
    return facts_of(scene.session, scene.vault, scene.laws, ticket, scene.now)


def seen_by(ctx: Context, facts: Facts) -> View:
    """The view in the caller's own right, else as stand-in of an absent colleague; raises Refusal."""
    view = view_for(ctx, facts)
    if view is None:
        raise Refusal(UNKNOWN)
    return view


def view_for(ctx: Context, facts: Facts) -> View | None:
    """The same, None where the ticket is not visible to them."""
    return first_view(facts, actors_of(ctx.session, ctx.person, ctx.now))


def actor_for(ctx: Context, ticket: Ticket, action: Action) -> Actor | None:
    """The right in which the caller may do this now: their own first; None where they have none."""
    law, rights = ctx.laws.of(ticket), actors_of(ctx.session, ctx.person, ctx.now)
    return next((actor for actor in rights if may(ticket, action, actor, ctx.now, law)), None)


def _last_step(lines: Sequence[HistoryLine]) -> int:
    return max((line.seq for line in lines if ACTS[line.action].ages_cards), default=0)
