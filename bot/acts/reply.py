"""Acts of chapter 核实与答复: the four definite replies; two of them go to the proposer first (M13, G4, G7, P5)."""

from __future__ import annotations

from bot.acts.act import Act, D, H, J, P, ProposerReads, R, Tell
from bot.acts.phrases import decide_by, department, sentence_for, written
from bot.acts.result import to_be_told
from bot.acts.sample_headings import Part
from bot.language import date_text
from bot.view import View
from regulation.states import Action, State

WORD = "答复"  # one button and one group word for all four; the word asks which reply


def _replied(view: View) -> str:
    promised = date_text.day(view.promised_on) if view.promised_on else ""
    limit = sentence_for(view, "法定修正期限{due}，自确认答复起算。")
    return f"已答复提出方，预计{promised}修正。{limit}问题数据已标注。"


def _finding(view: View, action: Action) -> str:
    """What the department found, read with its reply and not only with the result (G4, P6)."""
    said = written(view, action, "finding", "basis")
    return f"核实结果：{said}。" if said else ""


def _promised(view: View) -> str:
    promised = f"预计{date_text.day(view.promised_on)}完成修正" if view.promised_on else "将修正数据"
    return f"{department(view)}核实后{promised}。{_finding(view, Action.REPLY_REPAIR)}修正期间问题数据已单独标注。"


def _found_correct(view: View) -> str:
    told = sentence_for(view, "区大数据中心将于{by}正式告知办理结果。")
    return f"{department(view)}核实无误，数据不作修正。{_finding(view, Action.REPLY_CORRECT)}{told}"


def _asks_proposer(view: View) -> str:
    way, steps = written(view, Action.REPLY_COOPERATE, "way"), written(view, Action.REPLY_COOPERATE, "steps")
    found = _finding(view, Action.REPLY_COOPERATE)
    asked = f"{department(view)}请您配合：{way}。流程：{steps}。{found}"
    return f"{asked}{sentence_for(view, '请于{by}配合（本系统约定的期限）。')}完成后请点「配合」。"


def asked_to_consent(view: View) -> str:
    cause, why = written(view, Action.REPLY_SPECIAL, "cause"), written(view, Action.REPLY_SPECIAL, "explanation")
    papers = f"附说明文件{view.papers}份，点标题查看。" if view.papers else ""
    asked = f"{department(view)}申请作为特例数据不做处理。历史原因：{cause}。说明：{why}。"
    by = sentence_for(view, "请于{by}答复（本系统约定的期限），逾期不视为同意。")
    return f"{asked}{papers}须经您同意；不同意的，部门继续修正。{by}"


def _applied_for_special(view: View) -> str:
    if view.state is State.CONSENTING:
        return "已申请作为特例数据，须经提出方同意。"
    return "本轮已申请过特例，再次申请须经区大数据中心批准（本系统约定）；批准前期限继续计算。"


def _special_again(view: View) -> str:
    cause, why = written(view, Action.REPLY_SPECIAL, "cause"), written(view, Action.REPLY_SPECIAL, "explanation")
    asked = f"{department(view)}再次申请特例。历史原因：{cause}。说明：{why}。"
    return f"{asked}请决定是否同意。{decide_by(view)}"


def _cooperated(view: View) -> str:
    return f"提出方已配合：{written(view, Action.COOPERATE, 'done')}。{sentence_for(view, '答复期限{due}。')}"


def _to_check_anew(view: View) -> str:
    finding, basis = (written(view, Action.REPLY_PLATFORM, field) for field in ("finding", "basis"))
    stated = f"部门答复源数据无误，系平台环节：{finding}。依据：{basis}。"
    if view.state is State.RULING:
        return stated + sentence_for(view, "请于{by}裁定。")
    return stated + sentence_for(view, "请于{by}重新核查：属平台原因的，修复；不属的，说明理由裁定。")


def _checked_anew(view: View) -> str:
    finding, basis = (written(view, Action.REPLY_PLATFORM, field) for field in ("finding", "basis"))
    anew = "区大数据中心重新核查平台环节，进展会告知您。"
    return f"{department(view)}核实源数据无误，系平台环节。核实结果：{finding}。依据：{basis}。{anew}"


