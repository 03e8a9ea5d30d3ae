"""Repeats an unread result: first in the same chat, then on the proposer's next account (M14)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from bot.cards.act_notes import note_to_proposer
from bot.notify.readers import proposer
from bot.notify.step_notices import notice_card
from bot.outbound import Lane
from bot.visibility.projection import facts_of, view_of
from regulation.states import Action

if TYPE_CHECKING:
    from bot.ports import Card
    from bot.scene import Scene
    from store.tables import Person, Ticket

AGAIN = "请阅知办理结果"


def repeat_in_chat(scene: Scene, ticket: Ticket, generation: int) -> bool:
    """Send the result again to the chat where it is unread; False where there is none, or it was repeated before."""
    said = _notice(scene, ticket, AGAIN)
    event = f"{ticket.number}:{generation}:again"
    return said is not None and scene.post.notify(*said, event=event, lane=Lane.REMINDER)


def send_to_next_account(scene: Scene, ticket: Ticket, generation: int, been: Collection[str]) -> bool:
    """Send the result to the next account in the directory; False where all have been tried."""
    said = _notice(scene, ticket)
    event = f"{ticket.number}:{generation}"
    return said is not None and scene.post.notify(*said, event=event, lane=Lane.RESULT, beyond=been)


def _notice(scene: Scene, ticket: Ticket, title: str = "") -> tuple[Person, Card] | None:
    found = proposer(scene.session, ticket)
    facts = facts_of(scene.session, scene.vault, scene.laws, ticket, scene.now)
    view = view_of(facts, found[0].actor) if found else None
    if view is None:
        return None
    first, note = note_to_proposer(view, Action.NOTIFY)
    return found[0].person, notice_card(view, scene.now, title or first, note, mine=True)
