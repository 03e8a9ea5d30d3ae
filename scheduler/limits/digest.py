"""Leaders learn of what is overdue once a working day, where there is something to say; no values (M4, M7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.cards.digest_cards import Overdue, overdue_digest
from bot.outbound import Lane, Post
from regulation.shanghai import local_date
from regulation.states import Party
from regulation.workdays import WorkCalendar
from scheduler import service_hours
from scheduler.deps import Parts
from store.lists import overdue_limits
from store.lists.overdue_limits import Passed
from store.people import duty_roster
from store.people.duty_roster import Roster
from store.upkeep import run_claims

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

JOB, DISTRICT = "digest", "全区"
LONGEST = 200  # lines for one reader; who has more overdue than that reads the list on a page


@dataclass(frozen=True, slots=True)
class Issue:
    """One reader's digest: what it covers, and to whom it goes."""

    covers: str
    people: Sequence[int]
    items: Sequence[Passed]


def sweep(parts: Parts, now: datetime) -> int:
    """Send today's digests, once in the whole installation; returns how many people were told."""
    with parts.store.read() as session:
        calendar = parts.laws(session).calendar
    if not service_hours.digest_hour(now, parts.hours, calendar):
        return 0
    with parts.store.write() as session:
        if not run_claims.take(session, JOB, slot_of(now), parts.owner, now):
            return 0
        return _send(parts, session, now, calendar)


def slot_of(now: datetime) -> str:
    return local_date(now).isoformat()


def _send(parts: Parts, session: Session, now: datetime, calendar: WorkCalendar) -> int:
    post = Post(session, parts.store.vault, now, parts.dialects)
    told = 0
    duty = duty_roster.load(session, local_date(now), parts.dialects)
    for number, issue in enumerate(each_once(issues(overdue_limits.passed(session, now), duty))):
        lines = [_line(item, now, calendar) for item in issue.items[:LONGEST]]
        cards = overdue_digest(lines, reader=issue.covers, now=now)
        for person in duty_roster.people(session, issue.people).values():
            for page, card in enumerate(cards):
                post.notify(person, card, event=f"digest:{slot_of(now)}:{number}:{page}", lane=Lane.DIGEST)
            told += 1
    return told


def each_once(wanted: Iterable[Issue]) -> Iterator[Issue]:
    """One digest a person: who answers for several reads them as one, and who reads the district's needs no other."""
    mine: dict[int, list[Issue]] = defaultdict(list)
    for issue in wanted:
        for person in issue.people:
            mine[person].append(issue)
    alike: dict[str, tuple[list[Issue], list[int]]] = {}
    for person, own in mine.items():
        whole = [issue for issue in own if issue.covers == DISTRICT] or own
        alike.setdefault("、".join(issue.covers for issue in whole), (whole, []))[1].append(person)
    for covers, (whole, readers) in alike.items():
        yield Issue(covers, readers, [item for issue in whole for item in issue.items])


def issues(items: Sequence[Passed], duty: Roster) -> Iterator[Issue]:
    """Leaders for their own department, the centre's director for the centre, the supervising office for all."""
    for department_id in dict.fromkeys(item.department_id for item in items if item.party is not Party.CENTRE):
        own = [item for item in items if item.department_id == department_id and item.party is not Party.CENTRE]
        if department_id is not None:
            yield Issue(own[0].department, duty.present(duty.having("leader", department_id)), own)
    centre = [item for item in items if item.party is Party.CENTRE]
    if centre:
        yield Issue(Party.CENTRE.value, duty.present(duty.having("director")), centre)
    if items:
        yield Issue(DISTRICT, duty.present(duty.having("supervisor")), items)


def _line(item: Passed, now: datetime, calendar: WorkCalendar) -> Overdue:
    late = calendar.between(item.due_on, local_date(now))
    holder = Party.CENTRE.value if item.party is Party.CENTRE else item.department
    person = "" if item.party is Party.CENTRE else item.person
    return Overdue(item.number, item.state, item.kind, holder, person, item.due_on, late)
