"""A person's drafts as the conversation sees them; every change is in the store before the answer is spoken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.context import Draft
from bot.ports import Call
from store.cases import stored_drafts as stored
from store.cases import tickets

if TYPE_CHECKING:
    from bot.context import Context
    from store.tables import Draft as Row

PIECE = "+"  # marks what a question answered in pieces has gathered, beside the answers


def create(ctx: Context, form: str, version: int, ticket_id: int | None) -> Draft:
    """A new active draft; one that was active is parked."""
    row = stored.start(
        ctx.session,
        ctx.vault,
        person_id=ctx.person.id,
        form=form,
        form_version=version,
        now=ctx.now,
        ticket_id=ticket_id,
    )
    return _seen(ctx, row)


def save(ctx: Context, draft: Draft) -> None:
    """Store answers, pieces and the open question; takes a parked draft up again where its state says active."""
    row = _row(ctx, draft)
    row.form_version = draft.version
    if draft.state == "active":
        stored.resume(ctx.session, row, ctx.now)
    pieces = {PIECE + name: value for name, value in draft.partial.items()}
    stored.save(ctx.session, ctx.vault, row, answers=draft.answers | pieces, step=draft.step, now=ctx.now)


def active(ctx: Context) -> Draft | None:
    row = stored.active(ctx.session, ctx.person.id)
    return _seen(ctx, row) if row else None


def parked(ctx: Context) -> list[Draft]:
    """Drafts set aside, the last touched first; those whose form is no longer known are left out."""
    known = {name for name, _ in ctx.forms}
    rows = stored.parked(ctx.session, ctx.person.id)
    return [_seen(ctx, row) for row in rows if row.form in known]


def parked_on(ctx: Context, form: str, ticket_id: int | None) -> Draft | None:
    """The parked draft of one form, on one ticket where it belongs to one."""
    return next((d for d in parked(ctx) if d.form == form and d.ticket_id == ticket_id), None)


def anew(draft: Draft) -> Draft:
    """The same draft, to be read again before it is written: what was done to its row has been undone."""
    draft.row = None
    return draft


def find(ctx: Context, draft_id: int) -> Draft | None:
    """This person's draft of this number, in whatever state; nobody finds another's."""
    row = stored.get(ctx.session, draft_id)
    return _seen(ctx, row) if row is not None and row.person_id == ctx.person.id else None


def take_up(ctx: Context, draft: Draft) -> None:
    """Make a parked draft the active one."""
    stored.resume(ctx.session, _row(ctx, draft), ctx.now)
    draft.state = "active"


def park(ctx: Context) -> Draft | None:
    """Set the active draft aside; returns it where there was one."""
    row = stored.park(ctx.session, ctx.person.id, ctx.now)
    return _seen(ctx, row) if row else None


def submitted(ctx: Context, draft: Draft) -> None:
    """The draft has become what it was for; a second press of 提交 finds that."""
    row = _row(ctx, draft)
    row.ticket_id = draft.ticket_id
    stored.submit(ctx.session, row, ctx.now)
    draft.state = "submitted"


def cancelled(ctx: Context, draft: Draft) -> None:
    stored.cancel(ctx.session, _row(ctx, draft), ctx.now)
    draft.state = "cancelled"


def came_to(ctx: Context, draft: Draft) -> str:
    """Which ticket a submitted draft has become, as a sentence; "" where there is none."""
    if draft.state != "submitted" or draft.ticket_id is None:
        return ""
    ticket = tickets.by_id(ctx.session, draft.ticket_id)
    return f"工单号 {ticket.number}。" if ticket else ""


def spoken(call: Call, name: str, option: str) -> Call:
    """The call as if the option written behind the command had been clicked, whatever the list beside it holds."""
    return replace(call, values={name: tuple(option.split(","))}) if option else call


def _row(ctx: Context, draft: Draft) -> Row:
    row = draft.row or stored.get(ctx.session, draft.id)
    if row is None:
        raise LookupError(f"draft {draft.id} is gone")
    return row


def _seen(ctx: Context, row: Row) -> Draft:
    kept = stored.answers(ctx.vault, row)
    return Draft(
        id=row.id,
        form=row.form,
        version=row.form_version,
        ticket_id=row.ticket_id,
        state=row.state,
        step=row.step,
        answers={name: value for name, value in kept.items() if not name.startswith(PIECE)},
        partial={name.removeprefix(PIECE): value for name, value in kept.items() if name.startswith(PIECE)},
        row=row,
    )
