"""Acts of chapter 依职权: the centre confirms in the place of a proposer who withdrew, and checks flags (P9)."""

from __future__ import annotations

from bot.acts.act import Act, D, H, P, Tell
from bot.acts.phrases import due, sentence_for, written
from bot.acts.sample_headings import Part
from bot.view import View
from regulation.states import Action, Result, State


def _mark(view: View) -> str:
    """A special case keeps its mark for good (G7)."""
    return "问题数据保留永久标记" if view.result is Result.SPECIAL else "问题数据标注已清除"


def _confirmed_by_centre(view: View) -> str:
    if view.state is State.CLOSED:
        return f"已依职权确认，{_mark(view)}，工单办结。"
    return sentence_for(view, "已记录您的确认，须由另一位人员在{by}确认后办结。")


ENDED = "您撤回的异议已由区大数据中心依职权办结（本系统约定），您不必再办理。"


def _rejected_by_centre(view: View) -> str:
    by = f"，期限{due(view)}" if view.limit else ""
    return f"区大数据中心复核未通过：{written(view, Action.REJECT_BY_CENTRE, 'reason')}。请重新办理{by}。"


ACTS = (
    Act(
        action=Action.CONFIRM_BY_CENTRE,
        preview=True,
        help="提出方撤回后，代为确认修正结果",
        args="核查情况",
        inline=("finding",),
        doer=_confirmed_by_centre,
        tells=(
            Tell(
                (H,), "已有一人确认，请另一位人员核查并确认。{task}", when=lambda case: case.state is not State.CLOSED
            ),
            Tell((D,), "区大数据中心依职权确认，工单办结。", when=lambda case: case.state is State.CLOSED),
            Tell((P,), ENDED, "您撤回的异议已办结", when=lambda case: case.state is State.CLOSED),
        ),
        sample=Part.PROPOSER,
    ),
    Act(
        action=Action.REJECT_BY_CENTRE,
        preview=True,
        help="复核未通过，退回继续修正",
        args="问题",
        inline=("reason",),
        doer="已退回继续办理。",
        tells=(Tell((H,), _rejected_by_centre),),
        grave=True,
        sample=Part.PROPOSER,
    ),
    Act(
        action=Action.CLEAR_FLAG,
        preview=True,
        help="核查后清除“修正未经确认”标注",
        args="核查情况",
        inline=("finding",),
        doer="已核查，问题数据标注已清除。",
        tells=(Tell((D,), "区大数据中心核查后，问题数据标注已清除。"),),
        sample=Part.PROPOSER,
        quiet=True,
    ),
)
