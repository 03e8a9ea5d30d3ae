"""Notes who read what in the chat; the lines are written with the answer, or the answer is not sent (个保法 51条)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.readings.reading_lines import ReadBy, Reading, ReadingKind

if TYPE_CHECKING:
    from bot.context import Context
    from store.tables import Ticket

PLACES = {"wecom": "企业微信聊天", "dingtalk": "钉钉聊天"}


def note_reading(ctx: Context, kind: ReadingKind, ticket: Ticket | None = None, what: str = "") -> None:
    """One line of this answer; a refusal takes it back, because nothing is shown then."""
    call = ctx.call
    by = ReadBy.of(ctx.person, f"{call.platform}:{call.user}", PLACES.get(call.platform, f"{call.platform}聊天"))
    line = Reading(kind, by, ticket.id, ticket.number, what) if ticket is not None else Reading(kind, by, what=what)
    if line not in ctx.post.readings:
        ctx.post.readings.append(line)
