"""发送台账: dead letters and failed callbacks for operators, who can retry them; every retry is logged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from flask import Blueprint, abort, redirect, render_template, session
from flask.typing import ResponseReturnValue

from bot.language import date_text
from bot.notify.readers import in_right
from regulation.states import Role
from store.lists import audit
from store.messages import inbox, outbox
from store.people import persons
from store.protection import retention_lists
from store.readings.reading_lines import ReadingKind
from store.upkeep import operator_log
from web import csrf
from web.login import account, signed_in
from web.page_reading import note_reading
from web.pages.deeds import deeds
from web.pages.ledger_lines import unread_lines, unsent_lines
from web.site import current_site

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from regulation.case import Actor
    from store.tables import InboxRow, OutboxRow

ledger = Blueprint("ledger", __name__)
log = structlog.get_logger(__name__)

CENTRE = {Role.OPERATOR, Role.DIRECTOR}
MAY = CENTRE | {Role.ADMINISTRATOR}
MOST = 1000  # most messages retried at once


@ledger.get("/ledger")
@signed_in
def show() -> ResponseReturnValue:
    """Dead letters, failed callbacks, and the log of earlier retries."""
    site = current_site()
    said = session.pop("said", "")
    with site.store.read() as db:
        unsent, unread = outbox.dead(db), inbox.failed(db)
        named = bool(_reader(db).roles & CENTRE)
        page = render_template(
            "ledger.html",
            unsent=list(unsent_lines(db, unsent, named)),
            unread=list(unread_lines(db, unread)),
            dead=audit.dead_messages(db),
            failed=audit.failed_calls(db),
            past=deeds(db, operator_log.recent(db, without=operator_log.ADMINISTRATIVE), named=named),
            waiting=outbox.unsent(db),
            coming=inbox.waiting(db),
            form=csrf.token(),
            said=said,
            **_archive(db, named),
        )
    note_reading(ReadingKind.LEDGER, what=_shown("未送达", unsent) + _shown("未处理", unread))
    return page


def _shown(title: str, rows: Sequence[OutboxRow | InboxRow]) -> str:
    """Whose names were on the page, by the numbers of its rows."""
    return f"{title}第{'、'.join(str(row.id) for row in rows)}条；" if rows else ""


def _archive(db: Session, named: bool) -> dict[str, Any]:
    """待归档: tickets past their retention whose archive is missing, so that nothing of them is erased (M4)."""
    site = current_site()
    before = site.clock.now() - timedelta(days=site.retention_days)
    if not site.retention_days:
        return {"unarchived": [], "to_archive": 0}
    found = retention_lists.unarchived(db, before) if named else []
    lines = [(each.number, date_text.stamp(each.closed_at)) for each in found]
    return {"unarchived": lines, "to_archive": retention_lists.count_unarchived(db, before)}


@ledger.post("/ledger/unsent/<int:parcel>")
@signed_in
def revive(parcel: int) -> ResponseReturnValue:
    """重发: queue a dead letter again; idempotent between operators."""
    return _act(operator_log.REVIVE, parcel)


@ledger.post("/ledger/unsent/all")
@signed_in
def revive_all() -> ResponseReturnValue:
    """全部重发: queue all dead letters again, each with its own log entry."""
    csrf.expect_own()
    site = current_site()
    now = site.clock.now()
    with site.store.write() as db:
        by = _reader(db)
        done = [row.id for row in outbox.dead(db, MOST) if _put_back(db, operator_log.REVIVE, row.id, by, now)]
    session["said"] = f"{len(done)}条已重新排队。"
    return redirect("/ledger")


@ledger.post("/ledger/unread/<int:message>")
@signed_in
def release(message: int) -> ResponseReturnValue:
    """重新处理: queue a failed callback again."""
    return _act(operator_log.RELEASE, message)


def _act(act: str, row: int) -> ResponseReturnValue:
    csrf.expect_own()
    site = current_site()
    with site.store.write() as db:
        by = _reader(db)  # checked now, not when the page was opened
        done = _put_back(db, act, row, by, site.clock.now())
        session["said"] = f"第{row}条已重新排队。" if done else _too_late(db, act, row)
    return redirect("/ledger")


def _put_back(db: Session, act: str, row: int, by: Actor, now: datetime) -> bool:
    """Retry and log it, with who did it and for whom; False where it is not on the ledger any more."""
    done = (outbox.revive if act == operator_log.REVIVE else inbox.release)(db, row, now)
    if done:
        absent = persons.person(db, by.acting_for) if by.acting_for else None
        operator_log.note(
            db, act, row, by=by.person_id, now=now, text=f"第{row}条" + (f"，代{absent.name}" if absent else "")
        )
        log.info("queued again", act=act, row=row, person=by.person_id)
    return done


def _too_late(db: Session, act: str, row: int) -> str:
    """Somebody else was first, or it has been sent meanwhile."""
    entry = operator_log.last_of(db, act, row)
    if entry is None:
        return f"第{row}条已不在台账上。"
    (deed,) = deeds(db, [entry])
    return f"第{row}条已由{deed.who}于 {deed.at} {deed.what}。"


def _reader(db: Session) -> Actor:
    """The person signed in, with a right to the ledger of their own or as stand-in; else 404."""
    person = persons.by_account(db, *account())
    by = in_right(db, person, MAY, current_site().clock.now()) if person else None
    return by or abort(404)
