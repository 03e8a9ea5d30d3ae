"""Two machines of one installation run every sweep at the same time, and send nothing twice."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

from regulation.states import Action, State
from scheduler.deps import Deps
from store.engine.session import Store
from tests.bot.world import vault
from tests.scheduler.deliver_once import deliver
from tests.scheduler.rig import SWEEPS, Rig


def together(*works: Callable[[], object]) -> None:
    """Run them concurrently; an exception of one is raised here."""
    start, errors = threading.Barrier(len(works)), list[BaseException]()

    def run(work: Callable[[], object]) -> None:
        try:
            start.wait(10)
            work()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            errors.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []


def shift(deps: Deps, rig: Rig) -> Callable[[], None]:
    """All jobs of a machine, several times."""

    def work() -> None:
        for _ in range(3):
            for sweep in SWEEPS:
                sweep(deps, rig.now)
            deliver(deps, rig.now)

    return work


def test_two_machines_send_nothing_twice(rig: Rig) -> None:
    """Reminders, digests, automatic result notices and lapses, all due at the same time."""
    overdue = [rig.filed() for _ in range(5)]
    for number in overdue:
        rig.advance(number, Action.TRANSFER)
    supplement = [rig.filed() for _ in range(3)]
    for number in supplement:
        rig.act(number, Action.ASK_SUPPLEMENT, "li.na", other="请补充截图")
    rig.deliver()
    rig.at("2026-09-17 周四 10:00")
    repaired = [rig.filed() for _ in range(4)]
    for number in repaired:
        rig.advance(number, Action.FINISH_REPAIR)
    rig.clear_messages()
    rig.at("2026-09-21 周一 10:00")
    second = Store(rig.url, vault())
    together(shift(rig.deps, rig), shift(rig.machine(second), rig))
    second.close()
    assert {rig.ticket(number).state for number in repaired} == {State.CONFIRMING}
    assert {rig.ticket(number).state for number in supplement} == {State.LAPSED}
    said = Counter((sent.user, sent.text) for sent in rig.platform.arrived)
    assert set(said.values()) == {1}
    assert rig.platform.repeats == []
    reminded = Counter(sent.user for sent in rig.platform.arrived if "期限提醒" in sent.text)
    assert set(reminded.values()) == {1}
    assert {row.state for row in rig.outbox()} <= {"sent", "superseded"}


def test_two_senders_share_the_work(rig: Rig) -> None:
    """Neither sends what the other has claimed, and one person's messages stay in order."""
    for number in range(60):
        rig.post(("zhang.wei", "li.na", "wang.fang")[number % 3], f"第{number:02}条")
        rig.later(seconds=1)
    second = Store(rig.url, vault())
    machine = rig.machine(second)
    together(*(lambda deps=deps: _worked(deps, rig) for deps in (rig.deps, machine)))
    second.close()
    deliver(rig.deps, rig.now)
    assert len(rig.platform.arrived) == 60
    assert rig.platform.repeats == []


def _worked(deps: Deps, rig: Rig) -> None:
    for _ in range(30):
        deliver(deps, rig.now, limit=3)
