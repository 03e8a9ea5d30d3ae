"""Headings of the card preview, in the order of the procedure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from regulation.states import State


class Part(StrEnum):
    """One heading of the preview page."""

    FILING = "提出异议与材料检查"
    PRESCREEN = "预审、不予收办与补正"
    PLATFORM = "平台核查、修复、转交与市平台"
    DEPARTMENT = "部门签收、转派、退回、答复、协同、延期与修正"
    PROPOSER = "提出方配合、确认、不认可、撤回与评价"
    SPECIAL = "特例"
    ONE_FAULT = "几人反映同一问题"
    STANDING_IN = "A、B角与代理"
    NOTICES = "提醒、逾期提示与结果告知"
    EYES = "同一件工单，各人所见"
    BY_TELEPHONE = "代录与电话告知"
    REPORT = "质量报告"
    LISTS = "查询、清单与登记簿"
    DESK = "运维与名册"


OF_STATE: Mapping[State, Part] = {
    State.PRESCREEN: Part.PRESCREEN,
    State.SUPPLEMENTING: Part.PRESCREEN,
    State.LAPSED: Part.PRESCREEN,
    State.CHECKING: Part.PLATFORM,
    State.PLATFORM_REPAIR: Part.PLATFORM,
    State.TRANSFERRING: Part.PLATFORM,
    State.CITY: Part.PLATFORM,
    State.DISPATCHED: Part.DEPARTMENT,
    State.VERIFYING: Part.DEPARTMENT,
    State.REPAIRING: Part.DEPARTMENT,
    State.RULING: Part.DEPARTMENT,
    State.COOPERATING: Part.PROPOSER,
    State.CONSENTING: Part.SPECIAL,
    State.NOTIFYING: Part.NOTICES,
    State.CONFIRMING: Part.PROPOSER,
    State.CENTRE_CONFIRMING: Part.PROPOSER,
    State.CLOSED: Part.PROPOSER,
}
