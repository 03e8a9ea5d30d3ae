"""Acts of chapter 延期、修正与反馈: extensions of the repair limit, repair done, data re-collected (P4, P7, P8)."""

from __future__ import annotations

from bot.acts.act import Act, H, J, P, Tell
from bot.acts.act import ProposerReads as Reads
from bot.acts.phrases import decide_by, sentence_for, stated, written
from bot.acts.result import to_be_told
from bot.acts.sample_headings import Part
from bot.language import date_text
from bot.view import View
from regulation.case import Case
from regulation.states import Action
from regulation.statutory_clocks import EXTENDABLE


def _extended(view: View) -> str:
    if view.pending:
        return f"已提出延期申请：{view.pending}，等待批准。"
    return sentence_for(view, "期限已延长至{due}。")


def _expected(view: View) -> str:
    return f"预计修正日期为{date_text.day(view.promised_on)}。" if view.promised_on else ""


def _extended_to_proposer(view: View) -> str:
    """P5, G4: a later limit comes with a new expected date, and the reason (own rule)."""
    return (
        sentence_for(view, "因客观原因，修正期限延长至{due}。")
        + stated(view, Action.EXTEND, "reason")
        + _expected(view)
    )


def _to_decide(view: View) -> str:
    why = stated(view, Action.EXTEND, "reason")
    return f"申请延期：{view.pending}。{why}超过“原则上”期限，请决定是否批准。{decide_by(view)}"


def _still_repairing(case: Case) -> bool:
    """An extension may be decided after the limit stopped: then only its verdict follows."""
    return case.state in EXTENDABLE


def _approved(view: View) -> str:
    if view.state not in EXTENDABLE:
        return "已批准延期；该期限已经停止，按延长后的期限认定（本系统约定）。"
    return sentence_for(view, "已批准延期，期限{due}。")


def _approved_to_holder(view: View) -> str:
    if view.state not in EXTENDABLE:
        return "延期已批准；该期限已经停止，按延长后的期限认定（本系统约定）。"
    return sentence_for(view, "延期已批准，期限{due}。")


def _approved_to_proposer(view: View) -> str:
    if view.state not in EXTENDABLE:
        return "此前申请的延期已批准，办理不受影响。"
    return sentence_for(view, "经批准，修正期限延长至{due}。") + stated(view, Action.EXTEND, "reason") + _expected(view)


def _not_approved(view: View) -> str:
    if view.state not in EXTENDABLE:
        ended = "延期未批准；该期限已经停止，按原期限认定，等待批准的日子计入区大数据中心（本系统约定）。"
        return ended + stated(view, Action.REFUSE_EXTENSION, "reason")
    return sentence_for(view, "延期未批准，期限仍为{due}。") + stated(view, Action.REFUSE_EXTENSION, "reason")


def _new_date(view: View) -> str:
    promised = date_text.day(view.promised_on) if view.promised_on else ""
    return f"预计修正日期已更新为{promised}，办理期限不变。" if promised else "预计修正日期已更新。"


def _new_date_to_proposer(view: View) -> str:
    promised = date_text.day(view.promised_on) if view.promised_on else "以法定期限为准"
    return f"预计修正日期更新为{promised}。理由：{written(view, Action.PROMISE, 'reason')}。"


def _feedback_returned(view: View) -> str:
    reason = written(view, Action.RETURN_FEEDBACK, "reason")
    return f"区大数据中心退回修正反馈：{reason}。{sentence_for(view, '请于{by}修正并重新归集。')}"


ACTS = (
    Act(
        action=Action.EXTEND,
        preview=True,
        help="申请延长修复期限（工作日总数）",
        args="工作日数 [预计修正日期] 理由",
        aliases=("延期",),
        inline=("days", "expected_on", "reason"),
        doer=_extended,
        tells=(  # within the cap it is granted at once; beyond the cap those who must approve it are notified first
            Tell((P,), _extended_to_proposer, "修正期限已延长", lambda case: not case.pending),
            Tell(
                (J,),
                _to_decide,
                when=lambda case: bool(case.pending),
            ),
        ),
        proposer_reads=Reads.WHEN_GRANTED,  # a later limit comes with its reason (own rule)
    ),
    Act(
        action=Action.APPROVE_EXTENSION,
        preview=True,
        judges=True,
        help="批准超过“原则上”期限的延期",
        args="理由",
        inline=("reason",),
        doer=_approved,
        tells=(
            Tell((H,), _approved_to_holder),
            Tell((P,), _approved_to_proposer, "修正期限已延长", when=_still_repairing),
        ),
    ),
    Act(
        action=Action.REFUSE_EXTENSION,
        preview=True,
        judges=True,
        help="不批准延期",
        args="理由",
        inline=("reason",),
        doer=_not_approved,
        tells=(Tell((H,), _not_approved),),
        grave=True,
    ),
    Act(
        action=Action.FINISH_REPAIR,
        preview=True,
        help="修正完成并已重新归集，反馈中心",
        args="处理情况",
        aliases=("修正完成",),
        inline=("done",),
        doer="已反馈区大数据中心，由其告知提出方确认。",
        tells=(Tell((H,), to_be_told),),
        proposer_reads=Reads.WITH_RESULT,
    ),
    Act(
        action=Action.PROMISE,
        preview=True,
        help="更新预计修正日期",
        args="日期 理由",
        inline=("expected_on", "reason"),
        doer=_new_date,
        tells=(Tell((P,), _new_date_to_proposer, "预计修正日期已更新"),),
        ages_cards=False,
        quiet=True,
        sample=Part.DEPARTMENT,
        proposer_reads=Reads.AT_ONCE,
    ),
    Act(
        action=Action.RETURN_FEEDBACK,
        preview=True,
        help="平台未见所报批次，退回反馈",
        args="理由",
        inline=("reason",),
        doer="已退回部门，修正期限连续计算。",
        tells=(Tell((H,), _feedback_returned),),
        current=Tell((P,), "责任部门正在继续修正。", "正在继续修正"),
        grave=True,
        sample=Part.DEPARTMENT,
    ),
)
