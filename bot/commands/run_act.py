"""Runs an act from a command or button: find, check for a stale card, check the right, then do it or ask for inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.acts.registry import ACTS
from bot.cards.act_notes import note_after
from bot.cards.ticket_card import done_card, evaluation_card, gone_card, parted_card, task_card
from bot.commands.preview_act import UNDERSTOOD, check_said, guessed, preview_of, ticket_of
from bot.context import Draft, Form
from bot.forms import drafts
from bot.forms.engine import ask_first, resume
from bot.language.list_choice import ask_again
from bot.language.punctuation import cut
from bot.language.said_sure import said_sure
from bot.needs.inline_arguments import stars, typed
from bot.needs.named_place import carried, offered, place_in, without_place
from bot.needs.need_answers import asked_now, first_empty, given_of, inputs_of
from bot.needs.need_fields import questions_for
from bot.notify.department_told import told
from bot.ports import Card
from bot.tickets.access import actor_for, read, refused, seen_by, stale, view_for
from bot.tickets.perform import perform
from bot.tickets.select import Chosen, candidates_for, choose
from bot.visibility.instructions import AUTHORS, is_instruction
from bot.visibility.projection import step_of
from regulation.act_groups import TO_DEPARTMENT
from regulation.decide import needs_of
from regulation.refusals import Incomplete, NotAllowedNow, NotYours
from regulation.roles import roles_on
from regulation.shanghai import local_date
from regulation.states import Action, Role
from store.engine.session import savepoint
from store.files import attachments

if TYPE_CHECKING:
    from bot.context import Context, Run
    from regulation.case import Actor
    from store.tables import Ticket

VERSION = 1


def command_of(action: Action) -> Run:
    """The command that does this act."""

    def run(ctx: Context, args: str) -> Card:
        none = f"现在没有您可以“{action}”的工单。请写明工单号，例如：{action} CN-20261122-0007"
        meant = choose(ctx, action.value, args, lambda: candidates_for(ctx, action), none=none)
        return meant if isinstance(meant, Card) else run_act(ctx, meant, action)

    return run


def run_act(ctx: Context, meant: Chosen, action: Action) -> Card:
    """Do the act where all inputs are given, else ask for them; a click on a stale card does neither."""
    ticket, form = meant.ticket, FORMS[action]
    if (late := stale(ctx, ticket, meant.generation)) is not None:
        return late
    actor = actor_for(ctx, ticket, action)
    if actor is None:
        return attempt(ctx, ticket, action, ctx.actor)  # the law gives the reason for the refusal
    if action is Action.EVALUATE and "score" in ctx.call.values and stars(ctx.call) is None:
        return ask_again(evaluation_card(seen_by(ctx, read(ctx, ticket)), ctx.now))
    rest, sure = said_sure(meant.rest) if meant.rest else ("", False)
    answers = typed(ctx, ticket, action, rest) if rest or ctx.call.values else {}
    if answers and (place := place_in(answers)) is not None:
        other = ACTS[action].elsewhere.get(place) if ctx.laws.of(ticket).rulebook.edition > 1 else None
        if other is not None:
            return run_act(ctx, replace(meant, rest=cut(meant.rest)[1]), other)
        answers = without_place(answers)
    is_guessed = bool(answers) and guessed(answers)
    waits = ctx.understood or is_guessed or (ACTS[action].preview and not (sure and meant.named))
    answers = {**answers, UNDERSTOOD: True} if ctx.understood else answers
    parked = drafts.parked_on(ctx, form.name, ticket.id) if form.questions or waits else None
    if form.questions:
        law = ctx.laws.of(ticket)
        answers = asked_now(ticket, needs_of(ticket, action, actor, ctx.now, law), law) | answers
        empty = first_empty(ctx, ticket, action, answers, parked.answers if parked else {})
        if empty is not None:
            return ask_first(ctx, form, ticket, answers, empty)
        waits = waits or bool(form.next_step(answers) or parked)
    if waits:
        return resume(ctx, form, ticket, answers, parked)
    try:
        return attempt(ctx, ticket, action, actor, given_of(inputs_of(action), answers) if answers else None)
    except Incomplete as refusal:
        return ask_first(ctx, form, ticket, answers, refusal)


def _becomes(action: Action) -> Callable[[Context, Draft], Form | None]:
    """Where the platform or the city is named in place of a department, that act's form goes on with the draft."""

    def becomes(ctx: Context, draft: Draft) -> Form | None:
        ticket, place = ticket_of(ctx, draft), place_in(draft.answers)
        other = offered(ctx, ticket, action).get(place) if place is not None else None
        actor = actor_for(ctx, ticket, other) if other is not None else None
        if other is None or actor is None:
            return None
        law = ctx.laws.of(ticket)
        asked = asked_now(ticket, needs_of(ticket, other, actor, ctx.now, law), law)
        draft.form, draft.answers = FORMS[other].name, asked | carried(draft.answers, other)
        return FORMS[other]

    return becomes


