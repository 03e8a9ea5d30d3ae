"""Audit: compares what was due with what was sent; findings are logged, counted and sent to operators once a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from bot.acts.act import Audience
from bot.acts.registry import ACTS
from bot.cards.operator_cards import findings_card
from bot.notify.readers import always_told
from bot.outbound import Lane, Post
from regulation.shanghai import local_date
from scheduler import service_hours
from scheduler.deps import Deps
from scheduler.limits import digest
from scheduler.limits.reminder_schedule import SELF_ACTING, Step, named
from scheduler.limits.reminders import UNREACHABLE
from scheduler.sweeps import backlog
from scheduler.sweeps.backlog import SLACK
from store.lists import audit, overdue_limits
from store.people import duty_roster
from store.upkeep import run_claims

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from regulation.workdays import WorkCalendar

log = structlog.get_logger(__name__)
JOB = "audit"
OVERDUE = [named(Step.OVERDUE, acts=acts) for acts in (True, False)]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Inspection:
    """One run of the audit: session, instant and calendar."""

    deps: Deps
    session: Session
    now: datetime
    calendar: WorkCalendar

    @property
    def late(self) -> datetime:
        return self.now - SLACK

    @property
    def spoken(self) -> datetime | None:
        """Until when everything due in service hours must have been sent; None outside of them."""
        begun = service_hours.in_service(self.late, self.deps.hours, self.calendar)
        return self.late if begun and service_hours.in_service(self.now, self.deps.hours, self.calendar) else None


def _unreminded(scene: Inspection) -> int:
    """Limits that passed within the last days without a reminder, though service hours have begun since."""
    if scene.spoken is None:
        return 0
    opened = service_hours.on(local_date(scene.now), scene.deps.hours.start)
    return len(overdue_limits.unreminded(scene.session, scene.now - 7 * DAY, opened, OVERDUE))


def _undigested(scene: Inspection) -> int:
    """Today's digest was not sent although there is something overdue."""
    due = service_hours.on(local_date(scene.now), scene.deps.hours.digest_at) + SLACK
    if scene.spoken is None or scene.now < due or run_claims.taken(scene.session, digest.JOB, digest.run_of(scene.now)):
        return 0
    return int(bool(overdue_limits.passed(scene.session, scene.now)))


def _untold(scene: Inspection) -> int:
    """Steps that another person had to be told of, and nobody was; without a proposer (M8) none is owed to one."""
    heard = always_told(Audience.HOLDER) | {action for action, act in ACTS.items() if act.by_telephone}
    since, until = scene.now - 2 * DAY, scene.now - timedelta(minutes=1)
    return len(audit.untold_steps(scene.session, since, until, heard, always_told(Audience.PROPOSER) - heard))


CHECKS: Mapping[str, Callable[[Inspection], int]] = {
    "消息滞留未发": lambda scene: backlog.stuck(scene.session, scene.now, scene.deps.hours, scene.calendar),
    "消息无法送达": lambda scene: audit.dead_messages(scene.session),
    "消息处理失败": lambda scene: audit.failed_calls(scene.session),
    "未处理的消息积压": lambda scene: audit.waiting_calls(scene.session, scene.late),
    "附件未取到": lambda scene: audit.waiting_files(scene.session, scene.late),
    "期限无人查看": lambda scene: audit.unchecked_limits(scene.session, scene.late),
    "到期未自动办理": lambda scene: audit.missing_automatic_acts(scene.session, scene.late, SELF_ACTING),
    "提醒丢失": lambda scene: audit.lost_reminders(scene.session, scene.now - 3 * DAY),
    "提醒无人可送": lambda scene: audit.count_reminders(scene.session, scene.now - DAY, UNREACHABLE),
    "超期未提醒": _unreminded,
    "逾期摘要未发": _undigested,
    "办理后未通知": _untold,
}


def sweep(deps: Deps, now: datetime) -> int:
    """Run every check; returns how many findings there are."""
    findings = inspect(deps, now)
    for name, number in findings.items():
        deps.counters.found(name, number)
    open_ones = {name: number for name, number in findings.items() if number}
    if open_ones:
        log.error("the auditor found gaps", findings=open_ones)
        _tell(deps, open_ones, now)
    return sum(open_ones.values())


def inspect(deps: Deps, now: datetime) -> dict[str, int]:
    """Every check with what it found."""
    with deps.store.read() as session:
        scene = Inspection(deps, session, now, deps.laws(session).calendar)
        return {name: check(scene) for name, check in CHECKS.items()}


def _tell(deps: Deps, findings: Mapping[str, int], now: datetime) -> None:
    """One card a day to the operators, within service hours."""
    with deps.store.write() as session:
        calendar = deps.laws(session).calendar
        today = local_date(now)
        if not service_hours.in_service(now, deps.hours, calendar):
            return
        if not run_claims.take(session, JOB, str(today), deps.owner, now):
            return
        post, card = Post(session, deps.store.vault, now, deps.dialects), findings_card(findings, now=now)
        for person in duty_roster.people(session, duty_roster.load(session, today).having("operator")).values():
            post.notify(person, card, event=f"{JOB}:{today}", lane=Lane.REMINDER)
