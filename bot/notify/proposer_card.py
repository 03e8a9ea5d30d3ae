"""The proposer's newest card is always current: who holds the objection and when they will be notified (M5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.acts.registry import ACTS
from bot.cards.act_notes import note_to_proposer
from bot.cards.ticket_card import task_card
from bot.notify.readers import proposer
from bot.outbound import Lane
from bot.visibility.projection import view_of
from regulation.shanghai import local_date
from regulation.state_groups import RESULT_TO_COME
from regulation.states import Action, Role

if TYPE_CHECKING:
    from bot.scene import Scene
    from bot.visibility.projection import Facts
    from regulation.decision import Decision
    from store.tables import CardRow


def correct_day(scene: Scene, facts: Facts, decision: Decision) -> None:
    """The message named the day that begins with it; told on another day, the card is redrawn with the right one."""
    said = next((line.at for line in reversed(facts.lines) if line.action == decision.data.get("told")), None)
    found = proposer(scene.session, facts.ticket)
    view = view_of(facts, found[0].actor) if found else None
    if said is None or view is None or decision.data.get("told_on") == local_date(said).isoformat():
        return
    own = [row for row in scene.post.held(facts.ticket) if row.person_id == facts.ticket.proposer_id]
    if own:
        title, note = note_to_proposer(view, decision.action)
        scene.post.refresh(own[-1], task_card(view, scene.now, title=title, note=note))


def keep_current(scene: Scene, facts: Facts, action: Action, held: Sequence[CardRow]) -> Sequence[CardRow]:
    """Redraw the proposer's newest card in place after a step that sends them no message.

    Where it can't be redrawn a new card is sent; internal steps of the centre or a department do not change it.
    Returns the cards that are still to be redrawn as done.
    """
    own = [row for row in held if row.person_id == facts.ticket.proposer_id]
    if facts.lines[-1].seq in facts.withheld:
        return [row for row in held if row not in own]
    current = ACTS[action].current
    if not own and current is None:
        return held
    found = proposer(scene.session, facts.ticket)
    view = view_of(facts, found[0].actor) if found else None
    if view is None or view.roles != {Role.PROPOSER} or facts.ticket.state in RESULT_TO_COME:
        return held  # the result follows within a working day and has its own card
    rest = [row for row in held if row not in own]
    if current is None or (current.in_place_only and not (own and scene.post.can_refresh(own[-1]))):
        return rest
    title, note = note_to_proposer(view, action)
    card = task_card(view, scene.now, title=title, note=note)
    if own:
        scene.post.refresh(own[-1], card)
        return [*rest, *own[:-1]]
    scene.post.notify(found[0].person, card, event=f"{view.number}:{view.generation}", lane=Lane.RESULT)
    return rest
