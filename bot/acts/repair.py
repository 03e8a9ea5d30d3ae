"""Acts of chapter 延期、修正与反馈: extensions of the repair limit, repair done, data re-collected (P4, P7, P8)."""

from __future__ import annotations

from bot.acts.act import Act, H, J, P, Tell
from bot.acts.act import ProposerReads as Reads
from bot.acts.phrases import sentence_for
from bot.acts.result import to_be_told
from bot.view import View
from regulation.states import Action


def _extended(view: View) -> str:
    if view.pending:
        return f"已提出延期申请：{view.pending}，等待批准。"
    return sentence_for(view, "期限已延长至{due}。")


ACTS = (
    Act(
        action=Action.EXTEND,
        help="申请延长修复期限（总工作日数）",
        args="工作日数 理由",
        aliases=("延期",),
        inline=("days", "reason"),
        doer=_extended,
        tells=(  # within the cap it is granted at once; beyond the cap those who must approve it are notified first
            Tell((P,), "因客观原因，修正期限延长至{due}。", "修正期限已延长", lambda case: not case.pending),
            Tell(
                (J,),
                "申请延期：{pending}。超过“原则上”期限，请决定是否批准。",
                when=lambda case: bool(case.pending),
            ),
        ),
    ),
    Act(
        action=Action.APPROVE_EXTENSION,
        help="批准超过“原则上”期限的延期",
        args="理由",
        inline=("reason",),
        doer="已批准延期，期限{due}。",
        tells=(
            Tell((H,), "延期已批准，期限{due}。"),
            Tell((P,), "经批准，修正期限延长至{due}。", "修正期限已延长"),
        ),
    ),
    Act(
        action=Action.REFUSE_EXTENSION,
        help="不批准延期",
        args="理由",
        inline=("reason",),
        doer="未批准延期，期限仍为{due}。",
        tells=(Tell((H,), "延期未批准，期限仍为{due}。"),),
        grave=True,
    ),
    Act(
        action=Action.FINISH_REPAIR,
        help="修正完成并已重新归集，反馈中心",
        args="处理情况",
        aliases=("修正完成",),
        inline=("done",),
        doer="已反馈区大数据中心，由其告知提出方确认。",
        tells=(Tell((H,), to_be_told),),
        proposer_reads=Reads.WITH_RESULT,
    ),
)
