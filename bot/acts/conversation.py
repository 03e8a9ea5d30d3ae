"""An act as a conversation: find, ask for what is missing, decide, record, show (habit 13)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from bot.act import act, actor_for, read, refused, seen_by, stale
from bot.acts.need_answers import asked_now, given_of, inputs_of
from bot.acts.need_fields import questions_for
from bot.acts.shorthand import stars, typed
from bot.cards.ticket import evaluation_card
from bot.choosing import Chosen, candidates_for, choose
from bot.forms import Form, start
from bot.picking import ask_again
from bot.ports import Card
from bot.questions import Draft
from regulation.decide import may, needs_of
from regulation.refusals import NotAllowedNow, NotYours
from regulation.states import Action
from store.cases import tickets
from store.engine.savepoint import whole_or_undone
from store.files import attachments

if TYPE_CHECKING:
    from bot.context import Context, Run
    from store.tables import Ticket

VERSION = 1


def run_of(action: Action, word: str) -> Run:
    """The command that does this act."""

    def run(ctx: Context, args: str) -> Card:
        none = f"现在没有您可以“{word}”的工单。请写明工单号，例如：{word} CN-20261122-0007"
        meant = choose(ctx, word, args, lambda: candidates_for(ctx, action), none=none)
        return meant if isinstance(meant, Card) else begin(ctx, meant, action)

    return run


def begin(ctx: Context, meant: Chosen, action: Action) -> Card:
    """Do it at once where nothing is missing, else ask; a click on a card that is no longer true does neither."""
    ticket = meant.ticket
    if meant.generation is not None and (card := stale(ctx, ticket, meant.generation)) is not None:
        return card
    actor, law = actor_for(ctx, ticket, action), ctx.laws.of(ticket)
    if not may(ticket, action, actor, ctx.now, law):
        return attempt(ctx, ticket, action, {})
    if action is Action.EVALUATE and "score" in ctx.call.values and stars(ctx.call) is None:
        return ask_again(evaluation_card(seen_by(ctx, read(ctx, ticket)), ctx.now))
    wanted = needs_of(ticket, action, actor, ctx.now, law)
    given = typed(ctx, ticket, action, meant.rest)
    return start(ctx, FORMS[action], ticket=ticket, answers=asked_now(ticket, wanted, law) | given)


def attempt(
    ctx: Context, ticket: Ticket, action: Action, given: Mapping[str, object], papers: Draft | None = None
) -> Card:
    """Do it, or say why not now and who was first; what is missing or nobody's right is raised as it is.

    The files of `papers` go with the step, so that its notices know of them; refused, they stay with the draft.
    """
    its_id = ticket.id
    try:
        if papers is None:
            return act(ctx, ticket, action, given)
        with whole_or_undone(ctx.session):
            attachments.move_to_ticket(ctx.session, papers.id, ticket.id, ticket.seq + 1)
            return act(ctx, ticket, action, given)
    except NotYours:
        raise
    except NotAllowedNow as refusal:
        return refused(ctx, _ticket_of(ctx, its_id) if papers else ticket, action, refusal)


def _ticket_of(ctx: Context, ticket_id: int) -> Ticket:
    found = tickets.by_id(ctx.session, ticket_id)
    if found is None:
        raise LookupError(f"no ticket {ticket_id}")
    return found


def _finish(action: Action) -> Callable[[Context, Draft], Card]:
    def finish(ctx: Context, draft: Draft) -> Card:
        ticket = draft.ticket or _ticket_of(ctx, draft.ticket_id or 0)
        given = given_of(inputs_of(action), draft.answers)
        papers = draft.id and attachments.of_draft(ctx.session, draft.id)
        return attempt(ctx, ticket, action, given, draft if papers else None)

    return finish


NOT_HERE = (
    Action.FILE,
    Action.ENTER_CITY_ORDER,
    Action.LINK,
    Action.SUPPLEMENT,
    Action.RECOMPUTE,
    Action.LAPSE,
    Action.LAPSE_CONFIRMATION,
)
FORMS: Mapping[Action, Form] = {
    action: Form(f"act:{action.name.lower()}", VERSION, action.value, questions_for(action), _finish(action))
    for action in Action
    if action not in NOT_HERE
}
