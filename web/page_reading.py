"""Notes who read what on a page, in a transaction of its own; what can't be noted is not shown (个保法 51条)."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

from flask import abort, request

from store.people.persons import by_account
from store.readings.reading_lines import NotRecorded, ReadBy, Reading, ReadingKind, record
from web.login import account
from web.site import current_site

if TYPE_CHECKING:
    from store.tables import Ticket

UNAVAILABLE = "查阅记录没有写下，暂不能查看或下载，请稍后再试。"


def note_reading(kind: ReadingKind, ticket: Ticket | None = None, what: str = "") -> None:
    """One line, committed before the page leaves; 503 where it can't be."""
    site, (platform, user) = current_site(), account()
    with site.store.read() as db:
        person = by_account(db, platform, user)
    known, place = f"{platform}:{user}", f"网页 {address()}"
    by = ReadBy.of(person, known, place) if person is not None else ReadBy(place, known)
    line = Reading(kind, by, ticket.id, ticket.number, what) if ticket is not None else Reading(kind, by, what=what)
    try:
        record(site.store, site.clock.now(), line)
    except NotRecorded:
        abort(503, UNAVAILABLE)


def address() -> str:
    """The browser's address: each trusted proxy says whom it heard, the last one nearest; others are not asked."""
    found = _address(request.remote_addr or "")
    for told in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        heard = _address(told.strip())
        if heard is None or not (found is None or any(found in proxy for proxy in current_site().proxies)):
            break
        found = heard
    return str(found or "")


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Without a port; an IPv4 address in the clothes of IPv6 is the same."""
    bare = text[1 : text.find("]")] if text.startswith("[") else text.partition(":")[0] if "." in text else text
    try:
        found = ip_address(bare if "::ffff:" not in text.lower() else text.lower())
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
