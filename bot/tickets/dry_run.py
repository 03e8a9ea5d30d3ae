"""An act decided, recorded and notified as a trial: the real notices by the functions that make them, then undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.outbound import Post, Sent
from bot.tickets.perform import perform
from store.cases import tickets
from store.engine.session import savepoint
from store.files import attachments

if TYPE_CHECKING:
    from bot.context import Context
    from regulation.case import Actor
    from regulation.states import Action
    from store.tables import Ticket


class _Undone(Exception):
    """Ends the trial: nothing of it stays in the database."""


def would_send(
    ctx: Context, ticket: Ticket, action: Action, actor: Actor, given: Mapping[str, object] | None, draft_id: int
) -> tuple[Sent, ...]:
    """The notices that this act would send now, with the draft's files. Raises Refusal as the act itself does."""
    trial = replace(ctx, post=Post(ctx.session, ctx.vault, ctx.now, ctx.post.dialects))
    try:
        with savepoint(ctx.session):
            case = tickets.by_id(ctx.session, ticket.id)  # a copy of its own: the act changes it
            if case is None:
                raise LookupError(f"no ticket {ticket.id}")
            attachments.move_to_ticket(ctx.session, draft_id, case, case.seq + 1, ctx.now)
            perform(trial, case, action, actor, given)
            raise _Undone
    except _Undone:
        return tuple(trial.post.sent)
