"""Summary at the quarter's end: what was done, which branches were covered, what was compared."""

from __future__ import annotations

from collections.abc import Iterator

from tests.quarter.environment import Environment, Size
from tests.quarter.final_check import Result, late


def table(environment: Environment, size: Size, result: Result, seconds: float) -> str:
    return "".join(f"{name}：{value}\n" for name, value in _rows(environment, size, result, seconds))


def _rows(environment: Environment, size: Size, result: Result, seconds: float) -> Iterator[tuple[str, object]]:
    simulation, days = environment.simulation, environment.days
    figures = simulation.clock.figures()
    sent = sum(value for name, value in figures.items() if name.startswith("objection_messages_total"))
    crossed = sum(1 for day in simulation.context.workdays.crossed if days[0] <= day <= days[-1])
    yield "时间", f"{days[0]} 至 {days[-1]}，{len(days)}个工作日，其间放假或调休{crossed}天"
    yield "规模", f"{len(simulation.cases)}件工单，{size.departments}个部门，种子{size.seed}"
    yield "办结", sum(case.state == "已办结" for case in simulation.cases)
    yield "各方操作", f"{sum(simulation.acts.values())}步，{simulation.clients.sent}次点击和发言"
    yield "机器人消息", f"{sent:.0f}条"
    yield "期限", f"{sum(len(case.model.limits) for case in simulation.cases)}个，其中超期{late(environment)}个"
    yield "期限提醒", f"应有{simulation.reminders.due}次，收到{simulation.reminders.came}次"
    yield (
        "走到的分支",
        "、".join(f"{word}{count}" for word, count in sorted(simulation.acts.items(), key=lambda each: -each[1])),
    )
    yield "结账月份", "、".join(result.closed) or "无"
    same = result.comparison.compared - len(result.comparison.differences)
    yield "质量报告", f"比对{result.comparison.compared}项，一致{same}项"
    yield "用时", f"{seconds:.0f}秒"
    yield "结论", "通过" if not result.wrong else f"{len(result.wrong)}项问题"
