"""Acts of chapter 特例: consent or its refusal, silence, and a second application in a round (G7)."""

from __future__ import annotations

from bot.acts.act import Act, D, H, P, ProposerReads, R, Tell
from bot.acts.phrases import sentence_for, task, written
from bot.acts.result import to_be_told
from bot.acts.sample_headings import Part
from bot.acts.special_case import asked_to_consent
from bot.view import View
from regulation.states import Action, State


def _unwilling(view: View) -> str:
    who = "区大数据中心依职权" if view.ex_officio else "提出方"
    return f"{who}不同意特例：{written(view, Action.REFUSE_SPECIAL, 'reason')}。"


def _to_repair(view: View) -> str:
    return _unwilling(view) + (sentence_for(view, "请于{by}修正。") or "请修正。") + _new_date(view)


def _new_date(view: View) -> str:
    """A refused special case asks for a new expected date within a working day (own rule)."""
    asked = "请在一个工作日内用“更新预计日期”写明新的预计修正日期，未写明的以期限为准（本系统约定）。"
    return asked if Action.PROMISE in view.can and view.promised_on is None else ""


def _goes_on_unanswered(view: View) -> str:
    goes_on = "提出方逾期未答复，不视为同意特例，修正期限接续计算（本系统约定）。"
    return f"{goes_on}{task(view)}{_new_date(view)}"


def _related_to_repair(view: View) -> str:
    return f"{_unwilling(view)}请关联部门在协同期限内完成相关源数据的修正。"


def _let_in(view: View) -> str:
    if view.state is State.CENTRE_CONFIRMING:
        return "已同意再次申请特例，由两人依职权决定（本系统约定）。"
    return "已同意再次申请特例，请提出方决定。"


def _let_in_to_department(view: View) -> str:
    waits = "区大数据中心两人依职权决定" if view.state is State.CENTRE_CONFIRMING else "提出方决定"
    return f"区大数据中心已同意再次申请特例，等待{waits}。"


def _no_second_special(view: View) -> str:
    reason = written(view, Action.REFUSE_SECOND_SPECIAL, "reason")
    return f"区大数据中心未同意再次申请特例：{reason}。原期限不变，{task(view)}"


def _unanswered(view: View) -> str:
    reason = written(view, Action.END_SPECIAL, "reason")
    ending = "因多次未答复特例申请，本次异议结束，问题数据保留永久标记，不视为您同意特例（本系统约定）。"
    return f"{ending}理由：{reason}。可以申请重新受理。"


ACTS = (
    Act(
        action=Action.CONSENT,
        preview=True,
        help="同意作为特例数据不做处理",
        doer="您已同意作为特例数据，不做处理；结果将正式告知您。",
        tells=(Tell((H,), to_be_told), Tell((D,), "提出方已同意作为特例数据，不做处理，由区大数据中心告知结果。")),
        sample=Part.SPECIAL,
    ),
    Act(
        action=Action.REFUSE_SPECIAL,
        preview=True,
        help="不同意特例，要求继续修正",
        args="理由",
        inline=("reason",),
        doer="已转告责任部门，部门应于{by}修正。",
        tells=(Tell((H,), _to_repair), Tell((R,), _related_to_repair)),
        grave=True,
        sample=Part.SPECIAL,
        proposer_reads=ProposerReads.AT_ONCE,
    ),
    Act(
        action=Action.LAPSE_CONSENT,
        preview=False,
        tells=(
            Tell((P,), "您未在期限内答复（本系统约定），不视为同意特例，责任部门将继续修正。", "特例答复期限已过"),
            Tell((H,), _goes_on_unanswered),
            Tell((R,), "提出方逾期未答复，不视为同意特例，由责任部门继续修正；协同期限随其接续计算。"),
        ),
        sample=Part.SPECIAL,
    ),
    Act(
        action=Action.APPROVE_SPECIAL,
        preview=True,
        judges=True,
        help="同意部门再次申请特例",
        args="理由",
        inline=("reason",),
        doer=_let_in,
        tells=(
            Tell((P,), asked_to_consent, "请决定是否同意特例", when=lambda case: case.state is State.CONSENTING),
            Tell((D,), _let_in_to_department),
        ),
        by_telephone=True,
        sample=Part.SPECIAL,
    ),
    Act(
        action=Action.REFUSE_SECOND_SPECIAL,
        preview=True,
        judges=True,
        help="不同意部门再次申请特例",
        args="理由",
        inline=("reason",),
        doer="未同意再次申请特例，部门按原期限办理。",
        tells=(Tell((H,), _no_second_special),),
        grave=True,
        sample=Part.SPECIAL,
    ),
    Act(
        action=Action.END_SPECIAL,
        preview=True,
        help="提出方多次未答复特例申请，结束工单",
        args="理由",
        inline=("reason",),
        doer="已以特例未获回应结束，问题数据保留永久标记，已告知提出方。",
        tells=(
            Tell((P,), _unanswered, "异议已结束（特例未获回应）"),
            Tell((D,), "提出方多次未答复特例申请，工单已结束，问题数据保留永久标记。"),
        ),
        by_telephone=True,
        grave=True,
        sample=Part.SPECIAL,
        proposer_reads=ProposerReads.AT_ONCE,
    ),
)
