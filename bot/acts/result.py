"""Acts of chapter 告知、确认、评价、重新受理: result notice, confirmation or rejection (M5, M14, P9)."""

from __future__ import annotations

from bot.acts.act import Act, D, H, P, ProposerReads, Tell
from bot.acts.phrases import department, due, sentence_for, written
from bot.acts.prescreen import missing
from bot.acts.sample_headings import Part
from bot.view import View
from regulation.states import Action, Result, Role, State, Track

CONFIRMING = "请于{due}前确认；仍有问题的，请选「不认可」并说明。"


def found(view: View) -> str:
    """The result of verification and repair, with the department's text."""
    words = {
        Result.REPAIRED: f"{department(view)}已修正数据并重新归集。{written(view, Action.FINISH_REPAIR, 'done')}",
        Result.PLATFORM_REPAIRED: f"平台已修复数据并重新归集。{written(view, Action.FINISH_PLATFORM_REPAIR, 'done')}",
        Result.CORRECT: f"{department(view)}核实无误。{written(view, Action.REPLY_CORRECT, 'finding', 'basis')}",
        Result.SPECIAL: "经您同意，已作为特例数据记录，不做处理。",
        Result.CITY: f"市大数据资源平台已反馈。{written(view, Action.CITY_RESULT, 'finding')}",
    }
    return words[view.result] if view.result else ""


def to_be_told(view: View) -> str:
    """Notice to the centre that a result has to be told to the proposer."""
    return sentence_for(view, "已有办理结果，请于{due}前告知提出方。") + found(view)


def _result(view: View) -> str:
    return found(view) if view.state is State.CLOSED else f"{found(view)}\n{sentence_for(view, CONFIRMING)}"


def _notified(view: View) -> str:
    if view.track is Track.CITY_ISSUED:
        return "市级工单办结，请按市平台机制反馈处理结果。"
    if view.state is State.CLOSED:
        return "已告知提出方，工单办结。"
    return "已告知提出方，等待其确认。"


def _rejected(view: View) -> str:
    by = f"，期限{due(view)}" if view.limit else ""
    return f"提出方不认可处理结果：{written(view, Action.REJECT, 'reason')}。请重新办理{by}。"


def _reopened(view: View) -> str:
    if view.state is State.PRESCREEN:
        return sentence_for(view, "已重新受理。请于{due}前出具是否收办意见。")
    if view.state is State.SUPPLEMENTING:
        return sentence_for(view, "已重新受理，由提出方于{due}前补正。")
    if Role.PROPOSER in view.roles:
        return sentence_for(view, f"已重新受理。{CONFIRMING}")
    return sentence_for(view, "已重新受理，由提出方于{due}前确认。")


def _reopened_to_proposer(view: View) -> str:
    """A declined case that is reopened goes back to the centre's prescreening: the proposer has nothing to do."""
    if view.state is State.PRESCREEN:
        return sentence_for(view, "区大数据中心重新预审，将于{due}前出具是否收办意见，您不必再办理。")
    return missing(view) if view.state is State.SUPPLEMENTING else sentence_for(view, CONFIRMING)


def _reopened_to_holder(view: View) -> str:
    if view.state is State.PRESCREEN:
        return sentence_for(view, "异议已重新受理，请于{due}前出具是否收办意见。")
    return _reopened_to_proposer(view)


ACTS = (
    Act(
        action=Action.NOTIFY,
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
        action=Action.TELEPHONE,
        help="登记电话告知提出方的结果",
        args="结果 备注",
        aliases=("已电话告知",),
        inline=("answer", "note"),
        doer="通话结果已记录。",
        ages_cards=False,
        quiet=True,
        sample=Part.BY_TELEPHONE,
        departments_read=False,
    ),
    Act(
        action=Action.CONFIRM,
        help="确认结果，办结",
        aliases=("认可",),
        doer="已确认，问题数据标注已清除，异议办结。请您评价。",
        tells=(Tell((D,), "提出方已确认，问题数据标注已清除，工单办结。"),),
        proposer_reads=ProposerReads.AT_ONCE,
    ),
    Act(
        action=Action.REJECT,
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
        tells=(
            Tell((P,), "您未在约定期限内确认。仍有问题的，可申请重新受理。", "异议已办结（逾期未确认）"),
            Tell((D,), "提出方逾期未确认，工单以“逾期未确认”结束。"),
        ),
        by_telephone=True,
    ),
    Act(
        action=Action.EVALUATE,
        help="评价办理情况（1至5分）",
        args="分数 意见",
        inline=("score", "words"),
        doer="感谢您的评价。",
        ages_cards=False,
        proposer_reads=ProposerReads.AT_ONCE,
    ),
    Act(
        action=Action.REOPEN,
        help="重新受理已办结的异议",
        args="理由",
        inline=("reason",),
        doer=_reopened,
        tells=(
            Tell((P,), _reopened_to_proposer, "异议已重新受理"),
            Tell((H,), _reopened_to_holder),
        ),
    ),
)
