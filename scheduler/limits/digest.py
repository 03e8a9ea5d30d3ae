"""Overdue digest for leaders, once a working day where something is overdue, and the day's head (M4, M5, M7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from bot.cards.digest_cards import Instructed, Overdue, overdue_digest
from bot.outbound import Lane, Post
from bot.ports import Card, CardKind
from regulation.shanghai import local_date
from regulation.states import Party
from regulation.workdays import WorkCalendar
from scheduler import service_hours
from scheduler.deps import Deps
from scheduler.limits.reminder_schedule import Step, named
from store.lists import overdue_limits
from store.lists.overdue_limits import OpenInstruction, OverdueLimit
from store.people import duty_roster
from store.people.duty_roster import Roster
from store.record import signed_heads
from store.upkeep import run_claims

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

JOB, DISTRICT = "digest", "全区"
COPY = named(Step.OVERDUE, acts=False)  # what leaders read of a limit on the first morning after it
LONGEST = 200  # lines for one reader; the list command shows the rest


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest: what it covers, its readers, its items."""

    covers: str
    people: Sequence[int]
    items: Sequence[OverdueLimit]
    instructed: Sequence[OpenInstruction] = ()


def sweep(deps: Deps, now: datetime) -> int:
    """Send today's digests, once in the whole installation; returns how many people were told."""
    with deps.store.read() as session:
        calendar = deps.laws(session).calendar
    if not service_hours.digest_hour(now, deps.hours, calendar):
        return 0
    with deps.store.write() as session:
        if not run_claims.take(session, JOB, run_of(now), deps.owner, now):
            return 0
        return _send(deps, session, now, calendar)


def run_of(now: datetime) -> str:
    return local_date(now).isoformat()


def follows(deps: Deps, session: Session, now: datetime, calendar: WorkCalendar) -> bool:
    """Whether today's digest is about to be sent: it then tells leaders what is overdue, and no card does."""
    return service_hours.digest_hour(now, deps.hours, calendar) and not run_claims.taken(session, JOB, run_of(now))


def _send(deps: Deps, session: Session, now: datetime, calendar: WorkCalendar) -> int:
    post = Post(session, deps.store.vault, now, deps.dialects)
    told = 0
    duty = duty_roster.load(session, local_date(now), deps.dialects)
    _hand_out_head(deps, post, duty, calendar)
    named = overdue_limits.reminded_since(session, service_hours.on(local_date(now), time.min))
    found = digests(overdue_limits.passed(session, now), duty, overdue_limits.instructed(session))
    for number, digest in enumerate(each_once(found)):
        orders = [_instructed(item) for item in digest.instructed[:LONGEST]]
        for person in duty_roster.people(session, digest.people).values():
            own = [item for item in digest.items if (item.number, person.id) not in named]
            lines = [late_line(item, now, calendar) for item in own[:LONGEST]]
            elsewhere = len({item.number for item in digest.items} - {item.number for item in own})
            cards = overdue_digest(lines, reader=digest.covers, now=now, instructed=orders, named=elsewhere)
            leaves = service_hours.spread(now, person.id, deps.hours, calendar)
            for page, card in enumerate(cards):
                event = f"digest:{run_of(now)}:{number}:{page}"
                post.notify(person, card, event=event, lane=Lane.DIGEST, not_before=leaves)
            told += bool(cards)
    return told


def _hand_out_head(deps: Deps, post: Post, duty: Roster, calendar: WorkCalendar) -> None:
    """The record's last signed head goes to the supervising office, whether anything is overdue or not (M5).

    There it is not in the hands of this system.
    """
    head = signed_heads.latest(post.session)
    if head is None:
        return
    card = Card(CardKind.TEXT, body=f"{signed_heads.sentence(head)}。请留存，日后可据此核对记录有无被改写。")
    for person in duty_roster.people(post.session, duty.present(duty.having("supervisor"))).values():
        leaves = service_hours.spread(post.now, person.id, deps.hours, calendar)
        post.notify(person, card, event=f"digest:{run_of(post.now)}:head", lane=Lane.DIGEST, not_before=leaves)


def each_once(wanted: Iterable[Digest]) -> Iterator[Digest]:
    """One digest a person: several are merged, and the district's includes all others."""
    mine: dict[int, list[Digest]] = defaultdict(list)
    for digest in wanted:
        for person in digest.people:
            mine[person].append(digest)
    alike: dict[str, tuple[list[Digest], list[int]]] = {}
    for person, own in mine.items():
        whole = [digest for digest in own if digest.covers == DISTRICT] or own
        alike.setdefault("、".join(digest.covers for digest in whole), (whole, []))[1].append(person)
    for covers, (whole, readers) in alike.items():
        items = [item for digest in whole for item in digest.items]
        yield Digest(covers, readers, items, [item for digest in whole for item in digest.instructed])


def digests(
    items: Sequence[OverdueLimit],
    duty: Roster,
    instructed: Sequence[OpenInstruction] = (),
) -> Iterator[Digest]:
    """Leaders for their own department, the supervising office for all; the centre has its daily list (M15).

    A case that a reminder has named to somebody today comes with tomorrow's digest: card or digest, not both.
    """
    both: tuple[OverdueLimit | OpenInstruction, ...] = (*items, *instructed)
    for department_id in dict.fromkeys(item.department_id for item in both if item.party is not Party.CENTRE):
        own = [item for item in items if item.department_id == department_id and item.party is not Party.CENTRE]
        told = [item for item in instructed if item.department_id == department_id and item.party is not Party.CENTRE]
        if department_id is not None:
            name = own[0].department if own else told[0].department
            readers = duty.present(duty.having("leader", department_id))
            yield Digest(name, readers, own, told)
    orders = [item for item in instructed if item.party is Party.CENTRE]
    if orders:
        yield Digest(Party.CENTRE.value, duty.present(duty.having("director")), [], orders)
    if both:
        yield Digest(DISTRICT, duty.present(duty.having("supervisor")), items, instructed)


def _instructed(item: OpenInstruction) -> Instructed:
    holder = item.department if item.department and item.party is not Party.CENTRE else item.party.value
    return Instructed(item.number, item.state, holder, local_date(item.at))


def late_line(item: OverdueLimit, now: datetime, calendar: WorkCalendar) -> Overdue:
    """One late case: who holds it, and since when it is late."""
    late = calendar.between(item.due_on, local_date(now))
    holder = Party.CENTRE.value if item.party is Party.CENTRE else item.department
    person = "" if item.party is Party.CENTRE else item.person
    return Overdue(item.number, item.state, item.kind, holder, person, item.due_on, late, item.due_at, item.provisional)
