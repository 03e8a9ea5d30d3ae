"""What a step means, said to whoever did it, to the proposer, and to whoever has the ticket now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from bot.cards import words
from bot.cards.view import View
from regulation.states import Action, Result, State, Track

UNTIMED = "市级工单按市级机制办理，不计区级期限。"
Say: TypeAlias = str | Callable[[View], str]  # a sentence with the words of `_words` in it, or what makes one


def note_after(view: View, action: Action) -> str:
    """To the person who has just done it."""
    return _say(view, TO_DOER[action])


def note_to_proposer(view: View, action: Action) -> tuple[str, str]:
    """Title and words for the proposer."""
    title, said = TO_PROPOSER.get(action, (f"{view.number} 有新进展", ""))
    return title, _say(view, said)


def note_to_holder(view: View, action: Action) -> tuple[str, str]:
    """Title and words for whoever must act now, or is told what became of their part."""
    title = f"{view.number} {view.outcome or view.state}"
    return title, _say(view, TO_HOLDER.get(action, ""))


def _say(view: View, said: Say) -> str:
    if callable(said):
        return said(view)
    return (_untimed(said) if view.track is Track.CITY_ISSUED else said).format_map(_words(view))


def _untimed(said: str) -> str:
    """No limit of the district's times a city order (M8): whatever sentence names one says that instead."""
    left = "。".join(sentence for sentence in said.split("。") if "{due}" not in sentence)
    return left if left == said else f"{left}{UNTIMED}" if left.endswith("。") else f"{UNTIMED}{left}"


def _words(view: View) -> Mapping[str, str]:
    return {
        "due": _due(view),
        "handler": view.handler,
        "pending": view.pending,
        "department": _department(view),
        "related": "、".join(view.related),
        "result": result_words(view),
        "task": _new_task(view),
        "cooperated": _text(view, Action.COOPERATE, "done"),
        "unwilling": _text(view, Action.REFUSE_SPECIAL, "reason"),
    }


def _text(view: View, action: Action, *fields: str) -> str:
    """What was written, quoted, or chosen with a step, as far as this viewer may read it."""
    return "；".join(view.said(key) for field in fields if (key := f"{action}:{field}") in view.texts)


def _due(view: View) -> str:
    return f"{words.day(view.limit.due_on, view.limit.provisional)}" if view.limit else ""


def _department(view: View) -> str:
    return view.department or "责任部门"


def _cleared(view: View) -> str:
    proposed = _proposed(view) or "目录中没有登记责任部门，请选择。"
    return f"平台核查无误，请于{_due(view)}前转交。{proposed}"


def _proposed(view: View) -> str:
    return f"{view.proposal_basis}是{view.proposal}，可直接转交。" if view.proposal else ""


def _returned(view: View) -> str:
    said = _text(view, Action.RETURN, "basis")
    if view.state is State.RULING:
        return f"部门再次退回：{said}。请于{_due(view)}前裁定责任部门，裁定后不得再次退回。"
    return f"部门退回：{said}。请于{_due(view)}前重新确定责任部门。{_proposed(view)}"


def _supplemented(view: View) -> str:
    if view.state is State.PRESCREEN:
        return f"补正材料已收到，收办期限重新计算，区大数据中心将于{_due(view)}前出具是否收办意见。"
    return "补正材料已收到，等待区大数据中心认定逾期是否有正当理由。"


def _transferred(view: View) -> str:
    return f"已转交{_department(view)}，答复期限{_due(view)}，已通知其联络专员。"


def _replied(view: View) -> str:
    promised = words.day(view.promised_on) if view.promised_on else ""
    return f"已答复提出方，预计{promised}修正。法定修正期限{_due(view)}，自确认答复起算。问题数据已标注。"


def _with_department(view: View) -> str:
    due = f"，最迟{_due(view)}答复您" if view.limit else ""
    return f"现由{_department(view)}核实{due}。"


def _extended(view: View) -> str:
    return f"已提出延期申请：{view.pending}，等待批准。" if view.pending else f"期限已延长至{_due(view)}。"


def _notified(view: View) -> str:
    if view.track is Track.CITY_ISSUED:
        return "市级工单办结，请按市平台机制反馈处理结果。"
    if view.state is State.CLOSED:
        return "已告知提出方，工单办结。"
    return "已告知提出方，等待其确认。"


def _declined(view: View) -> str:
    ground, reason = _text(view, Action.DECLINE, "ground"), _text(view, Action.DECLINE, "reason")
    return f"不予收办的情形：{ground}。理由：{reason}。如有新的情况，可以重新提出异议。"


def _missing(view: View) -> str:
    items = _text(view, Action.ASK_SUPPLEMENT, "items", "other")
    return f"请于{_due(view)}前一次补正：{items}。无正当理由逾期不补正的，视为放弃本次异议（工作规则二.3）。"


def _promised(view: View) -> str:
    promised = f"预计{words.day(view.promised_on)}完成修正" if view.promised_on else "将修正数据"
    return f"{_department(view)}核实后{promised}。修正期间问题数据已单独标注。"


