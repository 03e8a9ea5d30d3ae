"""审计: who read what, deeds, and for auditors every case; each look is itself a reading (个人信息保护法 54条)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from bot.language import date_text
from bot.language.ticket_reference import read_reference
from regulation.shanghai import SHANGHAI
from store.cases import tickets
from store.lists.newest_tickets import newest
from store.people import persons, role_grants
from store.people.role_grants import AUDIT, AUDITOR
from store.readings import reading_lists
from store.readings.reading_lines import ReadingKind
from store.readings.reading_lists import Asked
from store.upkeep import operator_log
from web.login import account, signed_in
from web.page_reading import note_reading
from web.pages.deeds import deeds
from web.site import current_site

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import Person, Ticket

audit_pages = Blueprint("audit", __name__)

PAGE, DEEDS, LONGEST = 100, 100, 60
FIELDS = ("case", "who", "kind", "day")


@audit_pages.get("/audit")
@signed_in
def show() -> ResponseReturnValue:
    """The reading log by case, person, kind and day, and the deeds; no texts of cases, so an administrator may look."""
    site, asked = current_site(), {name: request.args.get(name, "").strip()[:LONGEST] for name in FIELDS}
    before = request.args.get("before", 0, type=int)
    with site.store.read() as db:
        person = _reader(db, AUDIT, AUDITOR)
        wanted = _asked(db, asked)
        found = reading_lists.found(db, site.store.vault, wanted, PAGE, before) if wanted else []
        page = render_template(
            "audit.html",
            asked=asked,
            kinds=[kind.value for kind in ReadingKind],
            lines=[(each, date_text.stamp(each.at)) for each in found],
            older=found[-1].seq if len(found) == PAGE else 0,
            deeds=[] if before else deeds(db, operator_log.recent(db, DEEDS)),
            auditor=role_grants.holds(person, AUDITOR),
        )
    note_reading(ReadingKind.AUDIT, what="，".join(value for value in asked.values() if value))
    return page


@audit_pages.get("/audit/cases")
@signed_in
def cases() -> ResponseReturnValue:
    """Every case, newest first, for auditors."""
    site, before = current_site(), request.args.get("before", 0, type=int)
    with site.store.read() as db:
        _reader(db, AUDITOR)
        ids = newest(db, PAGE, before)
        rows = [row for row in (tickets.by_id(db, each) for each in ids) if row is not None]
        page = render_template(
            "audit_cases.html", rows=[_row(row) for row in rows], older=ids[-1] if len(ids) == PAGE else 0
        )
    note_reading(ReadingKind.CASES)
    return page


def _row(row: Ticket) -> tuple[str, str, str, str]:
    return row.number, row.title, row.state.value, date_text.stamp(row.filed_at)


def _reader(db: Session, *roles: str) -> Person:
    """The person signed in, with one of these roles of their own, never as a stand-in; else 404."""
    person = persons.by_account(db, *account())
    return person if person is not None and role_grants.holds(person, *roles) else abort(404)


def _asked(db: Session, asked: dict[str, str]) -> Asked | None:
    """What the form asks; None where it names a case or a person that is not there."""
    ticket_id = person_id = None
    if asked["case"]:
        reference = read_reference(asked["case"])
        ticket = tickets.get(db, reference.number, lock=False) if reference else None
        if ticket is None:
            return None
        ticket_id = ticket.id
    if asked["who"]:
        people = role_grants.named(db, asked["who"])
        if len(people) != 1:
            return None
        person_id = people[0].id
    since = _day(asked["day"])
    return Asked(ticket_id, person_id, asked["kind"], since, since + timedelta(days=1) if since else None)


def _day(text: str) -> datetime | None:
    try:
        return datetime.combine(datetime.fromisoformat(text).date(), time(), SHANGHAI) if text else None
    except ValueError:
        return None
