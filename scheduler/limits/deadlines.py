"""Deadline sweep: automatic acts at the end of a limit, and reminders before and after it (P3, M14, G1).

Planned in a read transaction, then written; each limit is checked again in the transaction that writes. After a crash
the sweep starts from the beginning: recorded reminders are not repeated, and done acts are not due any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.outbound import Post
from bot.scene import Stage
from bot.tickets.perform import perform
from regulation.case import SYSTEM
from regulation.refusals import Refusal
from regulation.shanghai import local_date
from regulation.states import Action, ClockKind
from regulation.workdays import WorkCalendar
from scheduler import clock_guard, service_hours
from scheduler.deps import Deps
from scheduler.limits import digest, reminders
from scheduler.limits.recipients import due_reminders
from scheduler.limits.reminder_schedule import Plan, ReminderSchedule, Step, read
from scheduler.limits.reminders import Agenda
from store.cases import tickets
from store.engine.db_errors import CONFLICTS
from store.lists import due_limits
from store.lists.due_limits import DueReminder, RunningLimit
from store.people import duty_roster

log = structlog.get_logger(__name__)
AGAIN = timedelta(hours=1)  # retry interval after a refused automatic act


def sweep(deps: Deps, now: datetime) -> int:
    """Check every limit whose `remind_at` has come; returns how many there were."""
    seen, full = 0, True
    while full and (found := _plan_batch(deps, now)) is not None:
        plans, agenda = found
        held = any(plan.act for _, plan in plans) and clock_guard.is_held(deps)
        for limit, plan in plans:
            if plan.act and (held or not done(deps, limit, plan.act, now)):
                _put_off(deps, limit, now)  # a confirmation of the time has every limit checked at once
        finished = reminders.say(deps, agenda, now)
        seen += len(plans)
        full = finished and len(plans) >= deps.pace.batch
    return seen


def _plan_batch(deps: Deps, now: datetime) -> tuple[list[tuple[RunningLimit, Plan]], Agenda] | None:
    """None where nothing is due: an empty sweep does not take the write lock."""
    with deps.store.read() as session:
        limits = due_limits.find_due(session, now, deps.pace.batch)
        if not limits:
            return None
        laws, duty = deps.laws(session), duty_roster.load(session, local_date(now), deps.platforms)
        digested = digest.follows(deps, session, now, laws.calendar)
    schedule = ReminderSchedule(deps.hours, laws.calendar, now)
    plans = [(limit, schedule.plan(limit)) for limit in limits]
    spoken = [(limit, plan) for limit, plan in plans if not plan.act]
    later = {limit.id: plan.later for limit, plan in spoken}
    reminded = list(_due_reminders(spoken, duty))
    leaves = partial(_leaves, now, deps, laws.calendar)
    in_digest = frozenset(each for each in reminded if _to_be_called(each) or (digested and _in_digest(each, duty)))
    return plans, Agenda(laws, [limit for limit, _ in spoken], reminded, later, in_digest, leaves)


def _leaves(now: datetime, deps: Deps, calendar: WorkCalendar, person_id: int) -> datetime | None:
    return service_hours.spread(now, person_id, deps.hours, calendar)


def _to_be_called(reminder: DueReminder) -> bool:
    """A result that did not reach the proposer in time is on the call list and the centre's list of each day."""
    limit = reminder.limit
    return limit.kind is ClockKind.NOTICE and bool(limit.to_tell) and read(reminder.name)[0] is Step.OVERDUE


def _in_digest(reminder: DueReminder, duty: duty_roster.Roster) -> bool:
    """A leader's copy of what today's digest names as well: card or digest, not both."""
    limit = reminder.limit
    department = limit.department_id if limit.kind is ClockKind.JOINT else limit.holder_id
    leaders = duty.present(duty.having("leader", department))
    return reminder.name == digest.COPY and reminder.person_id in leaders


def _due_reminders(plans: list[tuple[RunningLimit, Plan]], duty: duty_roster.Roster) -> Iterator[DueReminder]:
    """Each once: without a B officer, two steps of one check give the same reminder to the same leader."""
    for limit, plan in plans:
        yield from dict.fromkeys(reminder for step in plan.say for reminder in due_reminders(limit, step, duty))


def done(deps: Deps, limit: RunningLimit, action: Action, now: datetime) -> bool:
    """Perform the automatic act; False where it was refused or failed, so that it is retried."""
    try:
        with deps.store.write() as session:
            ticket = tickets.get(session, limit.number)
            if ticket is not None and ticket.state is limit.state:
                post = Post(session, deps.store.vault, now, deps.dialects)
                perform(Stage(now, session, deps.store.vault, deps.laws(session), post), ticket, action, SYSTEM)
    except Refusal as refusal:
        log.warning("the law refuses what was due", ticket=limit.number, action=action.value, reason=refusal.text)
    except CONFLICTS as conflict:
        log.info("somebody was faster", ticket=limit.number, action=action.value, kind=type(conflict).__name__)
    except Exception:
        log.exception("what was due could not be done", ticket=limit.number, action=action.value)
    else:
        return True
    return False


def _put_off(deps: Deps, limit: RunningLimit, now: datetime) -> None:
    with deps.store.write() as session:
        due_limits.reschedule(session, {limit.id: now + AGAIN})
