"""Acts of chapter 送达: a notice that reached the proposer, by message, call or letter, or could not (M14)."""

from __future__ import annotations

from bot.acts.act import Act, D, P, Tell
from bot.acts.phrases import found, sentence_for, task
from bot.acts.result import CONFIRMING
from bot.acts.sample_headings import Part
from bot.view import View
from regulation.case import Case
from regulation.state_groups import WITH_PROPOSER
from regulation.states import Action, Outcome, State
from regulation.telling import LIMITS


def _told(view: View) -> str:
    """The proposer's card once the notice has reached them: from now on the limit is certain."""
    if view.state is State.CONFIRMING:
        return f"{found(view)}\n{sentence_for(view, CONFIRMING)}"
    if view.state is State.CLOSED:
        return "本次异议已结束。"
    return f"已告知您。{task(view)}" if view.state in WITH_PROPOSER else "已告知您。"


def _told_title(view: View) -> str:
    return "办理结果告知" if view.state is State.CONFIRMING else "已告知"


def _case_over(case: Case) -> bool:
    return case.state is State.CLOSED and case.outcome is Outcome.SPECIAL


def _called(view: View) -> str:
    return f"通话结果已记录。{_proposers_limit(view)}"


def _written_to(view: View) -> str:
    return f"函件情况已记录；送达的，自送达之日视为已告知。{_proposers_limit(view)}"


def _proposers_limit(view: View) -> str:
    """What began where the proposer was reached."""
    return sentence_for(view, "提出方的期限为{due}。") if view.state in LIMITS and not view.to_tell else ""


ACTS = (
    Act(
        action=Action.TELEPHONE,
        preview=False,
        help="登记电话告知提出方的结果",
        args="结果 [日期] 备注",
        aliases=("已电话告知", "电话通知"),
        inline=("told_on", "answer", "told_on", "note"),
        doer=_called,
        tells=(Tell((D,), "已电话告知提出方，工单办结。", when=_case_over),),
        current=Tell((P,), _told, _told_title),
        ages_cards=False,
        quiet=True,
        sample=Part.BY_TELEPHONE,
        departments_read=False,
    ),
    Act(
        action=Action.TOLD,
        preview=False,
        inline=(),
        tells=(Tell((D,), "已告知提出方，工单办结。", when=_case_over),),
        current=Tell((P,), _told, _told_title),
        ages_cards=False,
        quiet=True,
        sample=Part.NOTICES,
    ),
    Act(
        action=Action.LETTER,
        preview=False,
        help="登记向提出方寄送的函件",
        args="情况 [日期] 备注",
        aliases=("函件告知", "书面告知", "寄函"),
        inline=("told_on", "letter", "told_on", "note"),
        doer=_written_to,
        tells=(Tell((D,), "已函告提出方，工单办结。", when=_case_over),),
        current=Tell((P,), _told, _told_title),
        ages_cards=False,
        quiet=True,
        sample=Part.BY_TELEPHONE,
        departments_read=False,
    ),
    Act(
        action=Action.END_UNTOLD,
        preview=True,
        help="多次告知未果，按无法告知处理",
        args="理由",
        inline=("reason",),
        doer="已按无法告知处理；联系到提出方后可以重新受理。",
        tells=(Tell((D,), "提出方无法告知，工单已结束。", when=lambda case: case.state is State.CLOSED),),
        grave=True,
        quiet=True,
        sample=Part.BY_TELEPHONE,
    ),
)
