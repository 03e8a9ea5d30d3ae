"""A person's drafts; every change is stored before the answer is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.context import MARK, Answers, Draft, Form
from bot.outbound import answer_name
from bot.ports import Call
from store.cases import stored_drafts as stored
from store.cases import tickets

if TYPE_CHECKING:
    from bot.context import Context
    from store.tables import Draft as Row

BY = f"{MARK}by"  # internal key: the answer to this message shows the draft as it was last stored
PIECE = "+"  # marks the pieces gathered for a question, stored beside the answers


def create(ctx: Context, form: Form, ticket_id: int | None, answers: Answers | None = None, step: str = "") -> Draft:
    """Create an active draft; the draft that was active is parked."""
    row = stored.start(
        ctx.session,
        ctx.vault,
        person_id=ctx.person.id,
        form=form.name,
        form_version=form.version,
        now=ctx.now,
        ticket_id=ticket_id,
        step=step,
        answers={**(answers or {}), BY: answer_name(ctx.call)},
    )
    return _seen(ctx, row)


def save(ctx: Context, draft: Draft) -> None:
    """Store answers, pieces and the open question; state active also resumes a parked draft."""
    row = _row(ctx, draft)
    row.form, row.form_version = draft.form, draft.version
    if draft.state == "active":
        stored.resume(ctx.session, row, ctx.now)
    draft.answers[BY] = answer_name(ctx.call)
    pieces = {PIECE + name: value for name, value in draft.partial.items()}
    stored.save(ctx.session, ctx.vault, row, answers=draft.answers | pieces, step=draft.step, now=ctx.now)


def active(ctx: Context) -> Draft | None:
    row = stored.active(ctx.session, ctx.person.id)
    return _seen(ctx, row) if row else None


def parked(ctx: Context) -> list[Draft]:
    """Parked drafts, the most recently changed first; those of an unknown form are left out."""
    known = {name for name, _ in ctx.forms}
    rows = stored.parked(ctx.session, ctx.person.id)
    return [_seen(ctx, row) for row in rows if row.form in known]


def parked_on(ctx: Context, form: str, ticket_id: int | None) -> Draft | None:
    """The parked draft of one form, for one ticket where the form belongs to a ticket."""
    return next((d for d in parked(ctx) if d.form == form and d.ticket_id == ticket_id), None)


def anew(draft: Draft) -> Draft:
    """Reload the draft before it is written, after its row was rolled back."""
    draft.row = None
    return draft


def find(ctx: Context, draft_id: int) -> Draft | None:
    """This person's draft with this id, in any state; other people's drafts are never found."""
    row = stored.get(ctx.session, draft_id)
    return _seen(ctx, row) if row is not None and row.person_id == ctx.person.id else None


def take_up(ctx: Context, draft: Draft) -> None:
    """Make a parked draft active."""
    stored.resume(ctx.session, _row(ctx, draft), ctx.now)
    draft.state = "active"


def park(ctx: Context) -> Draft | None:
    """Park the active draft; returns it where there was one."""
    row = stored.park(ctx.session, ctx.person.id, ctx.now)
    return _seen(ctx, row) if row else None


def submitted(ctx: Context, draft: Draft) -> None:
    """Mark the draft submitted, so that a second press of 提交 is detected."""
    row = _row(ctx, draft)
    row.ticket_id = draft.ticket_id
    stored.submit(ctx.session, row, ctx.now)
    draft.state = "submitted"


def cancelled(ctx: Context, draft: Draft) -> None:
    stored.cancel(ctx.session, _row(ctx, draft), ctx.now)
    draft.state = "cancelled"


def came_to(ctx: Context, draft: Draft) -> str:
    """The ticket that a submitted draft became, as a sentence; "" where there is none."""
    if draft.state != "submitted" or draft.ticket_id is None:
        return ""
    ticket = tickets.by_id(ctx.session, draft.ticket_id)
    return f"工单号 {ticket.number}。" if ticket else ""


def spoken(call: Call, name: str, option: str) -> Call:
    """The call as if the option named behind the command had been clicked; the list's own selection is ignored."""
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
