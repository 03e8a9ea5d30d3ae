"""Notes who read what on a page, in a transaction of its own; what can't be noted is not shown (个保法 51条)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort

from store.people.persons import by_account
from store.readings.reading_lines import NotRecorded, ReadBy, Reading, ReadingKind, record
from web.login import account
from web.request_limits import this_address
from web.site import current_site

if TYPE_CHECKING:
    from store.tables import Ticket

UNAVAILABLE = "查阅记录没有写下，暂不能查看或下载，请稍后再试。"


def note_reading(kind: ReadingKind, ticket: Ticket | None = None, what: str = "") -> None:
    """One line, committed before the page leaves; 503 where it can't be."""
    site, (platform, user) = current_site(), account()
    with site.store.read() as db:
        person = by_account(db, platform, user)
    known, place = f"{platform}:{user}", f"网页 {this_address()}"
    by = ReadBy.of(person, known, place) if person is not None else ReadBy(place, known)
    line = Reading(kind, by, ticket.id, ticket.number, what) if ticket is not None else Reading(kind, by, what=what)
    try:
        record(site.store, site.clock.now(), line)
    except NotRecorded:
        abort(503, UNAVAILABLE)
