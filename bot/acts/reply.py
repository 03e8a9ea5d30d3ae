"""Acts of chapter 核实与答复: the four definite replies; two of them go to the proposer first (M13, G4, G7, P5)."""

from __future__ import annotations

from bot.acts.act import Act, D, H, P, ProposerReads, R, Tell
from bot.acts.phrases import department, sentence_for, written
from bot.acts.result import to_be_told
from bot.acts.sample_headings import Part
from bot.language import date_text
from bot.view import View
from regulation.states import Action

WORD = "答复"  # one button and one group word for all four; the word asks which reply


def _replied(view: View) -> str:
    promised = date_text.day(view.promised_on) if view.promised_on else ""
    limit = sentence_for(view, "法定修正期限{due}，自确认答复起算。")
    return f"已答复提出方，预计{promised}修正。{limit}问题数据已标注。"


def _promised(view: View) -> str:
    promised = f"预计{date_text.day(view.promised_on)}完成修正" if view.promised_on else "将修正数据"
    return f"{department(view)}核实后{promised}。修正期间问题数据已单独标注。"


def _asks_proposer(view: View) -> str:
    way, steps = written(view, Action.REPLY_COOPERATE, "way"), written(view, Action.REPLY_COOPERATE, "steps")
    return f"{department(view)}请您配合：{way}。流程：{steps}。完成后请点「配合」。"


def _special(view: View) -> str:
    cause, why = written(view, Action.REPLY_SPECIAL, "cause"), written(view, Action.REPLY_SPECIAL, "explanation")
    papers = f"附说明文件{view.papers}份，点标题查看。" if view.papers else ""
    asked = f"{department(view)}申请作为特例数据不做处理。历史原因：{cause}。说明：{why}。"
    return f"{asked}{papers}须经您同意；不同意的，部门继续修正。"


def _cooperated(view: View) -> str:
    return f"提出方已配合：{written(view, Action.COOPERATE, 'done')}。{sentence_for(view, '答复期限{due}。')}"


def _unwilling(view: View) -> str:
    return f"提出方不同意特例：{written(view, Action.REFUSE_SPECIAL, 'reason')}。"


def _to_repair(view: View) -> str:
    return _unwilling(view) + (sentence_for(view, "请于{due}前修正。") or "请修正。")


def _related_to_repair(view: View) -> str:
    return f"{_unwilling(view)}请关联部门在协同期限内完成相关源数据的修正。"


ACTS = (
    Act(
        action=Action.REPLY_REPAIR,
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
        proposer_reads=ProposerReads.WITH_RESULT,
    ),
    Act(
        action=Action.REPLY_CORRECT,
        help="答复核实无误，写明依据",
        args="核实结果",
        kind="核实无误",
        offered="核实无误，数据正确",
        inline=("finding",),
        doer="已答复核实无误，由区大数据中心告知提出方。",
        tells=(Tell((H,), to_be_told),),
        button=WORD,
        proposer_reads=ProposerReads.WITH_RESULT,
    ),
    Act(
        action=Action.REPLY_COOPERATE,
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
        help="因历史原因申请特例",
        args="说明",
        kind="申请特例",
        offered="历史原因，申请特例",
        inline=("explanation",),
        doer="已申请作为特例数据，须经提出方同意。",
        tells=(Tell((P,), _special, "请决定是否同意特例"),),
        by_telephone=True,
        button=WORD,
        sample=Part.SPECIAL,
        proposer_reads=ProposerReads.AT_ONCE,
        listed="cause",
    ),
    Act(
        action=Action.COOPERATE,
        help="告诉部门已按要求配合",
        args="配合情况",
        inline=("done",),
        doer="已转告责任部门继续核实。",
        tells=(Tell((H, R), _cooperated),),
        proposer_reads=ProposerReads.AT_ONCE,
    ),
    Act(
        action=Action.CONSENT,
        help="同意作为特例数据不做处理",
        doer="您已同意作为特例数据，不做处理；结果将正式告知您。",
        tells=(Tell((H,), to_be_told), Tell((D,), "提出方已同意作为特例数据，不做处理，由区大数据中心告知结果。")),
        sample=Part.SPECIAL,
    ),
    Act(
        action=Action.REFUSE_SPECIAL,
        help="不同意特例，要求继续修正",
        args="理由",
        inline=("reason",),
        doer="已转告责任部门，部门应于{due}前修正。",
        tells=(Tell((H,), _to_repair), Tell((R,), _related_to_repair)),
        grave=True,
        sample=Part.SPECIAL,
        proposer_reads=ProposerReads.AT_ONCE,
    ),
)
