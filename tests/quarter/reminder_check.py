"""Reminder check: limits for which a reminder is due this morning, against the reminders received (G1, M7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from clock.time_source import SHANGHAI
from sandbox.wecom.message_store import MessageStore
from tests.oracle.law import JOINT
from tests.oracle.limits import Limit
from tests.oracle.workdays import Workdays
from tests.quarter.actions import Context, SimulatedCase
from tests.quarter.client import title_of, words_of
from tests.quarter.district import Person
from tests.quarter.execution import FailureLog

OPENING = time(9, 0)
ENDS_SILENTLY = ("补正", "提出方确认", "提出方配合", "特例答复")  # waits that are no delay of a department
ARRIVALS = ("转交", "裁定", "不认可")  # acts that bring a case to a department, or back to it
TITLES = ("期限提醒", "请督促办理", "督促")


@dataclass(slots=True)
class Reminders:
    """Numbers of reminders due and received."""

    due: int = 0
    came: int = 0


def check_reminders(
    context: Context,
    cases: Iterable[SimulatedCase],
    mail: MessageStore,
    since: int,
    now: datetime,
    failures: FailureLog,
    tally: Reminders,
) -> None:
    """Every limit that is due for a reminder today is in a reminder received since."""
    read: dict[str, str] = {}
    for case in cases:
        for limit, why in expected(context.workdays, case, now.date()):
            people = list(whose(context, case, limit, now.date()))
            tally.due += 1
            if any(case.number in _read(mail, person, since, read) for person in people):
                tally.came += 1
            else:
                names = "、".join(person.name for person in people)
                failures.add(f"{now:%m-%d %H:%M} {case.number} {limit.name} {why}：{names} 没有收到提醒")


def expected(workdays: Workdays, case: SimulatedCase, today: date) -> Iterator[tuple[Limit, str]]:
    """The working day before the last, the last, and the first working day after it."""
    opening = datetime.combine(today, OPENING, SHANGHAI)
    for limit in case.model.running():
        if limit.due == today:
            yield limit, "今天到期"
        elif workdays.after(today, 1) == limit.due and limit.since < opening:
            yield limit, "下一工作日到期"
        elif limit.due < today and workdays.before(today) <= limit.due and limit.name not in ENDS_SILENTLY:
            yield limit, "已逾期"


def whose(context: Context, case: SimulatedCase, limit: Limit, today: date) -> Iterator[Person]:
    """Whoever must act; one notified person is enough."""
    if limit.name == JOINT:
        yield context.on_duty(context.unit(limit.holder), today)
    elif limit.holder:
        unit = context.unit(limit.holder)
        yield from (
            (unit.handler, _officer(context, case, today)) if case.model.handler else (_officer(context, case, today),)
        )
    elif limit.name in ENDS_SILENTLY and case.proposer:
        yield case.proposer
    else:
        yield from context.district.operators


def _officer(context: Context, case: SimulatedCase, today: date) -> Person:
    """The officer who acted first since the case came to the department; A, or B as stand-in, where nobody did."""
    unit, took = context.unit(case.model.department), ""
    for act in reversed(case.model.acts):
        if act.word in ARRIVALS:
            break
        took = act.by if act.by in (unit.a.wecom, unit.b.wecom) else took
    return unit.b if took == unit.b.wecom else context.on_duty(unit, today)


def _read(mail: MessageStore, person: Person, since: int, read: dict[str, str]) -> str:
    """The text of all reminders to one person."""
    if person.wecom not in read:
        fresh = [each for each in mail.of(person.wecom) if each.number > since and not each.mine]
        read[person.wecom] = "\n".join(words_of(each) for each in fresh if any(t in title_of(each) for t in TITLES))
    return read[person.wecom]
