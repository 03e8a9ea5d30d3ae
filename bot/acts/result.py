"""Acts of chapter 告知、确认、评价、重新受理: result notice, confirmation or rejection (M5, M14, P9)."""

from __future__ import annotations

from bot.acts.act import Act, D, H, P, ProposerReads, Tell
from bot.acts.phrases import due, found, sentence_for, stated, task, to_call, written
from bot.acts.prescreen import missing
from bot.acts.sample_headings import Part
from bot.view import View
from regulation.state_groups import WITH_PROPOSER
from regulation.states import Action, Result, Role, State, Track

REOPENED_UNTOLD = "已重新受理。告知到提出方后，其期限接续计算。"
CONFIRMING = "请于{by}确认；仍有问题的，请选“不认可”并说明。"


def to_be_told(view: View) -> str:
    """Notice to the centre that a result has to be told to the proposer."""
    return sentence_for(view, "已有办理结果，请于{by}告知提出方。") + found(view)


def _result(view: View) -> str:
    if view.state is State.CLOSED:
        return found(view)
    if view.result is Result.SPECIAL:
        return f"{found(view)}本次异议以特例办结。"
    return f"{found(view)}\n{sentence_for(view, CONFIRMING)}"


def _notified(view: View) -> str:
    if view.track is Track.CITY_ISSUED:
        return "市级工单办结，请按市平台机制反馈处理结果。"
    if view.state is State.CLOSED:
        return "已告知提出方，工单办结。"
    if view.state is State.NOTIFYING and view.on_behalf:
        return to_call(view, "办理结果", "开始确认期限")
    if view.state is State.NOTIFYING:
        return "结果已发给提出方。送达后才算告知（本系统约定），届时开始确认期限；未送达的，请电话或者函告。"
    return "已告知提出方，等待其确认。"


def _rejected(view: View) -> str:
    by = f"，期限{due(view)}" if view.limit else ""
    return f"提出方不认可处理结果：{written(view, Action.REJECT, 'reason')}。请重新办理{by}。"


def _reopened(view: View) -> str:
    if view.state is State.PRESCREEN:
        return sentence_for(view, "已重新受理。请于{by}出具是否收办意见。")
    if view.state is State.SUPPLEMENTING:
        return sentence_for(view, "已重新受理。由提出方于{by}补正。") or REOPENED_UNTOLD
    if view.state is State.CONFIRMING:
        mine = Role.PROPOSER in view.roles
        said = f"已重新受理。{CONFIRMING}" if mine else "已重新受理。由提出方于{by}确认。"
        return sentence_for(view, said) or REOPENED_UNTOLD
    return REOPENED_UNTOLD if view.state in WITH_PROPOSER else "已重新受理，回到原办理环节，期限接续计算。"


def _reopened_to_proposer(view: View) -> str:
    """A declined case that is reopened goes back to the centre's prescreening: the proposer has nothing to do."""
    if view.state is State.PRESCREEN:
        return sentence_for(view, "区大数据中心重新预审，将于{by}出具是否收办意见，您不必再办理。")
    if view.state is State.SUPPLEMENTING:
        return missing(view)
    if view.state is State.CONFIRMING:
        return sentence_for(view, CONFIRMING) or "请确认办理结果；仍有问题的，请选“不认可”并说明。"
    if view.state in WITH_PROPOSER:
        return f"异议已恢复办理，期限接续计算（本系统约定）。{task(view)}"
    rest = "。需要补充材料的，可以点“配合”。" if Action.COOPERATE in view.can else "，您不必再办理。"
    return f"异议已恢复办理，由原办理方继续{rest}"


def _reopened_to_holder(view: View) -> str:
    if view.state is State.PRESCREEN:
        return sentence_for(view, "异议已重新受理，请于{by}出具是否收办意见。")
    if Role.PROPOSER in view.roles:
        return _reopened_to_proposer(view)
    if view.state in WITH_PROPOSER:
        return "异议已重新受理，等待提出方办理；未能告知的，请电话或者函告。"
    why = stated(view, Action.REOPEN, "reason")
    return f"异议已重新受理，期限接续计算（本系统约定）。{why}{task(view)}"


def _unaccepted(view: View) -> str:
    reason = written(view, Action.END_UNACCEPTED, "reason")
    return f"经多轮办理仍未获您认可，区政府办公室决定结束本次异议（本系统约定）。理由：{reason}。"


ACTS = (
    Act(
        action=Action.NOTIFY,
        preview=True,
        help="把办理结果告知提出方",
        aliases=("告知",),
        doer=_notified,
        tells=(
            Tell((P,), _result, "办理结果告知"),
            Tell((D,), _notified, when=lambda case: case.state is State.CLOSED),
        ),
        by_telephone=True,
        sample=Part.NOTICES,
        proposer_reads=ProposerReads.AT_ONCE,
    ),
    Act(
        action=Action.CONFIRM,
        preview=True,
        caption="数据已正确，确认办结",
        help="数据已正确，确认办结",
        aliases=("认可",),
        doer="已确认数据正确，“核实中”标注已清除，异议办结。请您评价。",
        tells=(Tell((D,), "提出方已确认，问题数据标注已清除，工单办结。"),),
        proposer_reads=ProposerReads.AT_ONCE,
    ),
    Act(
        action=Action.REJECT,
        preview=True,
        help="不认可结果，说明仍存在的问题",
        args="问题",
        inline=("reason",),
        doer="已退回继续办理，进展会随时告知您。",
        tells=(Tell((H,), _rejected),),
        grave=True,
        proposer_reads=ProposerReads.AT_ONCE,
    ),
    Act(
        action=Action.LAPSE_CONFIRMATION,
        preview=False,
        tells=(
            Tell((P,), "您未在约定期限内确认。仍有问题的，可申请重新受理。", "异议已办结（逾期未确认）"),
            Tell((D,), "提出方逾期未确认，工单以“逾期未确认”结束。"),
        ),
        by_telephone=True,
    ),
    Act(
        action=Action.EVALUATE,
        preview=False,
        help="评价办理情况（1至5分）",
        args="分数 意见",
        inline=("score", "words"),
        doer="感谢您的评价。",
        ages_cards=False,
        proposer_reads=ProposerReads.AT_ONCE,
    ),
    Act(
        action=Action.REOPEN,
        preview=True,
        help="重新受理已办结的异议",
        args="理由",
        inline=("reason",),
        doer=_reopened,
        tells=(Tell((P,), _reopened_to_proposer, "异议已重新受理"), Tell((H,), _reopened_to_holder)),
        by_telephone=True,
    ),
    Act(
        action=Action.END_UNACCEPTED,
        preview=True,
        help="多轮未获认可，由区政府办公室结束",
        args="理由",
        inline=("reason",),
        doer="已以未获认可结束，理由已告知提出方。",
        tells=(
            Tell((P,), _unaccepted, "异议已结束（未获认可）"),
            Tell((D,), "经区政府办公室决定，工单以未获认可结束。"),
        ),
        by_telephone=True,
        grave=True,
        quiet=True,
        sample=Part.PROPOSER,
        proposer_reads=ProposerReads.AT_ONCE,
    ),
)
