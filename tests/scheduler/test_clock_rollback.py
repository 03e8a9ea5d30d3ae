"""The clock is set back, or forward and back: nothing waits for a wrong time, nothing is sent twice."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.outbound import Lane
from bot.ports import PlatformError
from clock.time_source import FileClock
from regulation.states import Action
from scheduler.deps import Deps
from scheduler.jobs import Scheduler
from scheduler.limits import deadlines, digest
from scheduler.sweeps import auditor
from store.messages import inbox, outbox
from store.messages.inbox_writer import InboxWriter
from store.upkeep import clock_rollback, run_claims
from tests.scheduler.rig import OFFICER_A, PROPOSER, Rig
from tests.scheduler.row_workers import senders_of
from tests.scheduler.test_jobs import paced, until

BUSY = PlatformError("busy", retryable=True)


def put_back(rig: Rig, *, went_back: bool = True) -> dict[str, int]:
    with rig.store.write() as session:
        return clock_rollback.release_future(session, rig.now, went_back=went_back)


def away(_user: str, _message: object) -> PlatformError:
    return BUSY


def here(_user: str, _message: object) -> None:
    return None


@pytest.mark.parametrize("hours", [0.025, 8, 24 * 92])
@pytest.mark.parametrize("tried", [True, False])
def test_messages_scheduled_in_a_false_future_are_sent_now(rig: Rig, hours: float, tried: bool) -> None:
    """Created in the future, or created in the past and attempted in the future."""
    if tried:
        rig.post(PROPOSER, "甲")
        rig.platform.before = away
    rig.later(hours=hours)
    if not tried:
        rig.post(PROPOSER, "甲")
    else:
        rig.deliver()
    rig.platform.before = here
    rig.later(hours=-hours)
    assert rig.deliver() == 0
    assert put_back(rig)["messages"] == 1
    assert rig.deliver() == 1
    assert put_back(rig)["messages"] == 0


def test_the_running_scheduler_detects_the_rollback(rig: Rig) -> None:
    rig.later(hours=8)
    rig.platform.before = away
    rig.post(PROPOSER, "甲")
    scheduler = Scheduler(paced(rig), [])
    scheduler.start()
    assert until(lambda: [row.attempts for row in rig.outbox()] == [1])
    rig.platform.before = here
    rig.later(hours=-8)
    assert until(lambda: len(rig.platform.arrived) == 1)
    assert scheduler.stop(20)


def test_a_start_detects_rows_of_the_future(rig: Rig) -> None:
    rig.later(hours=8)
    rig.post(PROPOSER, "甲")
    rig.later(hours=-8)
    scheduler = Scheduler(paced(rig), [])
    scheduler.start()
    assert until(lambda: len(rig.platform.arrived) == 1)
    assert scheduler.stop(20)


def test_an_intended_delay_is_kept(rig: Rig) -> None:
    with rig.store.write() as session:
        outbox.enqueue(
            session, rig.store.vault, dedupe="a", platform="wecom", user="x", payload={}, lane=Lane.TASK, now=rig.now,
            not_before=rig.now + timedelta(days=1),
        )  # fmt: skip
    assert put_back(rig)["messages"] == 0
    rig.later(hours=23)
    assert auditor.inspect(rig.deps, rig.now)["消息滞留未发"] == 0
    rig.later(hours=2)
    assert auditor.inspect(rig.deps, rig.now)["消息滞留未发"] == 1


@pytest.mark.parametrize("hours", [8, -8])
def test_a_moved_clock_sends_nothing_twice(rig: Rig, hours: float) -> None:
    begun, free, calls = threading.Event(), threading.Event(), list[str]()

    def hold(user: str) -> None:
        calls.append(user)
        begun.set()
        free.wait(20)

    rig.platform.on_send = hold
    rig.post(PROPOSER, "甲")
    senders = senders_of(paced(rig))
    senders.start()
    assert begun.wait(20)
    rig.later(hours=hours)
    put_back(rig)
    for _ in range(10):  # sweeps
        rig.store.wake()
        time.sleep(0.02)
    assert calls == [PROPOSER]
    free.set()
    assert until(lambda: {row.state for row in rig.outbox()} == {"sent"})
    assert senders.stop(20)
    assert calls == [PROPOSER]
    assert rig.platform.repeats == []


def test_an_inbox_message_of_the_future_is_handled(rig: Rig) -> None:
    """And the same person's later messages are not blocked by it."""
    writer = InboxWriter(rig.store)
    writer.put("wecom", "a", PROPOSER, b"x", rig.now + timedelta(hours=8))
    writer.put("wecom", "b", PROPOSER, b"x", rig.now)
    writer.close()
    with rig.store.write() as session:
        for key in ("a", "b"):
            message = inbox.take(session, rig.store.vault, inbox.first_of_each(session, rig.now, 1)[0].row)
            assert message is not None
            assert message.message_key == key
            inbox.mark_done(session, message.id, rig.now)