def attempt(
    ctx: Context, ticket: Ticket, action: Action, actor: Actor, given: Mapping[str, object] | None = None
) -> Card:
    """Do it, or say why it is refused and who acted first; missing inputs and missing rights are raised unchanged."""
    if action is Action.URGE:
        check_once_a_day(ctx, ticket, actor, given or {})
    try:
        return act(ctx, ticket, action, actor, given)
    except NotYours:
        raise
    except NotAllowedNow as refusal:
        return refused(ctx, ticket, action, refusal)


def check_once_a_day(ctx: Context, ticket: Ticket, actor: Actor, given: Mapping[str, object]) -> None:
    """M15: one 催办 a day and person; an instruction may follow a mere 催办. Raises NotAllowedNow."""
    today = local_date(ctx.now)
    instructs = bool(given.get("note")) and bool(roles_on(ticket, actor) & AUTHORS)
    for line in read(ctx, ticket).lines:
        again = line.action is Action.URGE and line.actor_id == ctx.person.id and local_date(line.at) == today
        if again and not (instructs and not is_instruction(line)):
            raise NotAllowedNow(
                f"{ticket.number} 今天您已经催办过，承办人已收到提醒；明天仍未办理的，可以再次催办。", clause="M15"
            )


def act(ctx: Context, ticket: Ticket, action: Action, actor: Actor, given: Mapping[str, object] | None = None) -> Card:
    """Do it and show the caller the new card; raises Refusal with the sentence to show."""
    with ctx.post.in_place(ctx.call):
        facts = perform(ctx, ticket, action, actor, given)
    view, number = view_for(ctx, facts), ticket.number
    if ctx.call.card:
        step = step_of(facts, facts.lines[-1], view.scope if view else None)
        face = done_card(view, step, ctx.now) if view else gone_card(number, step)
        ctx.post.redraw_clicked(ctx.call, face)
    if view is None:  # a colleague who returned it has no part in it any more
        return parted_card(number, action)
    note = note_after(view, action) + (told(ctx, ticket) if action in TO_DEPARTMENT else "")
    if action is Action.CONFIRM and Role.PROPOSER in view.roles and not view.evaluated:
        return evaluation_card(view, ctx.now, note=note)
    return task_card(view, ctx.now, note=note)


def _finish(action: Action) -> Callable[[Context, Draft], Card]:
    """What the form of an act does at its end. Attachments are stored with the step before its notices are built."""

    def finish(ctx: Context, draft: Draft) -> Card:
        card = done(ctx, draft)
        check_said(ctx, draft)
        return card

    def done(ctx: Context, draft: Draft) -> Card:
        ticket, given = ticket_of(ctx, draft), given_of(inputs_of(action), draft.answers)
        actor = actor_for(ctx, ticket, action) or ctx.actor
        if not attachments.of_draft(ctx.session, draft.id):
            return attempt(ctx, ticket, action, actor, given)
        try:
            with savepoint(ctx.session):
                attachments.move_to_ticket(ctx.session, draft.id, ticket, ticket.seq + 1, ctx.now)
                return act(ctx, ticket, action, actor, given)
        except NotYours:
            raise
        except NotAllowedNow as refusal:  # on refusal the files stay with the draft
            return refused(ctx, ticket_of(ctx, draft), action, refusal)

    return finish


FORMS: Mapping[Action, Form] = {
    action: Form(
        f"act:{action.name.lower()}",
        VERSION,
        action.value,
        questions_for(action),
        _finish(action),
        preview=preview_of(action),
        becomes=_becomes(action) if record.elsewhere else None,
    )
    for action, record in ACTS.items()
    if record.help
}
