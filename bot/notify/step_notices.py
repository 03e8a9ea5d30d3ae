"""Notices of a step, in its transaction: to the proposer and whoever must act; stale cards are redrawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.acts.act import Audience
from bot.acts.registry import ACTS
from bot.cards.act_notes import note_to, note_to_proposer
from bot.cards.operator_cards import to_feed_back, to_telephone
from bot.cards.ticket_card import done_card, evaluation_card, gone_card, task_card
from bot.notify import proposer_card
from bot.notify.readers import Reader, actors_of, audiences_of, centre, ladder, people_of, proposer
from bot.outbound import Lane
from bot.visibility.projection import Facts, facts_of, first_view, step_of, view_of
from regulation.shanghai import local_date
from regulation.states import Action, State, Track
from store.messages import outbox
from store.people import persons

if TYPE_CHECKING:
    from bot.ports import Card
    from bot.scene import Scene
    from bot.view import View
    from regulation.decision import Decision
    from store.tables import CardRow, Person, Ticket


def notify_recipients(scene: Scene, ticket: Ticket, decision: Decision) -> Facts:
    """Redraw stale cards, then notify each recipient once, except the person who acted.

    Returns the ticket as everybody now sees it.
    """
    scene.post.concerns(ticket)
    facts = facts_of(scene.session, scene.vault, scene.laws, ticket, scene.now)
    action, doer = decision.action, decision.actor.person_id
    audiences = audiences_of(ticket, action)
    if ACTS[action].ages_cards and ticket.seq > 1:  # a new filing has no cards yet
        outbox.supersede(scene.session, ticket.id, ticket.seq)
        held = scene.post.held(ticket)
        if Audience.PROPOSER not in audiences and doer != ticket.proposer_id:
            held = proposer_card.keep_current(scene, facts, action, held)
        _redraw(scene, facts, held)
    elif ACTS[action].current is not None:
        proposer_card.correct_day(scene, facts, decision)
    told, sent = {doer}, set[int]()
    for audience in audiences:
        for rung in people_of(scene.session, ticket, audience, scene.now):
            if _notify_level(scene, facts, rung, action, audience, told, sent):
                break
    knows = ticket.proposer_id != 0 and ticket.proposer_id in (doer, *sent)
    if Audience.PROPOSER in audiences and not knows and ACTS[action].by_telephone:
        notify_desk(scene, facts, action, doer)
    return facts


def _notify_level(
    scene: Scene,
    facts: Facts,
    rung: Iterable[Reader],
    action: Action,
    audience: Audience,
    told: set[int],
    sent: set[int],
) -> bool:
    """Notify those of one level who were not notified before; whether anybody of it is informed."""
    known = False
    for reader in rung:
        who = reader.person.id
        if who not in told:
            told.add(who)
            if _notify(scene, facts, reader, action, audience):
                sent.add(who)
        known = known or who in sent or who == facts.lines[-1].actor_id
    return known


def notify_next_level(scene: Scene, ticket: Ticket, generation: int, refused: Collection[int]) -> bool:
    """Send a step's task to the next level after the platform has refused everybody of the level before (M7)."""
    facts = facts_of(scene.session, scene.vault, scene.laws, ticket, scene.now)
    step = next((line for line in facts.lines if line.seq == generation), None)
    if step is None or any(line.seq > generation and ACTS[line.action].ages_cards for line in facts.lines):
        return False
    for rung in ladder(scene.session, ticket, scene.now):
        left = [reader for reader in rung if reader.person.id not in refused]
        for reader in left:
            _notify(scene, facts, reader, step.action, Audience.HOLDER, generation)
        if left:
            return True
    return False


def tell_proposer(scene: Scene, ticket: Ticket, generation: int) -> None:
    """The notice of an earlier step, as of today; by the desk where no message reaches them and they must be told."""
    facts = facts_of(scene.session, scene.vault, scene.laws, ticket, scene.now)
    action = next(line.action for line in facts.lines if line.seq == generation)
    found = proposer(scene.session, ticket)
    reached = [_notify(scene, facts, reader, action, Audience.PROPOSER, generation) for reader in found]
    if not any(reached) and ACTS[action].by_telephone:
        notify_desk(scene, facts, action)


def send_task(scene: Scene, ticket: Ticket, person: Person, *, event: str, note: str = "") -> bool:
    """Send the current task card to another person (B when A has not received); False where that fails."""
    facts = facts_of(scene.session, scene.vault, scene.laws, ticket, scene.now)
    view = _seen(scene, facts, person)
    return view is not None and scene.post.notify(person, task_card(view, scene.now, note=note), event=event)


def _notify(
    scene: Scene, facts: Facts, reader: Reader, action: Action, audience: Audience, generation: int | None = None
) -> bool:
    view = view_of(facts, reader.actor)
    if view is None:
        return False
    mine = audience is Audience.PROPOSER
    title, note = note_to(view, action, audience)
    card = notice_card(view, scene.now, title, note, mine=mine)
    event, lane = f"{facts.ticket.number}:{generation or facts.ticket.seq}", Lane.RESULT if mine else Lane.TASK
    return scene.post.notify(reader.person, card, event=event, lane=lane)


def notify_desk(scene: Scene, facts: Facts, action: Action, doer: int = 0) -> None:
    """What the desk is to say to a proposer who can't be reached here, by whoever acted or any operator.

    By telephone, or where the city issued the order, by the city's own way (M8).
    """
    desk = centre(scene.session, local_date(scene.now))
    acting = [reader for reader in desk if reader.person.id == doer]
    for reader in acting or desk:
        view = view_of(facts, reader.actor)
        if view is not None:
            said = note_to_proposer(view, action)
            card = to_feed_back(view, scene.now, facts.ticket.city_order, *said)
            if view.track is Track.DISTRICT:
                card = to_telephone(view, scene.now, *said)
            event = f"{view.number}:{view.generation}:desk"
            scene.post.notify(reader.person, card, event=event, lane=Lane.RESULT)


def notice_card(view: View, now: datetime, title: str, note: str, *, mine: bool) -> Card:
    """A step's notice for one reader; `mine` for the proposer, who is asked to evaluate once it is closed."""
    if mine and view.state is State.CLOSED and Action.EVALUATE in view.can:
        return evaluation_card(view, now, title=title, note=note)
    return task_card(view, now, title=title, note=note)


def _redraw(scene: Scene, facts: Facts, held: Sequence[CardRow]) -> None:
    """Every holder of a stale card sees who acted, and the ticket as far as they may still read it.

    Who has left the directory is like somebody who never had a part in it.
    """
    holding = {row.person_id for row in held if row.person_id is not None}
    acting, line = persons.actors(scene.session, holding), facts.lines[-1]
    faces: dict[int, Card] = {}
    for person_id in holding:
        actor = acting.get(person_id)
        view = (view_of(facts, actor) or _as_deputy(scene, facts, person_id)) if actor else None
        step = step_of(facts, line, view.scope if view else None)
        number = facts.ticket.number
        faces[person_id] = done_card(view, step, scene.now) if view else gone_card(number, step)
    scene.post.redraw(facts.ticket, held, faces)


def _as_deputy(scene: Scene, facts: Facts, person_id: int) -> View | None:
    """What somebody reads in the right of an absent colleague."""
    person = persons.person(scene.session, person_id)
    return _seen(scene, facts, person) if person else None


def _seen(scene: Scene, facts: Facts, person: Person) -> View | None:
    return first_view(facts, actors_of(scene.session, person, scene.now))