def test_reminders_and_digests_of_a_false_day_are_sent_on_that_day(rig: Rig) -> None:
    """The limit itself is not moved, and today's messages are not sent twice."""
    number = rig.filed()
    rig.advance(number, Action.RECEIVE)
    rig.clear_messages()
    due = rig.clock_of(number).due_at
    rig.at("2026-09-21 周一 10:00")
    rig.run()
    false = len(rig.platform.to(OFFICER_A, "期限提醒"))
    assert false
    rig.at("2026-09-17 周四 10:00")
    found = put_back(rig)
    assert found["runs"]
    assert found["reminders"]
    rig.clear_messages()
    for moment in ("2026-09-17 周四 10:01", "2026-09-18 周五 09:01", "2026-09-20 周日 09:01", "2026-09-21 周一 09:01"):
        rig.at(moment)
        rig.run()
    assert rig.clock_of(number).due_at == due
    assert len(rig.platform.to(OFFICER_A, "期限提醒", "已逾期")) == 1
    with rig.store.read() as session:
        assert run_claims.taken(session, digest.JOB, "2026-09-21")
    assert rig.platform.to("chen.mo", "全区逾期提示")
    said = len(rig.platform.arrived)
    rig.later(seconds=90)
    rig.run()
    rig.later(seconds=-90)
    put_back(rig)
    rig.run()
    assert len(rig.platform.arrived) == said


def test_a_limit_postponed_by_a_false_day_is_checked(rig: Rig) -> None:
    rig.advance(rig.filed(), Action.RECEIVE)
    rig.at("2026-12-16 周三 10:00")
    deadlines.sweep(rig.deps, rig.now)
    rig.at("2026-09-18 周五 09:01")
    assert deadlines.sweep(rig.deps, rig.now) == 0
    put_back(rig)
    assert deadlines.sweep(rig.deps, rig.now) == 1


def test_a_start_with_a_correct_clock_changes_no_limit(rig: Rig) -> None:
    rig.advance(rig.filed(), Action.RECEIVE)
    rig.later(minutes=1)
    assert "limits" not in put_back(rig, went_back=False)
    rig.post(PROPOSER, "甲")
    rig.later(hours=-1)
    assert put_back(rig, went_back=False)["limits"]


def test_a_clock_file_that_can_not_be_read_loses_nothing(small_rig: Rig, tmp_path: Path) -> None:
    """A rehearsal's clock file: the sender's thread survives, and sends its message once the file is valid again."""
    file = tmp_path / "clock"
    file.write_text(f"{small_rig.now.isoformat()} frozen")
    deps: Deps = replace(paced(small_rig), clock=FileClock(file))
    senders = senders_of(deps)
    small_rig.post(PROPOSER, "甲")
    file.write_text("昨天")
    senders.start()
    time.sleep(0.2)
    assert small_rig.platform.arrived == []
    file.write_text(f"{small_rig.now.isoformat()} frozen")
    small_rig.post(OFFICER_A, "乙")
    assert until(lambda: len(small_rig.platform.arrived) == 2)
    assert senders.stop(20)


def test_a_platform_that_ends_its_thread_ends_on_the_ledger(rig: Rig) -> None:
    """The messages behind it in the queue are sent."""

    def leaves(_user: str) -> None:
        rig.platform.on_send = lambda _user: None
        raise SystemExit

    rig.platform.on_send = leaves
    for words in ("甲", "乙"):
        rig.post(PROPOSER, words)
        rig.later(seconds=1)
    senders = senders_of(paced(rig))
    senders.start()
    assert until(lambda: len(rig.platform.arrived) == 1)
    assert until(lambda: sorted(row.state for row in rig.outbox()) == ["dead", "sent"])
    assert senders.stop(20)
