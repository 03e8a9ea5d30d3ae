"""What is to be done on a case, by whom and by when: the first line of its card, with the day and no count of days."""

from __future__ import annotations

from collections.abc import Mapping

from bot.acts.phrases import by, due
from bot.acts.registry import ACTS
from bot.cards.buttons import FIRST
from bot.language import date_text
from bot.view import View
from regulation.shanghai import dated
from regulation.states import ClockKind, Role, State

OWED: Mapping[ClockKind, str] = {  # what a limit asks for
    ClockKind.ACCEPT: "出具是否收办意见",
    ClockKind.SUPPLEMENT: "补正",
    ClockKind.CHECK: "完成平台内部核查",
    ClockKind.PLATFORM_REPAIR: "完成平台修复",
    ClockKind.TRANSFER: "转交责任部门",
    ClockKind.REPLY: "答复",
    ClockKind.REPAIR: "完成修正",
    ClockKind.NOTICE: "告知提出方",
    ClockKind.CONFIRM: "确认办理结果",
    ClockKind.JOINT: "完成协同办理",
    ClockKind.COOPERATE: "配合",
    ClockKind.CONSENT: "决定是否同意特例",
    ClockKind.RULING: "裁定",
    ClockKind.JUDGE: "审批",
    ClockKind.DELAY: "认定是否有正当理由",
    ClockKind.CENTRE_CONFIRM: "核查确认",
    ClockKind.CITY_FOLLOW_UP: "向市平台跟进",
}
BY: Mapping[ClockKind, frozenset[Role]] = {  # who owes it, where it is not the centre
    **dict.fromkeys((ClockKind.REPLY, ClockKind.REPAIR), frozenset((Role.OFFICER, Role.HANDLER))),
    **dict.fromkeys(
        (ClockKind.SUPPLEMENT, ClockKind.CONFIRM, ClockKind.COOPERATE, ClockKind.CONSENT), frozenset((Role.PROPOSER,))
    ),
    ClockKind.JOINT: frozenset((Role.RELATED,)),
}
CENTRE = frozenset((Role.OPERATOR, Role.DIRECTOR))
OTHERS: Mapping[ClockKind, str] = {ClockKind.JOINT: "关联部门", ClockKind.JUDGE: "审批人"}


def duty(view: View) -> str:
    """`请于2026-10-15 周四（含当日）前答复`, for whoever must act; "" for every other reader."""
    if view.limit is None or not _is_mine(view):
        return ""
    what = OWED[view.limit.kind]
    if view.limit.held:
        return f"请尽快{what}（期限{due(view)}，延期{date_text.HELD}）"
    if view.limit.overdue:
        return f"请尽快{what}（期限{due(view)}已过）"
    received = "签收，并" if view.state is State.DISPATCHED else ""
    return f"请{received}于{by(view)}{what}"


def owed(view: View) -> str:
    """`区民政局应于2026-10-15 周四（含当日）前答复`, for every other reader; "" where no limit runs."""
    if view.limit is None:
        return ""
    what = OWED[view.limit.kind]
    late = "，期限已过" if view.limit.overdue else f"，延期{date_text.HELD}" if view.limit.held else ""
    return f"{OTHERS.get(view.limit.kind) or view.holder}应于{by(view)}{what}{late}"


def without_duty(view: View, note: str) -> str:
    """The note without the sentence that the title says already."""
    if view.limit is None or not (said := duty(view)):
        return note
    for sentence in (f"{said}。", f"请于{by(view)}办理。", f"期限{due(view)}已过，请尽快办理。"):
        before, found, after = note.partition(sentence)
        if found:
            stop = "" if not before or before[-1] in "。：；！？\n" else "。"
            return f"{before.rstrip('，')}{stop}{after}"
    return note


def says_when(view: View, text: str) -> bool:
    """Whether a text names the end of the running limit."""
    return view.limit is not None and dated(view.limit.due_on) in text


def _is_mine(view: View) -> bool:
    """Whether this reader owes what the limit asks for; the centre may record a proposer's word, and owes it not."""
    if view.limit is None:
        return False
    if view.limit.kind is ClockKind.JUDGE:
        return any(ACTS[each].judges for each in view.can)
    owing = BY.get(view.limit.kind, CENTRE)
    return bool(view.roles & owing) and any(act in view.can for act in FIRST[view.state])
