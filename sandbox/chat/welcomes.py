"""The welcome on each phone of the rehearsal: what its owner is there for, and the first thing to send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Welcome:
    """`command` is what the welcome's one button sends."""

    text: str
    command: str = "帮助"


WELCOMES: Mapping[str, Welcome] = {
    "提出方": Welcome(
        "您在工作中用到公共数据，发现有错误、遗漏或不一致，就在这里提出异议，并看它办到哪一步。", "提出异议"
    ),
    "中心运营": Welcome("您在区大数据中心受理异议：预审、核查平台、转交责任部门，最后告知结果。", "我的待办"),
    "联络专员 A 角": Welcome("您是责任部门的联络人：签收转来的异议，核实、答复，把数据改正。", "我的待办"),
    "联络专员 B 角": Welcome("A 角外出或半个工作日没有签收时，异议会发给您：由您签收、核实并答复。", "我的待办"),
    "经办": Welcome("联络专员把异议转派给您：由您核实并答复。", "我的待办"),
    "分管领导": Welcome("您分管这个部门：逾期的异议会提示您，可以催办。", "逾期"),
    "督办": Welcome("您督办全区的异议：看谁逾期、逾期几天，每月看质量报告。", "统计"),
    "中心主任": Welcome("您负责区大数据中心：延期、再次申请等事项由您决定。", "我的待办"),
    "管理员": Welcome("您维护本系统的人员和目录。"),
    "安全管理员": Welcome("您核准角色的授予和变更。"),
    "审计管理员": Welcome("您查看谁看过、改过什么。"),
    "审计员": Welcome("您查看谁看过、改过什么。"),
}
OTHER = Welcome("发送“帮助”，看您在这里可以做什么。")


def welcome_of(role: str) -> Welcome:
    return WELCOMES.get(role, OTHER)