def _uncooperative(view: View) -> str:
    reason = written(view, Action.END_UNCOOPERATIVE, "reason")
    return f"因逾期未按要求配合，本次异议终止办理（本系统约定）。理由：{reason}。可以申请重新受理，或者重新提出异议。"


def _to_complete(view: View) -> str:
    reason = written(view, Action.RETURN_REPLY, "reason")
    return f"区大数据中心退回答复：{reason}。{sentence_for(view, '请于{by}补充答复，期限连续计算。')}"


def _corrected_reply(view: View) -> str:
    correction, reason = (written(view, Action.CORRECT_REPLY, field) for field in ("correction", "reason"))
    return f"{department(view)}更正此前的答复：{correction}。更正理由：{reason}。期限不变。"


ACTS = (
    Act(
        action=Action.REPLY_REPAIR,
        preview=True,
        help="答复属实，写明预计修正日期",
        args="日期 核实结果",
        kind="需修正",
        offered="属实，需要修正",
        inline=("expected_on", "finding"),
        doer=_replied,
        tells=(
            Tell((P,), _promised, "责任部门已答复"),
            Tell((R,), "责任部门已答复需修正，请关联部门在协同期限内完成相关源数据的修正。"),
        ),
        button=WORD,
        proposer_reads=ProposerReads.AT_ONCE,  # a definite reply is to the proposer (G4, P6)
    ),
    Act(
        action=Action.REPLY_CORRECT,
        preview=True,
        help="答复核实无误，写明依据",
        args="核实结果",
        kind="核实无误",
        offered="核实无误，数据正确",
        inline=("finding",),
        doer="已答复核实无误，由区大数据中心告知提出方。",
        tells=(Tell((P,), _found_correct, "责任部门已答复"), Tell((H,), to_be_told)),
        button=WORD,
        proposer_reads=ProposerReads.AT_ONCE,  # a definite reply is to the proposer (G4, P6)
    ),
    Act(
        action=Action.REPLY_COOPERATE,
        preview=True,
        help="答复需提出方配合，写明方式和流程",
        args="核实结果",
        kind="需配合",
        offered="需要提出方配合",
        inline=("finding",),
        doer="已请提出方配合；其配合后，答复期限重新完整计算。",
        tells=(Tell((P,), _asks_proposer, "需要您配合"),),
        by_telephone=True,
        button=WORD,
        proposer_reads=ProposerReads.AT_ONCE,
    ),
    Act(
        action=Action.REPLY_SPECIAL,
        preview=True,
        help="因历史原因申请特例",
        args="说明",
        kind="申请特例",
        offered="历史原因，申请特例",
        inline=("explanation",),
        doer=_applied_for_special,
        tells=(
            Tell((P,), asked_to_consent, "请决定是否同意特例", when=lambda case: not case.special_pending),
            Tell((J,), _special_again, when=lambda case: case.special_pending),
        ),
        by_telephone=True,
        button=WORD,
        sample=Part.SPECIAL,
        proposer_reads=ProposerReads.AT_ONCE,
        listed="cause",
    ),
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
        action=Action.REPLY_PLATFORM,
        preview=True,
        help="答复源数据无误，系平台环节，退回区大数据中心核查",
        args="核实结果",
        aliases=("退回平台", "系平台环节", "平台的问题"),
        kind="系平台环节",
        offered="源数据无误，系平台环节",
        inline=("finding",),
        doer="已答复源数据无误，系平台环节，由区大数据中心重新核查。此前的工作日仍计入本部门。",
        tells=(Tell((P,), _checked_anew, "责任部门已答复"), Tell((H,), _to_check_anew)),
        button=WORD,
        sample=Part.DEPARTMENT,
        proposer_reads=ProposerReads.AT_ONCE,  # a definite reply is to the proposer (G4, P6)
    ),
    Act(
        action=Action.LAPSE_COOPERATION,
        preview=False,
        tells=(
            Tell(
                (P,),
                "您未在期限内配合（本系统约定），责任部门将按现有情况继续核实。您仍可点「配合」补充。",
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
            Tell((J,), "部门更正了已发出的答复，原答复保留在办理记录中。"),
        ),
        ages_cards=False,
        grave=True,
        quiet=True,
        sample=Part.DEPARTMENT,
        proposer_reads=ProposerReads.AT_ONCE,
        by_telephone=True,
    ),
)
