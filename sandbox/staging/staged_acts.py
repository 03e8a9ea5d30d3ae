"""What the page can have done: leaps of the clock, scenarios, a fresh start; one at a time, and the guided tour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sandbox.clock_control import ClockControl
from sandbox.staging.clock_walk import ClockWalk
from sandbox.staging.fresh_start import FreshStart
from sandbox.staging.running_task import RunningTask, Task
from sandbox.staging.scenarios import SCENARIOS, Scenario
from sandbox.staging.scene_building import SceneBuilder
from sandbox.tour.guided_tour import Tour


@dataclass
class Staging:
    """`userid` is whose phone a role has; `demo_tickets` are finished at the start and at every fresh one."""

    tasks: RunningTask
    control: ClockControl
    walk: ClockWalk
    builder: SceneBuilder
    tour: Tour
    fresh: FreshStart
    userid: Callable[[str], str]
    demo_tickets: Callable[[], None]
    epoch: int = 0  # how often the rehearsal began anew: an open page is drawn again

    def leap(self, target: datetime) -> Task:
        """Raises ClockBack, Busy."""
        self.control.check(target)
        return self.tasks.start(f"拨到 {target:%Y-%m-%d %H:%M}", partial(self._leap, target))

    def build(self, name: str) -> Task:
        """Raises KeyError for an unknown scenario, Busy."""
        scenario = SCENARIOS[name]
        return self.tasks.start(scenario.title, partial(self._build, scenario))

    def begin_anew(self) -> Task:
        """Raises Busy."""
        return self.tasks.start("重新开始演练", self._begin_anew)

    def begin(self) -> None:
        """The demo tickets of a fresh rehearsal; whatever is started meanwhile waits for them."""
        self.tasks.start("办理示例工单", self._demo, waits=True)

    def _demo(self, _task: Task) -> str:
        self.demo_tickets()
        return ""

    def _leap(self, target: datetime, task: Task) -> str:
        self.walk.to(target, task)
        return f"演练时间 {self.control.local():%Y-%m-%d %H:%M}"

    def _build(self, scenario: Scenario, task: Task) -> str:
        before = self.tour.messages.newest
        try:
            number = self.builder.build(scenario, task)
        finally:
            self.tour.staged.append((before, self.tour.messages.newest))
        task.shows = self.userid(scenario.turn)
        return f"{scenario.title}：{number}。{scenario.said}"

    def _begin_anew(self, _task: Task) -> str:
        self.fresh.begin_anew(self.tasks.report)
        self.builder.made.clear()
        self.tour.since_case = self.tour.since_made = 0
        self.tour.staged.clear()
        self.tasks.report("办理示例工单", 0.9)
        self.demo_tickets()
        self.epoch += 1
        return f"演练已重新开始，时间 {self.control.local():%Y-%m-%d %H:%M}"
