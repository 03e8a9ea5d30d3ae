"""Acts of chapter 平台核查与处理: cleared, at fault and repaired, or transferred to the city (M11, P4, P10)."""

from __future__ import annotations

from bot.acts.act import Act, P, ProposerReads, Tell
from bot.acts.phrases import proposed_owner, sentence_for, stated
from bot.acts.sample_headings import Part
from bot.view import View
from regulation.states import Action, State


def _cleared(view: View) -> str:
    proposed = proposed_owner(view) or "目录中没有登记责任部门，请选择。"
    return sentence_for(view, "平台核查无误，请于{by}转交。") + proposed


def _repaired(view: View) -> str:
    if view.state is State.TRANSFERRING:
        return sentence_for(view, "平台修复完成。请于{by}转交责任部门。") + proposed_owner(view)
    return sentence_for(view, "平台修复完成。请于{by}告知提出方。")


def _followed_up(view: View) -> str:
    return sentence_for(view, "跟进情况已登记。下次跟进不迟于{due}（本系统约定）。") or "跟进情况已登记。"


def _platform_at_fault(view: View) -> str:
    found = stated(view, Action.BLAME_PLATFORM, "finding", label="核查情况")
    return f"经核查属平台原因。{found}{sentence_for(view, '平台正在修复数据，期限{due}。')}该数据已标注“核实中”。"


ACTS = (
    Act(
        action=Action.CLEAR_PLATFORM,
        preview=False,
        help="平台内部核查无误，转入转交",
        aliases=("核查无误",),
        kind="无误",
        doer=_cleared,
        repeats=True,
    ),
    Act(
        action=Action.BLAME_PLATFORM,
        preview=True,
        help="查明是平台原因，开始修复",
        args="核查情况",
        kind="平台原因",
        inline=("finding",),
        doer="已认定平台原因，问题数据已标注，修复期限{due}。",
        tells=(Tell((P,), _platform_at_fault, "已查明平台原因"),),
        proposer_reads=ProposerReads.AT_ONCE,
    ),
    Act(
        action=Action.FINISH_PLATFORM_REPAIR,
        preview=False,
        help="平台修复完成并已重新归集",
        args="处理情况",
        inline=("done",),
        doer=_repaired,
        proposer_reads=ProposerReads.WITH_RESULT,
    ),
    Act(
        action=Action.HAND_TO_CITY,
        preview=True,
        help="转市大数据资源平台办理",
        args="市平台工单号",
        inline=("order",),
        doer="已转市平台，按市平台机制办理，不计区级期限。",
        tells=(Tell((P,), "所涉数据由市平台提供，按市平台机制办理，进展会告知您。", "已转市平台办理"),),
    ),
    Act(
        action=Action.CITY_RESULT,
        preview=False,
        help="登记市平台的反馈结果",
        args="结果",
        inline=("finding",),
        doer="已登记市平台反馈。",
        proposer_reads=ProposerReads.WITH_RESULT,
    ),
    Act(
        action=Action.CORRECT_CHECK,
        preview=True,
        help="转交或修复前，更正平台核查结论",
        args="理由",
        inline=("reason",),
        doer="核查结论已撤回，更正记录在案。核查期限仍为{due}。",
        current=Tell((P,), "区大数据中心正在重新核查平台内部数据。", "正在重新核查"),
    ),
    Act(
        action=Action.FOLLOW_UP_CITY,
        preview=False,
        help="登记向市平台跟进的情况",
        args="",
        doer=_followed_up,
        tells=(Tell((P,), "区大数据中心已向市平台跟进，仍按市平台机制办理，进展会告知您。", "市平台办理跟进"),),
        ages_cards=False,
        sample=Part.PLATFORM,
    ),
)