def _cooperate(view: View) -> str:
    way, steps = _text(view, Action.REPLY_COOPERATE, "way"), _text(view, Action.REPLY_COOPERATE, "steps")
    return f"{_department(view)}请您配合：{way}。流程：{steps}。完成后请点「配合」。"


def _special(view: View) -> str:
    cause, why = _text(view, Action.REPLY_SPECIAL, "cause"), _text(view, Action.REPLY_SPECIAL, "explanation")
    papers = f"附说明文件{view.papers}份，点标题查看。" if view.papers else ""
    asked = f"{_department(view)}申请作为特例数据不做处理。历史原因：{cause}。说明：{why}。"
    return f"{asked}{papers}须经您同意；不同意的，部门继续修正。"


def result_words(view: View) -> str:
    """What verification and repair came to, with the department's own words."""
    said = {
        Result.REPAIRED: f"{_department(view)}已修正数据并重新归集。{_text(view, Action.FINISH_REPAIR, 'done')}",
        Result.PLATFORM_REPAIRED: f"平台已修复数据并重新归集。{_text(view, Action.FINISH_PLATFORM_REPAIR, 'done')}",
        Result.CORRECT: f"{_department(view)}核实无误。{_text(view, Action.REPLY_CORRECT, 'finding', 'basis')}",
        Result.SPECIAL: "经您同意，已作为特例数据记录，不做处理。",
        Result.CITY: f"市大数据资源平台已反馈。{_text(view, Action.CITY_RESULT, 'finding')}",
    }
    return said[view.result] if view.result else ""


def _result(view: View) -> str:
    if view.state is State.CLOSED:
        return result_words(view)
    return f"{result_words(view)}\n请于{_due(view)}前确认；仍有问题的，请选「不认可」并说明。"


def _rejected(view: View) -> str:
    return f"提出方不认可处理结果：{_text(view, Action.REJECT, 'reason')}。请重新办理，期限{_due(view)}。"


def _new_task(view: View) -> str:
    return f"请于{_due(view)}前办理。" if view.limit else "请办理。"


