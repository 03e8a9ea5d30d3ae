"""送达: a notice that reached the proposer tells them, and begins their limit (M14, own rule)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.tickets.perform import perform
from bot.visibility.withheld_steps import withheld
from regulation.case import SYSTEM
from regulation.shanghai import local_date
from regulation.states import Action
from store.cases import history, tickets

if TYPE_CHECKING:
    from bot.scene import Scene


def record_delivery(scene: Scene, ticket_id: int, generation: int, person_id: int) -> bool:
    """Record that a message of this generation reached this person; whether it told the proposer something.

    A message older than the notice tells nothing of it, nor does one to anybody but the proposer.
    """
    ticket = tickets.by_id(scene.session, ticket_id)
    if ticket is None or not ticket.to_tell or not person_id or person_id != ticket.proposer_id:
        return False
    lines = history.lines(scene.session, ticket)
    said = next((line.seq for line in reversed(lines) if line.action == ticket.to_tell), 0)
    today = local_date(scene.now)
    if generation < said or said in withheld(ticket, lines, scene.laws.of(ticket), today):
        return False
    perform(scene, ticket, Action.TOLD, SYSTEM)
    return True
