"""Acts of chapter 任何阶段: withdrawal, undoing it, termination, urging, linking, corrected verdicts (M2, M5, M15)."""

from __future__ import annotations

from bot.acts.act import Act, D, H, P, ProposerReads, R, Tell
from bot.acts.phrases import sentence_for, task, written
from bot.acts.sample_headings import Part
from bot.view import Scope, View
from regulation.states import Action, State


def _withdrawn(view: View) -> str:
    own = view.scope is Scope.OWN
    if not view.ex_officio:
        return f"异议已撤回。{_undoable(view) if own else ''}"
    if own:
        return _undoable(view)  # their card says itself that the case goes on without them
    return "撤回已记录；数据问题已经查实，由区大数据中心和责任部门依职权继续办理，不再请提出方确认。"


def _undoable(view: View) -> str:
    days = view.undo_days
    return f"{days}个工作日内，可以请区大数据中心恢复办理（本系统约定）。" if days else ""


def _withdrawal_foretold(view: View) -> str:
    if not view.undo_days:
        return "撤回后，本次异议结束。"
    found = "数据问题已经查实的，由区大数据中心和责任部门依职权继续修正，不再请您确认；尚未查实的，本次异议结束。"
    return f"撤回后，{found}{_undoable(view)}"


def _urged(view: View) -> str:
    """An instruction of a leader is told word for word."""
    newest = view.instructions[-1] if view.instructions else None
    if newest is None or view.last is None or newest.seq != view.last.seq:
        return "收到催办。"
    return f"收到{newest.shown}\n"


def _urged_by(view: View) -> str:
    newest = view.instructions[-1] if view.instructions else None
    instructed = newest is not None and view.last is not None and newest.seq == view.last.seq
    return "已催办，批示已发给承办人，记入办理过程。" if instructed else "已催办，承办人会收到提醒。"


def _withdrawn_to_department(view: View) -> str:
    if view.state is State.CLOSED:
        return "提出方已撤回异议，无需继续办理。"
    return "提出方已撤回；数据问题已经查实，依职权继续办理（本系统约定）。"


def _ex_officio(view: View) -> str:
    stays = "提出方已撤回；数据问题已经查实，依职权继续办理（本系统约定）。"
    if view.state is State.CENTRE_CONFIRMING:
        return stays + sentence_for(view, "请两人核查，于{by}确认。")
    return stays + task(view)


def _terminated(view: View) -> str:
    rule, reason = written(view, Action.TERMINATE, "rule"), written(view, Action.TERMINATE, "reason")
    return (
        "数据问题由具体行政行为导致，且已有相关法律法规或其他规定能够处理，不在本办法适用范围（办法第二条）。"
        f"可以处理该问题的规定：{rule}。理由：{reason}。有新的情况，可以申请重新受理或者重新提出异议。"
    )


ACTS = (
    Act(
        action=Action.WITHDRAW,
        preview=True,
        help="撤回异议",
        args="理由",
        inline=("reason",),
        doer=_withdrawn,
        foretold=_withdrawal_foretold,
        tells=(
            Tell((H,), _ex_officio, when=lambda case: case.state is not State.CLOSED),
            Tell((D,), _withdrawn_to_department),
        ),
        grave=True,
        proposer_reads=ProposerReads.AT_ONCE,
    ),
    Act(
        action=Action.URGE,
        preview=False,
        help="提醒承办人尽快办理",
        aliases=("催一下",),
        doer=_urged_by,
        tells=(
            Tell((H,), lambda view: f"{_urged(view)}{task(view)}"),
            Tell((R,), lambda view: f"{_urged(view)}请关联部门在协同期限内完成本部门的部分。"),
        ),
        ages_cards=False,
        sample=Part.NOTICES,
    ),
    Act(
        action=Action.LINK,  # typed as 关联 or 取消关联, which are commands of their own
        preview=False,
        inline=(),
        doer="关联情况已更新；各工单仍分别计时、分别告知、分别确认。",
        ages_cards=False,
        quiet=True,
        sample=Part.ONE_FAULT,
    ),
    Act(
        action=Action.RECOMPUTE,
        preview=False,
        inline=(),
        tells=(
            Tell((P,), "工作日历有变动，期限重算为{due}。", "办理期限已重算"),
            Tell((H,), "工作日历有变动，期限重算为{due}。"),
        ),
        ages_cards=False,
        quiet=True,
        sample=Part.NOTICES,
    ),
    Act(
        action=Action.CORRECT_VERDICT,
        preview=True,
        help="更正已冻结的期限认定",
        args="理由",
        inline=("reason",),
        doer="认定已更正，记入数据质量报告。",
        ages_cards=False,
        quiet=True,
        sample=Part.REPORT,
    ),
    Act(
        action=Action.UNDO_WITHDRAWAL,
        preview=True,
        help="应提出方要求，恢复已撤回的异议",
        args="理由",
        inline=("reason",),
        doer="已恢复办理，期限接续计算（本系统约定）。",
        tells=(
            Tell((P,), "您的异议已恢复办理。", "异议已恢复办理"),
            Tell((H,), "应提出方要求恢复办理，期限接续计算（本系统约定）。{task}"),
            Tell((D,), "提出方的异议已恢复办理，期限接续计算。"),
        ),
        sample=Part.PROPOSER,
        by_telephone=True,
    ),
    Act(
        action=Action.TERMINATE,
        preview=True,
        help="收办后发现不适用本办法，终止办理",
        args="规定名称 理由",
        inline=("rule", "reason"),
        doer="已终止办理，理由已告知提出方。",
        tells=(
            Tell((P,), _terminated, "您的异议终止办理"),
            Tell((D,), "经查不适用本办法，工单已终止办理，无需继续办理。"),
        ),
        by_telephone=True,
        grave=True,
        sample=Part.PRESCREEN,
        proposer_reads=ProposerReads.AT_ONCE,
        departments_read=False,
    ),
)
