"""A loaded holiday notice recounts open limits and provisional verdicts; a missing one is asked for (habit 9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from bot.cards.operator_cards import notice_missing_card, turnable_card
from bot.notify.verdict_notice import tell_settled
from bot.outbound import Lane, Post
from bot.scene import Stage
from bot.tickets.perform import perform
from regulation import statutory_clocks
from regulation.case import SYSTEM
from regulation.refusals import Refusal
from regulation.shanghai import local_date
from regulation.states import Action
from regulation.verdict_recount import settle
from scheduler import service_hours
from scheduler.deps import Deps
from store import calendar_versions, frozen_verdicts
from store.cases import tickets
from store.lists import open_tickets
from store.people import duty_roster
from store.upkeep import run_claims

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

log = structlog.get_logger(__name__)
NOTE = "calendar.version"  # the calendar version by which every open limit was computed
ALARM = "notice-missing"
TURNABLE = "turnable-verdicts"
PAGE = 200


def sweep(deps: Deps, now: datetime) -> int:
    """Recompute open limits where the calendar differs from that of the last run; returns how many tickets changed."""
    with deps.store.read() as session:
        version = str(deps.laws(session).calendar.version)
        if run_claims.note(session, NOTE) == version:
            return 0
    moved = sum(_recomputed(deps, number, now) for number in list(_stale(deps, now)))
    with deps.store.read() as session:
        unsettled = list(open_tickets.provisional(session))
    settled = sum(_settled(deps, number, now) for number in unsettled)
    with deps.store.write() as session:
        _submit_turnable(deps, session, now)
        calendar_versions.keep(session, deps.laws(session).calendar, now)
        run_claims.write_note(session, NOTE, version)
    log.info("open limits follow the calendar", version=version, tickets=moved, verdicts=settled)
    return moved


def _stale(deps: Deps, now: datetime) -> Iterator[str]:
    last = 0
    while True:
        with deps.store.read() as session:
            laws = deps.laws(session)
            rows = open_tickets.page(session, last, PAGE)
            found = [row.number for row in rows if statutory_clocks.stale(row, laws.of(row), local_date(now))]
        yield from found
        if len(rows) < PAGE:
            return
        last = rows[-1].id


def _recomputed(deps: Deps, number: str, now: datetime) -> bool:
    """One ticket and its notice to the holder in one transaction; nothing where another machine was faster."""
    try:
        with deps.store.write() as session:
            ticket = tickets.get(session, number)
            assert ticket is not None
            post = Post(session, deps.store.vault, now, deps.dialects)
            perform(Stage(now, session, deps.store.vault, deps.laws(session), post), ticket, Action.RECOMPUTE, SYSTEM)
    except Refusal:
        return False
    return True


def _settled(deps: Deps, number: str, now: datetime) -> bool:
    """The provisional verdicts of one ticket, as far as the notice decides them, told to whose they are."""
    with deps.store.write() as session:
        ticket = tickets.get(session, number)
        assert ticket is not None
        law = deps.laws(session).of(ticket)
        decision = settle(ticket, now, law)
        if decision is not None:
            tickets.record(session, deps.store.vault, ticket, decision, law)
            post = Post(session, deps.store.vault, now, deps.dialects)
            tell_settled(Stage(now, session, deps.store.vault, deps.laws(session), post), ticket, decision)
        return decision is not None


def _submit_turnable(deps: Deps, session: Session, now: datetime) -> None:
    """Frozen verdicts that the new calendar would turn are submitted to the supervising office, once a calendar."""
    laws = deps.laws(session)
    found = frozen_verdicts.turnable(session, laws)
    if not found or not run_claims.take(session, TURNABLE, laws.calendar.version, deps.owner, now):
        return
    post, duty = Post(session, deps.store.vault, now, deps.dialects), duty_roster.load(session, local_date(now))
    card = turnable_card(len(found), now=now)
    for person in duty_roster.people(session, duty.present(duty.having("supervisor"))).values():
        post.notify(person, card, event=f"{TURNABLE}:{laws.calendar.version}", lane=Lane.REMINDER)


def alarm(deps: Deps, now: datetime) -> int:
    """Ask for the next year's notice once a week from 20 November on; returns how many people were asked."""
    with deps.store.read() as session:
        calendar = deps.laws(session).calendar
    today = local_date(now)
    if not calendar.needs_notice(today) or not service_hours.in_service(now, deps.hours, calendar):
        return 0
    year, week, _ = today.isocalendar()
    with deps.store.write() as session:
        if not run_claims.take(session, ALARM, f"{year}-{week:02}", deps.owner, now):
            return 0
        duty = duty_roster.load(session, today)
        post = Post(session, deps.store.vault, now, deps.dialects)
        card = notice_missing_card(calendar.last_known.year + 1, calendar.last_known, now=now)
        readers = duty_roster.people(session, duty.having("administrator") + duty.having("operator"))
        for person in readers.values():
            post.notify(person, card, event=f"{ALARM}:{year}-{week:02}", lane=Lane.REMINDER)
        return len(readers)
