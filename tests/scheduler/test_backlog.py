"""Backlog age: a waiting message is as old as the time it was first due, whatever retries and holds since."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.outbound import Lane
from bot.ports import PlatformError
from doctor import stored_record
from regulation.states import Action
from scheduler import service_hours
from scheduler.delivery.message_delivery import MessageDelivery
from scheduler.deps import ServiceHours
from scheduler.jobs import Scheduler
from scheduler.limits import deadlines
from scheduler.sweeps import auditor, backlog
from store.files import attachments
from store.lists.due_limits import find_due
from store.messages import taking
from store.messages.inbox_writer import InboxWriter
from tests.scheduler.deliver_once import deliver
from tests.scheduler.rig import OPERATOR, PROPOSER, Rig, instant

HOURS = ServiceHours()


def away(_user: str, _message: object) -> PlatformError:
    return PlatformError("busy", retryable=True)


def stuck(rig: Rig) -> int:
    return auditor.inspect(rig.deps, rig.now)["消息滞留未发"]


def figures(rig: Rig) -> dict[tuple[str, str], float]:
    samples = [each for metric in rig.deps.counters.collect() for each in metric.samples]
    return {(each.name, each.labels.get("lane", "")): each.value for each in samples if "oldest" in each.name}


@pytest.mark.parametrize("lane", [Lane.RESULT, Lane.ANSWER, Lane.TASK, Lane.REMINDER, Lane.DIGEST])
def test_an_unavailable_platform_shows_as_backlog(rig: Rig, lane: Lane) -> None:
    """Retried for a working day: each attempt postpones the next."""
    Scheduler(rig.deps)
    rig.platform.before = away
    rig.post(PROPOSER, "甲", lane=lane)
    delivery = MessageDelivery(rig.deps)
    for _ in range(70):
        deliver(rig.deps, rig.now, delivery)
        rig.later(minutes=5)
    assert rig.outbox()[0].attempts >= 5
    assert stuck(rig) == 1
    assert figures(rig)["objection_oldest_message_seconds", lane.name.lower()] == 70 * 300
    rig.at("2026-09-17 周四 03:00")
    assert stuck(rig) == 1
    rig.platform.before = lambda _user, _message: None
    rig.at("2026-09-17 周四 12:00")
    assert deliver(rig.deps, rig.now) == 1
    assert stuck(rig) == 0
    assert figures(rig)["objection_oldest_message_seconds", lane.name.lower()] == 0


def test_messages_held_for_service_hours_are_no_backlog(rig: Rig) -> None:
    """No alarm over a night and a long holiday; after half an hour of service hours it is one."""
    Scheduler(rig.deps)
    rig.at("2026-09-30 周三 17:31")
    rig.post(PROPOSER, "甲", lane=Lane.REMINDER)
    assert rig.deliver() == 1
    for moment in ("2026-09-30 周三 23:00", "2026-10-03 周六 12:00", "2026-10-08 周四 09:00", "2026-10-08 周四 09:29"):
        rig.at(moment)
        assert stuck(rig) == 0
    assert figures(rig)["objection_oldest_message_seconds", "reminder"] == 1740
    rig.at("2026-10-08 周四 09:31")
    assert stuck(rig) == 1


def test_a_message_that_was_left_behind_counts(rig: Rig) -> None:
    rig.post(PROPOSER, "甲")
    with rig.store.write() as session:
        (parcel,) = taking.due(session, rig.store.vault, rig.now)
        assert taking.take(session.connection(), parcel, rig.now)
    rig.later(minutes=31)
    assert stuck(rig) == 1


def test_a_file_that_is_not_downloaded_counts(rig: Rig) -> None:
    with rig.store.write() as session:
        attachments.expect(
            session, rig.store.vault, person_id=rig.person(PROPOSER).id, platform="wecom", media_id="m", now=rig.now
        )
    rig.later(minutes=30)
    assert auditor.inspect(rig.deps, rig.now)["附件未取到"] == 0
    rig.later(minutes=1)
    assert auditor.inspect(rig.deps, rig.now)["附件未取到"] == 1


def test_a_limit_without_its_automatic_act_counts(rig: Rig) -> None:
    """Each failed attempt is postponed by an hour, so it never seems overdue by its next attempt."""
    number = rig.filed()
    rig.act(number, Action.ASK_SUPPLEMENT, OPERATOR, other="请补充截图")
    rig.deliver()
    rig.clock.instant = rig.clock_of(number).due_at
    with rig.store.read() as session:
        (limit,) = find_due(session, rig.now, 10)
    deadlines._put_off(rig.deps, limit, rig.now)
    rig.later(minutes=31)
    found = auditor.inspect(rig.deps, rig.now)
    assert (found["期限无人查看"], found["到期未自动办理"]) == (0, 1)
    rig.later(minutes=30)
    deadlines.sweep(rig.deps, rig.now)
    assert auditor.inspect(rig.deps, rig.now)["到期未自动办理"] == 0


def test_the_oldest_callback(rig: Rig) -> None:
    Scheduler(rig.deps)
    assert figures(rig)["objection_oldest_callback_seconds", ""] == 0
    writer = InboxWriter(rig.store)
    writer.put("wecom", "a", PROPOSER, b"x", rig.now)
    writer.close()
    rig.later(seconds=95)
    assert figures(rig)["objection_oldest_callback_seconds", ""] == 95


@pytest.mark.parametrize(
    ("end", "minutes", "begin"),
    [
        ("2026-09-16 周三 10:00", 30, "2026-09-16 周三 09:30"),
        ("2026-09-16 周三 09:10", 30, "2026-09-15 周二 17:10"),
        ("2026-09-16 周三 23:00", 30, "2026-09-16 周三 17:00"),
        ("2026-10-03 周六 12:00", 30, "2026-09-30 周三 17:00"),
        ("2026-10-08 周四 09:00", 510, "2026-09-30 周三 09:00"),
    ],
)
def test_service_time_before_an_instant(rig: Rig, end: str, minutes: int, begin: str) -> None:
    with rig.store.read() as session:
        calendar = rig.deps.laws(session).calendar
    assert service_hours.service_before(instant(end), timedelta(minutes=minutes), HOURS, calendar) == instant(begin)


def test_the_doctor_sees_the_queues(rig: Rig) -> None:
    rig.post(PROPOSER, "甲")
    rig.later(hours=2)
    with rig.store.read() as session:
        found = backlog.stuck(session, rig.now, HOURS, rig.deps.laws(session).calendar)
    assert stored_record.waiting(found, 0).ok is False
    assert "待发消息有 1 条" in stored_record.waiting(found, 0).text
    assert stored_record.waiting(0, 0).ok
