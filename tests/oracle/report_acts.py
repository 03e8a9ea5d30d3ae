"""Which figure an act adds to, and whose; why a case counts for no department (G5, M15)."""

from __future__ import annotations

from collections.abc import Iterator

from tests.oracle.case import Standing
from tests.oracle.limits import Act

CENTRE = ""
LEFT_OUT = {"不予收办": "M10", "视为放弃": "P3", "已撤回": "M5"}


def figures(case: Standing, act: Act) -> Iterator[tuple[str, str, int]]:
    holder = case.department
    by_result = CENTRE if case.result == "平台已修复" or not holder else holder
    match act.word:
        case "完成修正" | "平台修复完成" if case.promised is not None:
            kept = "kept" if act.day <= case.promised else "broken"
            yield CENTRE if act.word == "平台修复完成" else holder, kept, 1
        case "不同意特例":
            yield holder, "rejected", 1
        case "不认可" if case.result != "市平台已反馈":
            yield by_result, "rejected", 1
        case "退回":
            yield holder, "returned", 1
        case "申请延期" if act.data["days"] <= act.data["cap"]:
            yield CENTRE if case.state == "平台修复中" else holder, "extended", 1
        case "批准延期":
            yield CENTRE if case.state == "平台修复中" else holder, "extended_beyond", 1
        case "要求补正" if case.asked:
            yield CENTRE, "deviations", 1
        case "评价" if case.result != "市平台已反馈":
            yield by_result, "score", act.data["score"]


def reason(case: Standing) -> str:
    """Why a case counts for no department, as the clause."""
    if case.city_order:
        return "M8"
    if case.outcome in LEFT_OUT:
        return LEFT_OUT[case.outcome]
    return "P10" if case.state == "市平台处理中" or case.result == "市平台已反馈" else ""
