"""Who is told what after a step, in its own transaction: the proposer, whoever must act, and whose card is spent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.cards.notes import note_to_holder, note_to_proposer
from bot.cards.ticket import done_card, evaluation_card, gone_card, task_card
from bot.post import Lane
from bot.projection import Facts, facts_of, step_of, view_of
from bot.roster import Reader, actors_of, everybody, holders, judges, proposer, related
from regulation.states import Action, State
from store import people

if TYPE_CHECKING:
    from bot.act import Scene
    from bot.cards.view import View
    from bot.ports import Card
    from regulation.decision import Decision
    from store.tables import Person, Ticket


class Audience(StrEnum):
    """Those who are told something because of what they are to the ticket."""

    PROPOSER = "提出方"
    HOLDER = "该办理的人"
    DEPARTMENT = "责任部门"
    JUDGE = "该批准的人"
    RELATED = "关联部门"


P, H, D, J, R = Audience
AFTER: Mapping[Action, tuple[Audience, ...]] = {
    Action.FILE: (H,),
    Action.ENTER_CITY_ORDER: (H,),
    Action.ACCEPT: (P,),
    Action.DECLINE: (P,),
    Action.ASK_SUPPLEMENT: (P,),
    Action.SUPPLEMENT: (H,),
    Action.LAPSE: (P, H),
    Action.JUSTIFY: (P,),
    Action.ABANDON: (P,),
    Action.BLAME_PLATFORM: (P,),
    Action.HAND_TO_CITY: (P,),
    Action.TRANSFER: (H,),
    Action.RULE: (H,),
    Action.DISPATCH: (H,),
    Action.TAKE_BACK: (H,),
    Action.RETURN: (H,),
    Action.REPLY_REPAIR: (P,),
    Action.REPLY_CORRECT: (H,),
    Action.REPLY_COOPERATE: (P,),
    Action.REPLY_SPECIAL: (P,),
    Action.COOPERATE: (H,),
    Action.CONSENT: (H, D),
    Action.REFUSE_SPECIAL: (H,),
    Action.REQUEST_JOINT: (J,),
    Action.APPROVE_JOINT: (D, R),
    Action.REFUSE_JOINT: (D,),
    Action.FINISH_RELATED: (D,),
    Action.EXTEND: (P,),  # beyond the cap: those who judge it
    Action.APPROVE_EXTENSION: (H, P),
    Action.REFUSE_EXTENSION: (H,),
    Action.FINISH_REPAIR: (H,),
    Action.NOTIFY: (P,),
    Action.CONFIRM: (D,),
    Action.REJECT: (H,),
    Action.LAPSE_CONFIRMATION: (P, D),
    Action.WITHDRAW: (D,),
    Action.URGE: (H,),
    Action.REOPEN: (P, H),
    Action.RECOMPUTE: (P, H),
}
AGES_NO_CARD = frozenset({Action.URGE, Action.EVALUATE, Action.CORRECT_VERDICT, Action.RECOMPUTE})


def tell(scene: Scene, ticket: Ticket, decision: Decision) -> Facts:
    """Redraw the cards that are no longer true, then tell each person concerned once, the doer excepted.

    Returns the ticket as everybody now sees it.
    """
    facts = facts_of(scene.session, scene.vault, scene.laws, ticket, scene.now)
    if decision.action not in AGES_NO_CARD:
        scene.post.withdraw(ticket)
        _redraw(scene, facts)
    told = {decision.actor.person_id}
    for audience in _audiences(ticket, decision.action):
        for reader in _readers(scene, ticket, audience):
            if reader.person.id not in told:
                told.add(reader.person.id)
                _tell(scene, facts, reader, decision.action, audience)
    return facts


def send_task(scene: Scene, ticket: Ticket, person: Person, *, event: str, note: str = "") -> bool:
    """The ticket's task card once more, to somebody else (B when A has not received); False where it can't go."""
    facts = facts_of(scene.session, scene.vault, scene.laws, ticket, scene.now)
    view = _seen(scene, facts, person)
    return view is not None and scene.post.notify(person, task_card(view, scene.now, note=note), event=event)


def _tell(scene: Scene, facts: Facts, reader: Reader, action: Action, audience: Audience) -> None:
    view = view_of(facts, reader.actor)
    if view is None:
        return
    mine = audience is Audience.PROPOSER
    title, note = (note_to_proposer if mine else note_to_holder)(view, action)
    card = _card(view, scene.now, title, note, mine)
    event, lane = f"{facts.ticket.number}:{facts.ticket.seq}", Lane.RESULT if mine else Lane.TASK
    scene.post.notify(reader.person, card, event=event, lane=lane)


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


def _audiences(ticket: Ticket, action: Action) -> tuple[Audience, ...]:
    if action is Action.EXTEND and ticket.pending:
        return (Audience.JUDGE,)
    return AFTER.get(action, ())


def _readers(scene: Scene, ticket: Ticket, audience: Audience) -> list[Reader]:
    session, now = scene.session, scene.now
    match audience:
        case Audience.PROPOSER:
            return proposer(session, ticket)
        case Audience.HOLDER:
            return holders(session, ticket, now)
        case Audience.DEPARTMENT:
            return everybody(session, ticket, now)
        case Audience.JUDGE:
            return judges(session, ticket, now)
        case Audience.RELATED:
            return related(session, ticket, now)
