"""The table at the quarter's end: how much was done, which branches were taken, what was compared."""

from __future__ import annotations

from collections.abc import Iterator

from tests.quarter.environment import Size, Stage
from tests.quarter.final_check import Verdict, late


def table(stage: Stage, size: Size, verdict: Verdict, seconds: float) -> str:
    return "".join(f"{name}：{value}\n" for name, value in _rows(stage, size, verdict, seconds))


def _rows(stage: Stage, size: Size, verdict: Verdict, seconds: float) -> Iterator[tuple[str, object]]:
    play, days = stage.play, stage.days
    figures = play.hand.figures()
    sent = sum(value for name, value in figures.items() if name.startswith("objection_messages_total"))
    crossed = sum(1 for day in play.world.workdays.crossed if days[0] <= day <= days[-1])
    yield "时间", f"{days[0]} 至 {days[-1]}，{len(days)}个工作日，其间放假或调休{crossed}天"
    yield "规模", f"{len(play.cases)}件工单，{size.departments}个部门，种子{size.seed}"
    yield "办结", sum(case.state == "已办结" for case in play.cases)
    yield "各方操作", f"{sum(play.acts.values())}步，{play.phones.sent}次点击和发言"
    yield "机器人消息", f"{sent:.0f}条"
    yield "期限", f"{sum(len(case.standing.limits) for case in play.cases)}个，其中超期{late(stage)}个"
    yield "期限提醒", f"应有{play.reminders.due}次，收到{play.reminders.came}次"
    yield (
        "走到的分支",
        "、".join(f"{word}{count}" for word, count in sorted(play.acts.items(), key=lambda each: -each[1])),
    )
    yield "结账月份", "、".join(verdict.closed) or "无"
    same = verdict.comparison.compared - len(verdict.comparison.differences)
    yield "质量报告", f"比对{verdict.comparison.compared}项，一致{same}项"
    yield "用时", f"{seconds:.0f}秒"
    yield "结论", "通过" if not verdict.wrong else f"{len(verdict.wrong)}项问题"
