"""Oracle of the report's own rules (settled points 1, 5, 7, 15): whose day it was, repairs that were none, endings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from tests.oracle.case import CaseModel
from tests.oracle.law import CLOSED, PARTY
from tests.oracle.limits import CENTRE, Act, Limit
from tests.oracle.steps import take
from tests.oracle.workdays import Workdays

CONFIRMING = "待提出方确认"
SILENT = {  # what the system does for a proposer who said nothing
    "补正逾期": "补正", "逾期未确认": "提出方确认", "配合逾期": "提出方配合", "特例逾期未答": "特例答复",
}  # fmt: skip
AVERAGED = ("确认办结", "逾期未确认")  # endings whose days are in the median
CLAUSES = {"不予收办": "M10", "视为放弃": "P3", "已撤回": "M5", "特例办结": "G7"}
OWN_RULE = "本系统约定"
ACTS = {
    "不同意特例": "special_refused", "退回补充答复": "replies_returned", "退回反馈": "feedback_returned",
    "撤回": "withdrawn", "未配合终止": "uncooperative", "特例未获回应": "special_unanswered", "无法告知": "untold",
    "未获认可": "unaccepted", "终止办理": "terminated",
}  # fmt: skip
AGAIN = {"答复需配合": "cooperated_again", "答复申请特例": "special_again"}
Step = tuple[Act, date, str, str]  # the act, the day it belongs to, the state and the department after it
Days = Sequence[tuple[date, str, str]]  # each working day, its party, and the department that had the case


def belongs_to(case: CaseModel, act: Act) -> date:
    """A lapse belongs to the day that lapsed, every other act to its own day; asked before the act is taken."""
    if act.word in SILENT and (limits := case.running(SILENT[act.word])):
        return min(act.day, max(limit.due for limit in limits))
    return min(act.day, act.data.get("told_on") or act.day)  # a call or a letter counts on its own day


def days(steps: Sequence[Step], received: date, until: date, workdays: Workdays, *, city_order: bool) -> Days:
    """Each working day belongs to whoever was waited for when it began; the filing day does not count."""
    last = min(until, _closed(steps)) if steps[-1][2] == CLOSED else until
    return [_whose(day, steps, city_order=city_order) for day in workdays.among(received, last)]


def _closed(steps: Sequence[Step]) -> date:
    """The closing day counts; an evaluation afterwards adds nothing."""
    place = len(steps) - 1
    while place and steps[place - 1][2] == CLOSED:
        place -= 1
    return steps[place][1]


def _whose(day: date, steps: Sequence[Step], *, city_order: bool) -> tuple[date, str, str]:
    before = [step for step in steps if step[1] < day] or [steps[0]]
    _, _, state, department = before[-1]
    party = "proposer" if state == CONFIRMING else PARTY[state]
    if party == "department" and any(since < day <= until for since, until in refused(steps)):
        party = "centre"
    if party in ("centre", "proposer") and any(since < day <= until for since, until in returned(steps)):
        party = "department"
    return day, "city" if city_order else party, department if party in ("department", "proposer") else CENTRE


def refused(steps: Sequence[Step]) -> Iterator[tuple[date, date]]:
    """Request and decision of each extension that the centre refused."""
    asked: Act | None = None
    for act, _, _, _ in steps:
        if act.word == "不批准延期" and asked:
            yield asked.day, act.day
        asked = act if act.word == "申请延期" else None if act.word in ("批准延期", "不批准延期") else asked


def returned(steps: Sequence[Step]) -> Iterator[tuple[date, date]]:
    """An indefinite reply and its return: the days between stay the department's."""
    for before, step in pairwise(steps):
        if step[0].word == "退回补充答复":
            yield before[0].day, step[0].day


def late_entry(act: Act, workdays: Workdays) -> bool:
    """A call or a letter that was entered more than one working day after it happened."""
    return "told_on" in act.data and workdays.count(act.data["told_on"], act.day) > 1


