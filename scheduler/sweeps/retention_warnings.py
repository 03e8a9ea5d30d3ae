"""Retention is announced 30 days before an erasure, and what waits for its archive is said every week (M4)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.language import date_text
from bot.outbound import Lane, Post
from bot.ports import Card, CardKind
from regulation.shanghai import local_date
from scheduler import service_hours
from store.people import duty_roster
from store.protection import retention_lists
from store.upkeep import run_claims

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from scheduler.deps import Deps
    from store.protection.retention_lists import Expiring

JOB = "retention-warnings"
MOST, NAMED = 5000, 20  # tickets announced at once; numbers on one card, the ledger has all of them
LEDGER = "/ledger#archive"


def sweep(deps: Deps, now: datetime) -> int:
    """Announce each erasure once, at the next digest hour; weekly, how many tickets wait for an archive."""
    with deps.store.read() as session:
        calendar = deps.laws(session).calendar
    if not deps.retention.days or not service_hours.digest_hour(now, deps.hours, calendar):
        return 0
    with deps.store.read() as session:
        if not _something(session, deps, now):
            return 0
    with deps.store.write() as session:
        return _said(session, deps, now)


def _something(session: Session, deps: Deps, now: datetime) -> bool:
    soon, past = deps.retention.announced_before(now), deps.retention.closed_before(now)
    return bool(retention_lists.unannounced(session, soon, 1) or retention_lists.unarchived(session, past, 1))


def _said(session: Session, deps: Deps, now: datetime) -> int:
    today = local_date(now)
    coming = retention_lists.unannounced(session, deps.retention.announced_before(now), MOST)
    retention_lists.announce(session, coming, now)
    if coming:
        _tell(session, deps, now, f"{JOB}:{today.isoformat()}", announced(coming, deps, now))
    year, week, _ = today.isocalendar()
    waiting = retention_lists.count_unarchived(session, deps.retention.closed_before(now))
    if waiting and run_claims.take(session, JOB, f"{year}-{week:02}", deps.owner, now):
        named = retention_lists.unarchived(session, deps.retention.closed_before(now), NAMED)
        _tell(session, deps, now, f"{JOB}:{year}-{week:02}", waits(named, waiting, now))
    return len(coming)


def _tell(session: Session, deps: Deps, now: datetime, event: str, cards: tuple[Card, Card]) -> None:
    """The centre reads the numbers; administrators, who see no tickets, how many there are (M4)."""
    duty = duty_roster.load(session, local_date(now))
    centre = {*duty.desk(), *duty.present(duty.having("director"))}
    others = set(duty.present(duty.having("administrator"))) - centre
    post = Post(session, deps.store.vault, now, deps.dialects)
    for ids, card in zip((centre, others), cards, strict=True):
        for person in duty_roster.people(session, ids).values():
            post.notify(person, card, event=event, lane=Lane.REMINDER)


def announced(coming: Sequence[Expiring], deps: Deps, now: datetime) -> tuple[Card, Card]:
    """That these tickets will be erased, for the centre and without numbers for administrators."""
    open_ones = [each for each in coming if not each.is_archived]
    title = f"个人信息留存：{len(coming)}件工单即将到期"
    first = max(local_date(now + deps.retention.notice), local_date(coming[0].closed_at + deps.retention.span))
    lines = [
        f"自{date_text.day(first)}起，办结满{deps.retention.days}天的工单将匿名化，联系方式、填写的文字和附件不可恢复。",
        _how(deps, len(open_ones)),
    ]
    return _cards(title, lines, coming, now)


def waits(named: Sequence[Expiring], count: int, now: datetime) -> tuple[Card, Card]:
    """That these tickets are past their period and wait for their archive."""
    lines = ["留存期限已满，还没有导出档案，因此没有匿名化。请在工单页面导出，或由管理员执行 objection archive --due。"]
    return _cards(f"待归档：{count}件工单到期未导出", lines, named, now)


def _how(deps: Deps, unarchived: int) -> str:
    if deps.retention.export is not None:
        return "到期时先自动导出档案再匿名化；导出不成的保留，并列入发送台账的待归档清单。"
    return f"其中{unarchived}件还没有导出档案：没有导出的到期不匿名化，列入发送台账的待归档清单。"


def _cards(title: str, lines: Sequence[str], tickets: Collection[Expiring], now: datetime) -> tuple[Card, Card]:
    numbers = [each.number for each in tickets][:NAMED]
    listed = "、".join(numbers) + ("等" if len(tickets) > NAMED else "")
    plain = Card(CardKind.NOTICE, title, date_text.stamp(now), "\n".join(lines), link=LEDGER)
    return Card(CardKind.NOTICE, title, date_text.stamp(now), "\n".join((*lines, listed)), link=LEDGER), plain
