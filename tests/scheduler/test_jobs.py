"""Jobs and senders in threads of this process: notified at once, graceful shutdown."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from time import monotonic, sleep

from bot.ports import PlatformError
from regulation.states import Action
from scheduler.deps import Deps, Pace
from scheduler.job import Job
from scheduler.jobs import JOBS, Scheduler
from store.messages import inbox
from store.messages.inbox_writer import InboxWriter
from tests.scheduler.fake_platform import times
from tests.scheduler.rig import OFFICER_A, PROPOSER, USERS, Rig
from tests.scheduler.row_workers import senders_of


def until(holds: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether it comes true within this time."""
    end = monotonic() + seconds
    while not holds() and monotonic() < end:
        sleep(0.01)
    return holds()


def paced(rig: Rig, **pace: float) -> Deps:
    object.__setattr__(rig.deps, "pace", Pace(**{"poll_seconds": 0.05, **pace}))  # type: ignore[arg-type]
    return rig.deps


def test_senders_deliver_everything_once_in_order(rig: Rig) -> None:
    for number in range(40):
        rig.post(USERS[number % 4], f"第{number:02}条")
        rig.later(seconds=1)
    senders = senders_of(paced(rig))
    senders.start()
    assert until(lambda: len(rig.platform.arrived) == 40)
    assert senders.stop(10)
    assert {row.state for row in rig.outbox()} == {"sent"}
    assert rig.platform.repeats == []
    for user in USERS[:4]:
        mine = [sent.text for sent in rig.platform.to(user)]
        assert mine == sorted(mine, key=lambda text: text[text.index("第") :])


def test_a_slow_recipient_delays_no_other(rig: Rig) -> None:
    """One queue is blocked by a slow recipient; the others go on."""
    stuck = threading.Event()

    def slow(user: str) -> None:
        if user == OFFICER_A:
            stuck.wait(20)

    rig.platform.on_send = slow
    rig.post(OFFICER_A, "慢")
    senders = senders_of(paced(rig))
    senders.start()
    others = [user for user in USERS if user != OFFICER_A]
    for user in others:
        rig.post(user, f"快{user}")
    rig.deps.store.wake()
    assert until(lambda: {sent.user for sent in rig.platform.arrived} == set(others))
    stuck.set()
    assert senders.stop(10)
    assert len(rig.platform.to(OFFICER_A)) == 1


def test_messages_in_flight_are_marked_before_the_stop(rig: Rig) -> None:
    """Shutdown during a send: it is finished and recorded, and nothing more is begun."""
    begun, free = threading.Event(), threading.Event()

    def hold(_user: str) -> None:
        begun.set()
        free.wait(20)

    rig.platform.on_send = hold
    rig.post(PROPOSER, "甲")
    senders = senders_of(paced(rig))
    senders.start()
    assert begun.wait(20)
    ending = threading.Thread(target=senders.stop, args=(20,))
    ending.start()
    free.set()
    ending.join(20)
    rig.post(PROPOSER, "乙")
    assert [row.state for row in rig.outbox()] == ["sent", "pending"]


def test_senders_survive_a_platform_that_fails(rig: Rig) -> None:
    rig.platform.before = times(2, PlatformError("busy", retryable=True))
    for user in USERS[:3]:
        rig.post(user, "你好", event=f"e-{user}")
    senders = senders_of(paced(rig))
    senders.start()
    assert until(lambda: len(rig.outbox(state="sent")) >= 1)
    rig.later(minutes=30)
    rig.deps.store.wake()
    assert until(lambda: len(rig.outbox(state="sent")) == 3)
    assert senders.stop(10)


class StubDispatcher:
    """A stub dispatcher that answers each message."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig

    def handle(self, row: int, now: datetime) -> datetime | None:
        with self.rig.store.write() as session:
            if inbox.take(session, self.rig.store.vault, row) is not None:
                inbox.mark_done(session, row, now)
        self.rig.post(PROPOSER, f"答复{row}")
        return None


def test_all_jobs_together(rig: Rig) -> None:
    """Messages are handled, limits looked at, reminders sent, without anybody calling a sweep."""
    number = rig.filed()
    rig.advance(number, Action.RECEIVE)
    rig.clear_messages()
    rig.at("2026-09-20 周日 09:01")
    object.__setattr__(rig.deps, "dispatcher", StubDispatcher(rig))
    scheduler = Scheduler(paced(rig))
    scheduler.start()
    writer = InboxWriter(rig.store, on_put=scheduler.message_arrived)
    for name in "abc":
        writer.put("wecom", name, PROPOSER, b"x", rig.now)
    writer.close()
    assert until(lambda: len(rig.platform.to(PROPOSER, "答复")) == 3)
    assert until(lambda: len(rig.platform.to(OFFICER_A, "期限提醒", number)) == 1)
    assert scheduler.stop(20)
    before = len(rig.platform.arrived)
    rig.at("2026-09-21 周一 09:01")
    sleep(0.3)
    assert len(rig.platform.arrived) == before


def test_a_failed_sweep_runs_again(small_rig: Rig) -> None:
    runs = []

    def broken(_parts: Deps, _now: datetime) -> int:
        runs.append(1)
        raise ValueError("broken")

    scheduler = Scheduler(small_rig.deps)
    for _ in range(2):
        scheduler._run_job(Job("broken", 1, broken))
    assert len(runs) == 2
    samples = [each for metric in small_rig.deps.counters.collect() for each in metric.samples]
    assert [each.value for each in samples if each.labels == {"job": "broken"}][:2] == [2, 2]  # broke off, ran


def test_every_job_has_a_name_of_its_own() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)