def reason(case: CaseModel) -> str:
    """The clause by which a case is in no median: handed over, or ended otherwise than by its confirmation."""
    if case.city_order:
        return "M8"
    if case.outcome and case.outcome not in AVERAGED:
        return CLAUSES.get(case.outcome, OWN_RULE)
    return "P10" if case.state == "市平台处理中" or case.result == "市平台已反馈" else ""


def acts(case: CaseModel, taken: Sequence[Act]) -> Iterator[tuple[Act, str, str]]:
    """The own rules' figures of the acts: whose they are, by the case before them."""
    said: list[str] = []
    for act in taken:
        holder = case.department or CENTRE
        if act.word in ACTS:
            yield act, holder, ACTS[act.word]
        if act.word in said and act.word in AGAIN:
            yield act, holder, AGAIN[act.word]
        if act.data.get("indefinite"):
            yield act, holder, "indefinite"
        take(case, act)
        said = [] if act.word in ("不认可", "复核未通过") else [*said, act.word]


def sham_repairs(case: CaseModel, taken: Sequence[Act]) -> Iterator[tuple[Act, Limit | None, str, Act]]:
    """修正未到位: rejected by the proposer, and in the next round the fault is found still there."""
    last: tuple[str, Limit | None, str, Act] | None = None
    doubted: tuple[str, Limit | None, str, Act] | None = None
    for act in taken:
        if doubted and act.word in _found(doubted[0]):
            yield act, *doubted[1:]
            doubted = None
        if act.word in ("完成修正", "平台修复完成"):
            side, name = (case.department, "部门修正") if act.word == "完成修正" else (CENTRE, "平台修复")
            last = name, next(iter(case.running(name)), None), side, act
        if act.word in ("不认可", "复核未通过"):
            doubted = last if last and case.result == _RESULTS[last[0]] else None
        before = case.state
        take(case, act)
        if case.state == CLOSED != before:
            doubted = None


def promises(case: CaseModel, taken: Sequence[Act], sham: Sequence[Act]) -> list[tuple[Act, str, str]]:
    """P5: each repair that was reported and not returned, whose it is, and whether its date was kept.

    A date that had passed when the repair was left for something else, or when more time was asked for, stays broken;
    it falls away only with the finding itself, and in a new round there is another.
    """
    found: list[tuple[Act, str, str]] = []
    broken = False
    for act in taken:
        state, promised, holder = case.state, case.promised, case.department
        passed = promised is not None and promised < act.day
        take(case, act)
        if act.word in ("完成修正", "平台修复完成"):
            word = "broken" if broken or passed else "kept" if promised and act not in sham else ""
            found.append((act, holder if act.word == "完成修正" else CENTRE, word))
        elif act.word == "退回反馈":
            found.pop()
        elif state in ("部门修正中", "平台修复中") and passed and act.word != "批准延期":
            broken = broken or act.word == "申请延期" or case.state != state or case.promised != promised
        if act.word in ("平台修复完成", "退回补充答复", "更正核查结论", "不认可", "复核未通过"):
            broken = False
    return [one for one in found if one[2]]


_RESULTS = {"部门修正": "责任部门已修正", "平台修复": "平台已修复"}


def _found(name: str) -> tuple[str, ...]:
    return ("平台原因",) if name == "平台修复" else ("答复需修正", "不同意特例", "完成修正")


def approved(case: CaseModel, taken: Sequence[Act]) -> Iterator[tuple[str, int, str]]:
    """The limits that somebody allowed to run longer than the cap, by name, round and holder."""
    for act in taken:
        if act.word == "批准延期" and case.pending:
            limit = case.running(case.pending[0])[0]
            yield limit.name, limit.round, limit.holder
        take(case, act)


def waited(case: CaseModel, taken: Sequence[Act]) -> Iterator[tuple[Act, str]]:
    """Refused requests for a longer repair, and whose they were; asked of `refused` for their days."""
    for act in taken:
        if act.word == "不批准延期" and case.state == "部门修正中":
            yield act, case.department
        take(case, act)
