"""Who is told what after a step, in its own transaction: the proposer, whoever must act, and whose card is spent."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.audiences import AGES_NO_CARD, BY_TELEPHONE, Audience, audiences_of, readers_of
from bot.cards.notes import note_to_holder, note_to_proposer
from bot.cards.ticket import done_card, evaluation_card, gone_card, task_card
from bot.post import Lane
from bot.projection import Facts, facts_of, step_of, view_of
from bot.roster import Reader, actors_of, centre
from regulation.shanghai import local_date
from regulation.states import Action, State
from store import people

if TYPE_CHECKING:
    from bot.act import Scene
    from bot.cards.view import View
    from bot.ports import Card
    from regulation.decision import Decision
    from store.tables import Person, Ticket


def tell(scene: Scene, ticket: Ticket, decision: Decision) -> Facts:
    """Redraw the cards that are no longer true, then tell each person concerned once, the doer excepted.

    Returns the ticket as everybody now sees it.
    """
    facts = facts_of(scene.session, scene.vault, scene.laws, ticket, scene.now)
    if decision.action not in AGES_NO_CARD and ticket.seq > 1:  # nobody holds a card of what was just filed
        scene.post.withdraw(ticket)
        _redraw(scene, facts)
    audiences = audiences_of(ticket, decision.action)
    told, sent = {decision.actor.person_id}, set()
    for audience in audiences:
        for reader in readers_of(scene.session, ticket, audience, scene.now):
            if reader.person.id not in told:
                told.add(reader.person.id)
                if _tell(scene, facts, reader, decision.action, audience):
                    sent.add(reader.person.id)
    if Audience.PROPOSER in audiences and not _heard(ticket, decision, sent):
        _tell_desk(scene, facts, decision)
    return facts


def send_task(scene: Scene, ticket: Ticket, person: Person, *, event: str, note: str = "") -> bool:
    """The ticket's task card once more, to somebody else (B when A has not received); False where it can't go."""
    facts = facts_of(scene.session, scene.vault, scene.laws, ticket, scene.now)
    view = _seen(scene, facts, person)
    return view is not None and scene.post.notify(person, task_card(view, scene.now, note=note), event=event)


def _tell(scene: Scene, facts: Facts, reader: Reader, action: Action, audience: Audience) -> bool:
    view = view_of(facts, reader.actor)
    if view is None:
        return False
    mine = audience is Audience.PROPOSER
    title, note = (note_to_proposer if mine else note_to_holder)(view, action)
    card = _card(view, scene.now, title, note, mine)
    event, lane = f"{facts.ticket.number}:{facts.ticket.seq}", Lane.RESULT if mine else Lane.TASK
    return scene.post.notify(reader.person, card, event=event, lane=lane)


def _heard(ticket: Ticket, decision: Decision, sent: set[int]) -> bool:
    """Whether the proposer knows: told here, or the very one who did it."""
    doer = decision.actor.person_id
    return ticket.proposer_id != 0 and (ticket.proposer_id in sent or ticket.proposer_id == doer)


def _tell_desk(scene: Scene, facts: Facts, decision: Decision) -> None:
    """A proposer who has no account, or can't be reached, is told by telephone: by whoever acted, or any operator."""
    if decision.action not in BY_TELEPHONE:
        return
    desk = centre(scene.session, local_date(scene.now))
    acting = [reader for reader in desk if reader.person.id == decision.actor.person_id]
    for reader in acting or desk:
        view = view_of(facts, reader.actor)
        if view is not None:
            title, note = note_to_proposer(view, decision.action)
            words = f"提出方在这里无法送达，请按登记的联系方式告知：{title}。{note}"
            card = task_card(view, scene.now, title=f"请电话告知 {view.number}", note=words)
            event = f"{view.number}:{view.generation}:desk"
            scene.post.notify(reader.person, card, event=event, lane=Lane.RESULT)


def _card(view: View, now: datetime, title: str, note: str, mine: bool) -> Card:
    if mine and view.state is State.CLOSED and Action.EVALUATE in view.can:
        return replace(evaluation_card(view, now, note=note), title=title)
    return task_card(view, now, title=title, note=note)


def _redraw(scene: Scene, facts: Facts) -> None:
    """Everybody who holds an older card sees who acted, and the ticket as far as they may still see it."""
    held = scene.post.held(facts.ticket)
    acting = people.actors(scene.session, {row.person_id for row in held if row.person_id is not None})
    line, faces = facts.lines[-1], {}
    for person_id, actor in acting.items():
        view = view_of(facts, actor) or _as_deputy(scene, facts, person_id)
        step = step_of(facts, line, view.scope if view else None)
        faces[person_id] = done_card(view, step, scene.now) if view else gone_card(facts.ticket.number, step, scene.now)
    scene.post.redraw(facts.ticket, held, faces)


def _as_deputy(scene: Scene, facts: Facts, person_id: int) -> View | None:
    """What somebody sees in the right of an absent colleague."""
    person = people.person(scene.session, person_id)
    return _seen(scene, facts, person) if person else None


def _seen(scene: Scene, facts: Facts, person: Person) -> View | None:
    views = (view_of(facts, actor) for actor in actors_of(scene.session, person, scene.now))
    return next((view for view in views if view is not None), None)
