"""Acts of chapter 配合与更正: cooperation and its silence, replies returned, what was sent corrected (G4, M14, P6)."""

from __future__ import annotations

from bot.acts.act import Act, D, H, J, P, ProposerReads, R, Tell
from bot.acts.phrases import department, replacing, sentence_for, since, written
from bot.acts.sample_headings import Part
from bot.view import View
from regulation.states import Action


def _cooperated(view: View) -> str:
    return f"提出方已配合：{written(view, Action.COOPERATE, 'done')}。{sentence_for(view, '答复期限{due}。')}"


def _uncooperative(view: View) -> str:
    reason = written(view, Action.END_UNCOOPERATIVE, "reason")
    return f"因逾期未按要求配合，本次异议终止办理（本系统约定）。理由：{reason}。可以申请重新受理，或者重新提出异议。"


def _to_complete(view: View) -> str:
    reason = written(view, Action.RETURN_REPLY, "reason")
    return f"区大数据中心退回答复：{reason}。{sentence_for(view, '请于{by}补充答复，期限连续计算。')}"


def _corrected_reply(view: View) -> str:
    """The proposer is told both, and since when (own rule)."""
    correction, reason = (written(view, Action.CORRECT_REPLY, field) for field in ("correction", "reason"))
    counts = f"{since(view, Action.CORRECT_REPLY)}以更正后的内容为准，期限不变（本系统约定）。"
    return f"{department(view)}更正{replacing(view, '答复')}更正为：{correction}。更正理由：{reason}。{counts}"


def _corrected_notice(view: View) -> str:
    """The proposer is told both, and since when (own rule)."""
    correction, reason = (written(view, Action.CORRECT_NOTICE, field) for field in ("correction", "reason"))
    counts = f"{since(view, Action.CORRECT_NOTICE)}以更正后的内容为准，期限不变（本系统约定）。"
    return f"区大数据中心更正{replacing(view, '告知')}更正为：{correction}。更正理由：{reason}。{counts}"


ACTS = (
    Act(
        action=Action.COOPERATE,
        preview=True,
        help="告诉部门已按要求配合",
        args="配合情况",
        inline=("done",),
        doer="已转告责任部门继续核实。",
        tells=(Tell((H, R), _cooperated),),
        proposer_reads=ProposerReads.AT_ONCE,
    ),
    Act(
        action=Action.LAPSE_COOPERATION,
        preview=False,
        tells=(
            Tell(
                (P,),
                "您未在期限内配合（本系统约定），责任部门将按现有情况继续核实。您仍可点“配合”补充。",
                "配合期限已过",
            ),
            Tell((H,), "提出方逾期未配合，请按现有情况答复，答复期限接续计算（本系统约定）。{task}"),
            Tell((R,), "提出方逾期未配合，责任部门按现有情况继续核实；协同期限随其接续计算。"),
        ),
        sample=Part.PROPOSER,
    ),
    Act(
        action=Action.END_UNCOOPERATIVE,
        preview=True,
        help="提出方逾期未配合，终止办理",
        args="理由",
        inline=("reason",),
        doer="已以未配合终止结束并告知提出方；提出方可以申请重新受理。",
        tells=(
            Tell((P,), _uncooperative, "异议已终止（未配合）"),
            Tell((D,), "提出方逾期未配合，工单已终止，无需继续办理。"),
        ),
        by_telephone=True,
        grave=True,
        sample=Part.PROPOSER,
        proposer_reads=ProposerReads.AT_ONCE,
    ),
    Act(
        action=Action.RETURN_REPLY,
        preview=True,
        help="答复不明确，退回补充",
        args="理由",
        inline=("reason",),
        doer="已退回部门补充答复，答复期限连续计算。",
        tells=(Tell((H,), _to_complete),),
        current=Tell((P,), "责任部门正在补充答复。", "正在补充答复"),
        grave=True,
        sample=Part.DEPARTMENT,
    ),
    Act(
        action=Action.CORRECT_REPLY,
        preview=True,
        help="更正已发出的答复",
        args="更正后的内容",
        inline=("correction",),
        doer="更正已记录并告知提出方，期限和认定不变。",
        tells=(
            Tell((P,), _corrected_reply, "责任部门更正答复"),
            Tell((J,), lambda view: f"{_corrected_reply(view)}原答复保留在办理记录中。"),
        ),
        ages_cards=False,
        grave=True,
        quiet=True,
        sample=Part.DEPARTMENT,
        proposer_reads=ProposerReads.AT_ONCE,
        by_telephone=True,
    ),
    Act(
        action=Action.CORRECT_NOTICE,
        preview=True,
        help="更正已告知的结果",
        args="更正后的内容",
        inline=("correction",),
        doer="更正已记录并告知提出方，期限和认定不变。",
        tells=(Tell((P,), _corrected_notice, "区大数据中心更正告知"),),
        ages_cards=False,
        grave=True,
        quiet=True,
        sample=Part.NOTICES,
        proposer_reads=ProposerReads.AT_ONCE,
        by_telephone=True,
    ),
)
