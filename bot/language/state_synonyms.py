"""Synonyms of states, results and outcomes: official names and everyday ones, for the search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from regulation.state_groups import TO_REPLY
from regulation.states import Outcome, Result, State
from store.lists.search import Trait

Meant: TypeAlias = State | Outcome | Result | Trait

_USUAL: Mapping[tuple[Meant, ...], str] = {
    (State.PRESCREEN,): "收办 待收办 待受理 预审 预审中 未收办",
    (State.SUPPLEMENTING,): "补正 补正中 要求补正 未补正",
    (State.LAPSED,): "补正逾期 待认定 逾期认定",
    (State.CHECKING,): "核查 核查中 待核查 平台核查",
    (State.PLATFORM_REPAIR,): "平台修复 修复 修复中 待修复 平台原因",
    (State.TRANSFERRING,): "转交 转交中 未转交",
    (State.DISPATCHED,): "签收 未签收",
    (State.VERIFYING,): "核实 核实中 待核实 部门核实 已签收",
    TO_REPLY: "答复 待答复 未答复 待回复 未回复",
    (State.COOPERATING,): "配合 待配合",
    (State.CONSENTING,): "待同意 申请特例 同意特例",
    (State.CONSENTING, Result.SPECIAL, Outcome.SPECIAL): "特例",
    (State.REPAIRING,): "修正 修正中 待修正 部门修正 整改 整改中",
    (State.RULING,): "裁定",
    (State.CITY,): "市平台 转市平台",
    (State.NOTIFYING,): "告知 待告知 反馈 已反馈",
    (State.CONFIRMING,): "确认 待确认",
    (State.CENTRE_CONFIRMING,): "中心确认 依职权 复核 待复核 待中心复核",
    (State.CONFIRMING, Outcome.UNCONFIRMED): "未确认",
    (State.CLOSED,): "办结 已结 结案 已结案 完成 已完成 结束 已结束",
    (Outcome.CONFIRMED,): "已确认 认可",
    (Outcome.DECLINED,): "不收办 不予受理 不受理",
    (Outcome.ABANDONED,): "放弃 已放弃",
    (Outcome.WITHDRAWN,): "撤回",
    (Outcome.UNCOOPERATIVE,): "未配合",
    (Outcome.SPECIAL_UNANSWERED,): "特例未答复 特例未答",
    (Outcome.UNTOLD,): "告知不到 联系不上",
    (Outcome.UNACCEPTED,): "未认可",
    (Outcome.EX_OFFICIO,): "依职权确认",
    (Outcome.TERMINATED,): "终止 已终止",
    (Trait.OPEN,): "在办 未结 未完成 办理中 处理中 进行中",
    (Trait.OVERDUE,): "超期 已超期 已逾期 过期 超时",
    (Trait.DUE_TODAY,): "今日到期 当天到期",
    (Trait.JOINT,): "协同 协同中",
    (Trait.PENDING,): "延期 待批准 待批",
    (Trait.CITY,): "市级 市级下发",
    (Trait.UNRATED,): "评价 未评价",
}
WORDS: Mapping[str, tuple[Meant, ...]] = {
    **{meant.value: (meant,) for kind in (State, Outcome, Result, Trait) for meant in kind},
    **{word: meant for meant, words in _USUAL.items() for word in words.split()},
}
LONGEST_FIRST = tuple(sorted(WORDS, key=len, reverse=True))
