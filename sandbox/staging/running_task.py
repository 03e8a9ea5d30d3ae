"""What the page has the rehearsal do by itself: one task at a time, with its progress, and stopped on request."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue


class Busy(RuntimeError):
    """Another task is running; the text names it."""


class Stopped(RuntimeError):
    """The task was stopped by a person."""


class Trouble(RuntimeError):
    """The task could not be done; the text is for the person at the page."""


@dataclass(slots=True)
class Task:
    """One task: its title, how far it is, and how it ended."""

    title: str
    number: int
    text: str = ""
    share: float = 0.0  # of the whole, 0 to 1
    shows: str = ""  # whose phone to look at when it is done
    failed: bool = False
    waits: bool = False  # a small one of our own, which others wait for
    stop: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def go_on(self) -> None:
        """Raises Stopped where somebody has asked for it; call it between two steps."""
        if self.stop.is_set():
            raise Stopped(f"已停下：{self.title}")


Work = Callable[[Task], str]  # returns what to say at the end


class RunningTask:
    """Runs tasks in one thread that lasts, because Linux ends the bot with the thread that started it.

    `changed` tells the pages.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._lock, self._queue = threading.Lock(), SimpleQueue[tuple[Task, Work]]()
        self.task: Task | None = None
        threading.Thread(target=self._run_all, name="tasks", daemon=True).start()

    def start(self, title: str, work: Work, *, waits: bool = False) -> Task:
        """Raises Busy while another runs, unless that one is of the kind that others wait for."""
        with self._lock:
            running = self.task
            if running and not running.ended.is_set() and not running.waits:
                raise Busy(f"正在进行：{running.title}。请等它做完，或者先按“停下”")
            task = self.task = Task(title, running.number + 1 if running else 1, waits=waits)
            self._queue.put((task, work))
        return task

    def report(self, text: str, share: float) -> None:
        """Say how far the task is."""
        if self.task is not None:
            self.task.text, self.task.share = text, max(0.0, min(share, 1.0))
        self._changed()

    def stop(self) -> None:
        if self.task is not None:
            self.task.stop.set()

    def _run_all(self) -> None:
        while True:
            self._run(*self._queue.get())

    def _run(self, task: Task, work: Work) -> None:
        try:
            task.text = work(task)
        except (Stopped, Trouble) as reason:
            task.text, task.failed = str(reason), not isinstance(reason, Stopped)
        except Exception as error:  # noqa: BLE001 — whatever it was, the page must say that it ended
            task.text, task.failed = f"没有办成“{task.title}”：{error}", True
        finally:
            task.share = 1.0
            task.ended.set()
            self._changed()
