"""Acts of chapter 协同: related departments do their part within the lead department's limit (M6, M12)."""

from __future__ import annotations

from bot.acts.act import Act, D, J, R, Tell
from bot.acts.phrases import decide_by, sentence_for, stated
from bot.view import View
from regulation.state_groups import WITH_DEPARTMENT
from regulation.states import Action, ClockKind


def _to_decide(view: View) -> str:
    asked = sentence_for(view, "部门申请协同处理，关联部门：{related}。") + stated(view, Action.REQUEST_JOINT, "reason")
    return f"{asked}请决定是否同意。{decide_by(view)}"


def _agreed(view: View) -> str:
    said = "已同意协同处理，请关联部门在期限内配合。"
    return said + sentence_for(view, "{task}") if view.state in WITH_DEPARTMENT else said


def _joined(view: View) -> str:
    """Their own day; where the lead's limit left none, the part is untimed (own rule)."""
    why = stated(view, Action.REQUEST_JOINT, "reason", label="申请理由")
    if view.limit is not None and view.limit.kind is ClockKind.JOINT:
        return sentence_for(view, "已同意协同处理，请关联部门于{by}完成本部门的部分。") + why
    untimed = "责任部门的期限将满或者已满，协同部分不计期限（本系统约定）。"
    return f"已同意协同处理，请关联部门尽快完成本部门的部分；{untimed}{why}"


def _refused(view: View) -> str:
    stays = "请按原期限办理。" if view.state in WITH_DEPARTMENT else "期限不变。"
    return f"未同意协同处理。{stated(view, Action.REFUSE_JOINT, 'reason')}{stays}"


def _part_finished(view: View) -> str:
    return f"关联部门已完成协同处理。{stated(view, Action.FINISH_RELATED, 'done', label='处理情况')}"


ACTS = (
    Act(
        action=Action.REQUEST_JOINT,
        preview=True,
        help="融合数据申请关联部门协同处理",
        args="理由",
        inline=("reason",),
        doer="已申请协同处理，等待区大数据中心批准；本部门的期限不变。",
        tells=(Tell((J,), _to_decide),),
    ),
    Act(
        action=Action.APPROVE_JOINT,
        preview=True,
        judges=True,
        help="同意协同处理",
        doer="已同意协同处理，已通知关联部门；责任部门的期限不变。",
        tells=(
            Tell((D,), _agreed),
            Tell((R,), _joined),
        ),
    ),
    Act(
        action=Action.REFUSE_JOINT,
        preview=True,
        judges=True,
        help="不同意协同处理",
        args="理由",
        inline=("reason",),
        doer="未同意协同处理，责任部门按原期限办理。",
        tells=(Tell((D,), _refused),),
        grave=True,
    ),
    Act(
        action=Action.FINISH_RELATED,
        preview=True,
        help="本部门的协同处理已完成",
        args="处理情况",
        inline=("done",),
        doer="协同处理已完成，已通知责任部门。",
        tells=(Tell((D,), _part_finished),),
    ),
)
