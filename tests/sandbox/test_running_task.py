"""One task at a time: the next is refused by name or waits, a stop is heard, and every end is said."""

from __future__ import annotations

import threading

import pytest

from sandbox.staging.running_task import Busy, RunningTask, Task, Trouble

PATIENCE = 10.0


@pytest.fixture
def tasks() -> RunningTask:
    return RunningTask(lambda: None)


def test_a_second_one_is_refused_by_the_name_of_the_first(tasks: RunningTask) -> None:
    gate = threading.Event()
    first = tasks.start("一件逾期", lambda _: str(gate.wait(PATIENCE)))
    with pytest.raises(Busy, match="一件逾期"):
        tasks.start("重新开始演练", lambda _: "")
    gate.set()
    assert first.ended.wait(PATIENCE)
    assert tasks.start("重新开始演练", lambda _: "好").ended.wait(PATIENCE)


def test_one_behind_the_demo_tickets_waits_for_them(tasks: RunningTask) -> None:
    order: list[str] = []
    gate = threading.Event()

    def demo(_task: Task) -> str:
        gate.wait(PATIENCE)
        order.append("demo")
        return ""

    def scene(_task: Task) -> str:
        order.append("scene")
        return ""

    tasks.start("示例", demo, waits=True)
    second = tasks.start("一件特例", scene)
    gate.set()
    assert second.ended.wait(PATIENCE)
    assert order == ["demo", "scene"]


def test_it_can_be_stopped_between_two_steps(tasks: RunningTask) -> None:
    def work(task: Task) -> str:
        while True:
            task.go_on()

    task = tasks.start("拨到明年", work)
    tasks.stop()
    assert task.ended.wait(PATIENCE)
    assert (task.text, task.failed) == ("已停下：拨到明年", False)


@pytest.mark.parametrize(
    ("error", "says"), [(Trouble("请先提交"), "请先提交"), (OSError("磁盘满了"), "没有办成“一件特例”：磁盘满了")]
)
def test_whatever_goes_wrong_is_said(tasks: RunningTask, error: Exception, says: str) -> None:
    def work(_task: Task) -> str:
        raise error

    task = tasks.start("一件特例", work)
    assert task.ended.wait(PATIENCE)
    assert (task.text, task.failed) == (says, True)


def test_all_of_them_run_in_one_thread_that_lasts(tasks: RunningTask) -> None:
    """Linux ends the bot with the thread that started it."""
    threads: list[int] = []

    def work(_task: Task) -> str:
        threads.append(threading.get_ident())
        return ""

    for title in ("一", "二"):
        assert tasks.start(title, work).ended.wait(PATIENCE)
    assert len({*threads}) == 1
