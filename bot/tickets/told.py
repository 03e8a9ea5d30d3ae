"""送达: a notice that reached the proposer tells them, and begins their limit (M14, own rule)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.tickets.perform import perform
from bot.visibility.withheld_steps import withheld
from regulation.case import SYSTEM
from regulation.shanghai import local_date
from regulation.states import Action
from store.cases import history, tickets
from store.messages import delivery_proof, read_receipts

if TYPE_CHECKING:
    from bot.scene import Scene
    from store.tables import Ticket


def record_delivery(scene: Scene, ticket_id: int, generation: int, person_id: int) -> bool:
    """Record that a message of this generation reached this person; whether it told the proposer something.

    A message older than the notice tells nothing of it, nor does one to anybody but the proposer.
    """
    ticket = tickets.by_id(scene.session, ticket_id)
    if ticket is None or not person_id or person_id != ticket.proposer_id:
        return False
    said = _notice_shown(scene, ticket)
    if said is None or generation < said:
        return False
    perform(scene, ticket, Action.TOLD, SYSTEM)
    return True


def record_reading(scene: Scene, ticket: Ticket, person_id: int) -> None:
    """Record that this person has read the result notices; the proposer has then been told, whatever was reported."""
    read_receipts.notice_seen(scene.session, ticket.id, person_id, scene.now)
    delivery_proof.mark_read(scene.session, ticket.id, person_id, scene.now)
    if ticket.proposer_id == person_id and _notice_shown(scene, ticket) is not None:
        perform(scene, ticket, Action.TOLD, SYSTEM)


def _notice_shown(scene: Scene, ticket: Ticket) -> int | None:
    """The step of the notice that is still to be told; None for none, or for an indefinite reply on its day."""
    if not ticket.to_tell:
        return None
    lines = history.lines(scene.session, ticket)
    said = next((line.seq for line in reversed(lines) if line.action == ticket.to_tell), 0)
    return None if said in withheld(ticket, lines, scene.laws.of(ticket), local_date(scene.now)) else said
