"""Who of the department a transfer reached at once: its officers, else its leader, else only the centre (M7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.notify.readers import Reader, ladder
from bot.outbound import next_account
from regulation.states import Role

if TYPE_CHECKING:
    from bot.scene import Scene
    from store.tables import Ticket


def told(scene: Scene, ticket: Ticket) -> str:
    """A sentence for the centre: a limit that runs while nobody of the department was told is the centre's call."""
    first = next((rung for rung in ladder(scene.session, ticket, scene.now) if _reached(scene, rung)), [])
    roles = {
        role for reader in first if reader.actor.department_id == ticket.department_id for role in reader.actor.roles
    }
    if Role.OFFICER in roles:
        return "已通知其联络专员。"
    if Role.LEADER in roles:
        return "该部门没有能收到消息的联络专员，已改为通知其分管领导。"
    call = f"请今天电话通知该部门，并发送“致电登记 {ticket.number} 受话人 通话情况”登记"
    return f"该部门没有能收到消息的联络专员和分管领导，尚无人收到：{call}。期限自转交起算，不因此顺延。"


def _reached(scene: Scene, rung: list[Reader]) -> bool:
    return any(next_account(reader.person, scene.post.dialects) is not None for reader in rung)
