"""Notice to the centre of a catalogue error, in the transaction of the step that revealed it (M11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.correction_cards import correction_card
from bot.notify.readers import centre
from regulation.shanghai import local_date
from store.lists import correction_list

if TYPE_CHECKING:
    from bot.scene import Scene
    from regulation.decision import Decision
    from store.tables import Ticket

NOTE = "办理中发现数据目录登记的责任部门可能有误，请核对后更正目录，或认定无需更正。不影响工单的期限。"


def notify_operators(scene: Scene, ticket: Ticket, decision: Decision) -> None:
    """Notify every operator where this step opened an item; another ticket of an open item sends nothing."""
    item = correction_list.opened_at_step(scene.session, ticket.id, decision.seq)
    if item is None:
        return
    card = correction_card(item, scene.now, note=NOTE)
    for reader in centre(scene.session, local_date(scene.now)):
        scene.post.notify(reader.person, card, event=f"correction:{item.id}")