TO_DOER: Mapping[Action, Say] = {
    Action.ACCEPT: "已收办。请于{due}前完成平台内部核查。",
    Action.DECLINE: "已作出不予收办意见，理由已告知提出方。",
    Action.ASK_SUPPLEMENT: "已一次性告知提出方补正内容，期限{due}。",
    Action.CLEAR_PLATFORM: _cleared,
    Action.BLAME_PLATFORM: "已认定平台原因，问题数据已标注，修复期限{due}。",
    Action.TRANSFER: _transferred,
    Action.RULE: _transferred,
    Action.RECEIVE: "已签收。答复期限{due}，自送达之日起算。",
    Action.DISPATCH: "已转派{handler}，期限不变。",
    Action.REPLY_REPAIR: _replied,
    Action.EXTEND: _extended,
    Action.FINISH_REPAIR: "已反馈区大数据中心，由其告知提出方确认。",
    Action.NOTIFY: _notified,
    Action.CONFIRM: "已确认，问题数据标注已清除，异议办结。请您评价。",
    Action.REJECT: "已退回继续办理，进展会随时告知您。",
    Action.EVALUATE: "感谢您的评价。",
    Action.URGE: "已催办，承办人会收到提醒。",
    Action.WITHDRAW: "异议已撤回。",
    Action.TELEPHONE: "通话结果已记录。",
    Action.LINK: "关联情况已更新；各工单仍分别计时、分别告知、分别确认。",
    Action.COOPERATE: "已转告责任部门继续核实。",
    Action.SUPPLEMENT: _supplemented,
    Action.JUSTIFY: "已认定正当理由，补正期限为{due}，已告知提出方。",
    Action.ABANDON: "已视为放弃本次异议并告知提出方；提出方可以重新提出。",
    Action.FINISH_PLATFORM_REPAIR: "平台修复完成。请于{due}前告知提出方。",
    Action.HAND_TO_CITY: "已转市平台，按市平台机制办理，不计区级期限。",
    Action.CITY_RESULT: "已登记市平台反馈。",
    Action.TAKE_BACK: "已收回转派，由联络专员办理，期限不变。",
    Action.RETURN: "已退回区大数据中心，由其重新确定责任部门。此前的工作日仍计入本部门。",
    Action.REPLY_CORRECT: "已答复核实无误，由区大数据中心告知提出方。",
    Action.REPLY_COOPERATE: "已请提出方配合；其配合后，答复期限重新完整计算。",
    Action.REPLY_SPECIAL: "已申请作为特例数据，须经提出方同意。",
    Action.CONSENT: "您已同意作为特例数据，不做处理；结果将正式告知您。",
    Action.REFUSE_SPECIAL: "已转告责任部门，部门应于{due}前修正。",
    Action.REQUEST_JOINT: "已申请协同处理，等待区大数据中心批准；本部门的期限不变。",
    Action.APPROVE_JOINT: "已同意协同处理，已通知关联部门；责任部门的期限不变。",
    Action.REFUSE_JOINT: "未同意协同处理，责任部门按原期限办理。",
    Action.FINISH_RELATED: "协同处理已完成，已通知责任部门。",
    Action.APPROVE_EXTENSION: "已批准延期，期限{due}。",
    Action.REFUSE_EXTENSION: "未批准延期，期限仍为{due}。",
    Action.REOPEN: "已重新受理。{task}",
    Action.CORRECT_VERDICT: "认定已更正，记入数据质量报告。",
}
TO_PROPOSER: Mapping[Action, tuple[str, Say]] = {
    Action.ACCEPT: ("您的异议已收办", "区大数据中心已收办，正在核查平台内部数据。"),
    Action.DECLINE: ("您的异议不予收办", _declined),
    Action.ASK_SUPPLEMENT: ("请补正异议材料", _missing),
    Action.LAPSE: ("补正期限已过", "有正当理由的，请说明并尽快补正，由区大数据中心认定。"),
    Action.JUSTIFY: ("补正期限已调整", "区大数据中心已认定正当理由，期限{due}。"),
    Action.ABANDON: ("视为放弃本次异议", "因逾期未补正，视为放弃本次异议。需要时可以重新提出。"),
    Action.BLAME_PLATFORM: ("已查明平台原因", "平台正在修复数据，期限{due}。问题数据已标注。"),
    Action.HAND_TO_CITY: ("已转市平台办理", "所涉数据由市平台提供，按市平台机制办理，进展会告知您。"),
    Action.REPLY_REPAIR: ("责任部门已答复", _promised),
    Action.REPLY_COOPERATE: ("需要您配合", _cooperate),
    Action.REPLY_SPECIAL: ("请决定是否同意特例", _special),
    Action.TRANSFER: ("已转交责任部门", _with_department),
    Action.RULE: ("已裁定责任部门", _with_department),
    Action.RECEIVE: ("责任部门已签收", "{department}已签收，正在核实，最迟{due}答复您。"),
    Action.RETURN: ("正在重新确定责任部门", "部门认为数据不由其负责，区大数据中心将于{due}前重新确定。"),
    Action.EXTEND: ("修正期限已延长", "因客观原因，修正期限延长至{due}。"),
    Action.APPROVE_EXTENSION: ("修正期限已延长", "经批准，修正期限延长至{due}。"),
    Action.NOTIFY: ("办理结果告知", _result),
    Action.LAPSE_CONFIRMATION: ("异议已办结（逾期未确认）", "您未在约定期限内确认。仍有问题的，可申请重新受理。"),
    Action.REOPEN: ("异议已重新受理", _new_task),
    Action.RECOMPUTE: ("办理期限已重算", "放假通知已发布，期限重算为{due}。"),
}
TO_HOLDER: Mapping[Action, Say] = {
    Action.FILE: "收到新的异议，请于{due}前出具是否收办意见。",
    Action.SUPPLEMENT: "提出方已补正，请于{due}前出具是否收办意见。",
    Action.LAPSE: "提出方逾期未补正，请认定是否有正当理由。",
    Action.TRANSFER: "请签收并核实。答复期限{due}，自送达之日起算，不以签收为准。",
    Action.RULE: "经裁定由本部门办理，不再退回。答复期限{due}。",
    Action.DISPATCH: "联络专员已转派您办理，期限{due}。",
    Action.RETURN: _returned,
    Action.COOPERATE: "提出方已配合：{cooperated}。答复期限{due}。",
    Action.REFUSE_SPECIAL: "提出方不同意特例：{unwilling}。请于{due}前修正。",
    Action.REQUEST_JOINT: "部门申请协同处理，关联部门：{related}。请决定是否同意。",
    Action.APPROVE_JOINT: "已同意协同处理，请关联部门在期限内配合。{task}",
    Action.REFUSE_JOINT: "未同意协同处理，请按原期限办理。",
    Action.FINISH_RELATED: "关联部门已完成协同处理。",
    Action.EXTEND: "申请延期：{pending}。超过“原则上”期限，请决定是否批准。",
    Action.APPROVE_EXTENSION: "延期已批准，期限{due}。",
    Action.REFUSE_EXTENSION: "延期未批准，期限仍为{due}。",
    Action.NOTIFY: _notified,
    Action.CONFIRM: "提出方已确认，问题数据标注已清除，工单办结。",
    Action.REJECT: _rejected,
    Action.LAPSE_CONFIRMATION: "提出方逾期未确认，工单以“逾期未确认”结束。",
    Action.WITHDRAW: "提出方已撤回异议，无需继续办理。",
    Action.URGE: "收到催办。{task}",
    Action.RECOMPUTE: "放假通知已发布，期限重算为{due}。",
    Action.REPLY_REPAIR: "责任部门已答复需修正，请关联部门在协同期限内完成相关源数据的修正。",
    **dict.fromkeys(
        (
            Action.REPLY_CORRECT,
            Action.FINISH_REPAIR,
            Action.FINISH_PLATFORM_REPAIR,
            Action.CONSENT,
            Action.CITY_RESULT,
        ),
        "已有办理结果，请于{due}前告知提出方。{result}",
    ),
}
