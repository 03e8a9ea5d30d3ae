"""A fresh case in a given state, by the acts of the people whose phones are on the page: 一件待答复, 一件逾期 …"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from sandbox.demo_district import RELATED

PROPOSER, OPERATOR, OFFICER, LEADER = "提出方", "中心运营", "联络专员 A 角", "分管领导"


@dataclass(frozen=True, slots=True)
class Act:
    """A command with the number, or a button on the newest card; `state` or `step` is what comes of it."""

    who: str
    say: str = ""
    press: str = ""
    choice: str = ""
    state: str = ""
    step: str = ""
    asked: tuple[str, ...] = ()  # the question that a text without the number answers


@dataclass(frozen=True, slots=True)
class Scenario:
    """`turn` is whose phone is shown at the end, `said` what they have before them."""

    title: str
    acts: tuple[Act, ...]
    turn: str
    said: str
    late: bool = False  # the clock is then moved beyond the limit


_TRANSFERRED = (
    Act(OPERATOR, say="收办 {n}", state="平台核查中"),
    Act(OPERATOR, say="平台核查无误 {n}", state="待转交"),
    Act(OPERATOR, say="转交 {n} {department}", state="待签收"),
)
_RECEIVED = (*_TRANSFERRED, Act(OFFICER, say="签收 {n}", state="部门核实中"))
_REPLIED = (
    *_RECEIVED,
    Act(OFFICER, say="答复需修正 {n}"),
    Act(OFFICER, say="经核实，变更登记后未同步", asked=("finding",)),
    Act(OFFICER, say="5个工作日后", asked=("expected_on",)),
    Act(OFFICER, press="确定", state="部门修正中"),
)
_REPAIRED = (
    *_REPLIED,
    Act(OFFICER, say="完成修正 {n}"),
    Act(OFFICER, say="已按变更登记更正", asked=("done",)),
    Act(OFFICER, press="确定", choice="是"),
    Act(OFFICER, say="当日批次", asked=("batch",)),
    Act(OFFICER, press="确定", state="待告知结果"),
)
_SPECIAL = (
    *_RECEIVED,
    Act(OFFICER, say="答复申请特例 {n} 1998年纸质档案在搬迁中遗失，无法核实修正"),
    Act(OFFICER, press="确定", choice="原始资料"),
    Act(OFFICER, press="确定", state="待同意特例"),
)
_RETURNED = (
    *_TRANSFERRED,
    Act(OFFICER, say="退回 {n} 从业人数由其他部门采集"),
    Act(OFFICER, press="确定", choice="{related}"),
    Act(OFFICER, press="确定", state="待转交"),
)
_ASKED = (
    Act(OPERATOR, say="要求补正 {n} 请补充企业的统一社会信用代码"),
    Act(OPERATOR, press="确定", state="待补正"),
)
_TOLD = (*_REPAIRED, Act(OPERATOR, say="告知结果 {n}"), Act(OPERATOR, press="确定", state="待提出方确认"))
_JOINT = (
    *_RECEIVED,
    Act(OFFICER, say="申请协同 {n}"),
    Act(OFFICER, press="确定", choice="{related}"),
    Act(OFFICER, say="双方都有登记，须一同核对", asked=("reason",)),
    Act(OFFICER, press="确定", step="申请协同"),
    Act(OPERATOR, say="同意协同 {n}"),
    Act(OPERATOR, press="确定", step="同意协同"),
)

SCENARIOS: Mapping[str, Scenario] = {
    "prescreen": Scenario("一件待预审", (), OPERATOR, "可以收办、要求补正或者不予收办"),
    "supplement": Scenario("一件待补正", _ASKED, PROPOSER, "请按“补正”，写好后按“完成”"),
    "reply": Scenario("一件待答复", _RECEIVED, OFFICER, "已经签收，请按“答复”"),
    "repair": Scenario("一件待修正", _REPLIED, OFFICER, "已经答复属实，请按“完成修正”"),
    "notice": Scenario("一件待告知", _REPAIRED, OPERATOR, "已经修正，请按“告知结果”"),
    "confirm": Scenario("一件待确认", _TOLD, PROPOSER, "请按“确认”或者“不认可”"),
    "late": Scenario(
        "一件逾期",
        _RECEIVED,
        LEADER,
        "答复已经逾期：联络专员得到提醒，分管领导收到督促，督办收到摘要",
        late=True,
    ),
    "special": Scenario("一件特例", _SPECIAL, PROPOSER, "请决定是否同意特例"),
    "joint": Scenario("一件协同", _JOINT, RELATED, "请办理后按“协同完成”"),
    "returned": Scenario("一件退回", _RETURNED, OPERATOR, "部门认为不归其办理，请重新转交"),
}

_COMPANIES = count(1)


@dataclass(frozen=True, slots=True)
class Filing:
    """What the proposer writes: another company each time, so that no case is taken for the one before."""

    source: str
    kind: str
    texts: tuple[str, str, str]


def next_filing() -> Filing:
    number = next(_COMPANIES)
    record = f"松涛路{number}号第{number}科技公司2025年报从业人数为0人"
    return Filing("企业年报信息", "错误", (record, f"实际为{30 + number}人", "核对用工补贴时发现"))
