"""Oracle of the limits: length in working days, when one is overdue, and the data of an act (M14, P2–P9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tests.oracle.law import JOINT

SYSTEM = ""  # an act by nobody: a limit passed and the rules apply
CENTRE = ""  # as the holder of a limit
DAYS = {
    "收办意见": 1, "补正": 3, "平台核查": 2, "平台修复": 5, "转交": 1, "部门答复": 3, "部门修正": 7, "结果告知": 1,
    "提出方确认": 5, "提出方配合": 5, "特例答复": 5, "裁定": 1, "审批": 1, "逾期认定": 1, "中心确认": 5,
    "市平台跟进": 10,
}  # fmt: skip  # from 提出方确认 on: own rules
CAPS = {"平台修复": 15, "部门修正": 10}  # 原则上
OF_DEPARTMENT = ("部门答复", "部门修正")
JUDGED = "审批"  # within a day: an extension beyond the cap, joint handling, a second special case (own rule)
# The proposer's limit that begins when they were told (M14), and the limit that goes on where an ending is undone.
OF_PROPOSER = {"待补正": "补正", "待提出方配合": "提出方配合", "待同意特例": "特例答复", "待提出方确认": "提出方确认"}
GOES_ON = {
    "待预审": "收办意见", "逾期待认定": "逾期认定", "平台核查中": "平台核查", "平台修复中": "平台修复",
    "待转交": "转交", "待签收": "部门答复", "部门核实中": "部门答复", "部门修正中": "部门修正", "待裁定": "裁定",
    "市平台处理中": "市平台跟进", "待告知结果": "结果告知", "待中心确认": "中心确认",
}  # fmt: skip
# Names of the report's figures; a limit of the proposer counts in none.
COUNTED = {
    "收办意见": "accept", "平台核查": "check", "平台修复": "platform", "转交": "transfer", "部门答复": "reply",
    "部门修正": "repair", "结果告知": "notice", JOINT: "joint", "裁定": "ruling", "审批": "judge",
    "逾期认定": "delay", "中心确认": "confirm",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """One act by its official name; `data` are the inputs that the oracle needs:

    days (of a limit), department (a code), related (codes), handler, expected (a day), also (the department's turn
    too), reached (by call or letter) and told_on (its day), score, and of a corrected verdict limit, round, holder and
    verdict.
    """

    at: datetime
    word: str
    by: str
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> date:
        return self.at.date()


@dataclass(slots=True)
class Limit:
    """One statutory limit; `holder` is a department's code, empty for the centre. `late` None: not counted.

    `round` is the number of the act that started it.
    """

    name: str
    holder: str
    since: datetime
    days: int
    due: date
    round: int = 0
    stopped: datetime | None = None
    late: bool | None = None
    missed: bool = False  # it was overdue before it was extended
    turn: int = 1  # the case's round
    cap: int = 0  # 原则上; less what was used up, where it goes on with what was left
    about: str = ""  # what is to be judged: extension, joint, special
    held: bool = False  # stopped late while an extension waited: its verdict is open until that is decided
    returned: bool = False  # the reply or feedback that had stopped it was returned

    @property
    def runs(self) -> bool:
        return self.stopped is None

    def over(self, at: datetime) -> bool:
        """A due day ends at midnight; an extended limit is over after its own last day."""
        return at.date() > self.due

    def passed(self, at: datetime) -> bool:
        """Whether it counts as missed: overdue now, or before it was extended."""
        return self.missed or self.over(at)
