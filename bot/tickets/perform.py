"""Decide, record, notify: the single path by which every act of the law is performed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.notify import correction_notice, step_notices, verdict_notice
from regulation.act_groups import DEFINITE_REPLIES, TO_DEPARTMENT
from regulation.case import SYSTEM
from regulation.decide import decide
from regulation.states import Action
from store.cases import tickets

if TYPE_CHECKING:
    from bot.scene import Scene
    from bot.visibility.projection import Facts
    from regulation.case import Actor
    from store.tables import Ticket


def perform(
    scene: Scene, ticket: Ticket, action: Action, actor: Actor, given: Mapping[str, object] | None = None
) -> Facts:
    """Returns the updated ticket; raises Refusal before anything is written.

    Acts of the system (告知结果, 补正逾期 …) are performed here too.
    """
    law = scene.laws.of(ticket)
    decision = decide(ticket, action, actor, scene.now, law, given)
    tickets.record(scene.session, scene.vault, ticket, decision, law, scene.caller)
    scene.post.acted.add(ticket.number)
    if action in (*TO_DEPARTMENT, *DEFINITE_REPLIES):
        correction_notice.notify_operators(scene, ticket, decision)
    if action is Action.CORRECT_VERDICT:
        verdict_notice.tell_corrected(scene, ticket, decision)
    facts = step_notices.notify_recipients(scene, ticket, decision)
    if decision.changes.get("to_tell") and decision.actor.person_id == ticket.proposer_id:  # who does it has been told
        return perform(scene, ticket, Action.TOLD, SYSTEM)
    return facts
