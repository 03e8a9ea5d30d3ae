"""Acts of chapter 核实与答复: the four definite replies; two of them go to the proposer first (M13, G4, G7, P5)."""

from __future__ import annotations

from bot.acts.act import Act, H, J, P, ProposerReads, R, Say, Tell, definite
from bot.acts.phrases import department, sentence_for, written
from bot.acts.result import to_be_told
from bot.acts.sample_headings import Part
from bot.acts.special_case import applied_for_special, asked_to_consent, special_again, special_to_decide
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
    return f"{department(view)}核实后{promised}。{_finding(view, Action.REPLY_REPAIR)}修正期间该数据已标注“核实中”。"


def _found_correct(view: View) -> str:
    told = sentence_for(view, "区大数据中心将于{by}正式告知办理结果。")
    return f"{department(view)}核实无误，数据不作修正。{_finding(view, Action.REPLY_CORRECT)}{told}"


def _asks_proposer(view: View) -> str:
    way, steps = written(view, Action.REPLY_COOPERATE, "way"), written(view, Action.REPLY_COOPERATE, "steps")
    found = _finding(view, Action.REPLY_COOPERATE)
    asked = f"{department(view)}请您配合：{way}。流程：{steps}。{found}"
    return f"{asked}{sentence_for(view, '请于{by}配合（本系统约定的期限）。')}完成后请点“配合”。"


def _asked_to_cooperate(view: View) -> str:
    anew = "重新完整计算" if not view.cooperations else "按剩余天数继续计算（本系统约定）"
    return f"已请提出方配合；其配合后，答复期限{anew}。{_once_told(view)}"


def _once_told(view: View) -> str:
    """The card in hand is not redrawn at delivery: it says what changes then, and how to look."""
    if not view.to_tell:
        return ""
    return f"送达后由提出方办理，其期限届时开始（本系统约定），可发送“查询 {view.number}”查看。"


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


def _unclear(view: View) -> str:
    """A marked reply, told to the centre on its day: it is returned, or told to the proposer from the next day on."""
    task = ""
    if view.state is State.NOTIFYING:
        task = to_be_told(view)
    elif view.state in (State.CHECKING, State.RULING):
        return f"{view.indefinite}{_to_check_anew(view)}"
    return f"{view.indefinite}没有写明核实结果的，请退回补充答复。{task}"


def _again_or_unclear(view: View) -> str:
    return _unclear(view) if view.state is State.CONSENTING else special_again(view)


def _recorded(say: Say) -> Say:
    """Its author reads of a marked reply that the proposer does not read it today."""
    return lambda view: f"答复已记录。{view.indefinite}" if view.indefinite else sentence_for(view, say)


UNCLEAR = Tell((J,), _unclear, when=lambda case: case.indefinite and not case.special_pending)


ACTS = (
    Act(
        action=Action.REPLY_REPAIR,
        preview=True,
        help="答复属实，写明预计修正日期",
        args="日期 核实结果",
        kind="需修正",
        offered="属实，需要修正",
        inline=("expected_on", "finding"),
        doer=_recorded(_replied),
        tells=(
            UNCLEAR,
            Tell((P,), _promised, "责任部门已答复", when=definite),
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
        doer=_recorded("已答复核实无误，由区大数据中心告知提出方。"),
        tells=(
            UNCLEAR,
            Tell((P,), _found_correct, "责任部门已答复", when=definite),
            Tell((H,), to_be_told),
        ),
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
        doer=_recorded(_asked_to_cooperate),
        tells=(UNCLEAR, Tell((P,), _asks_proposer, "需要您配合", when=definite)),
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
        doer=_recorded(applied_for_special),
        tells=(
            Tell(
                (P,),
                asked_to_consent,
                "请决定是否同意特例",
                when=lambda case: case.state is State.CONSENTING and not case.indefinite,
            ),
            Tell((J,), _again_or_unclear, when=lambda case: case.special_pending or case.indefinite),
            Tell(  # a city order (M8), or ex officio
                (H,), special_to_decide, when=lambda case: case.state in (State.NOTIFYING, State.CENTRE_CONFIRMING)
            ),
        ),
        by_telephone=True,
        button=WORD,
        sample=Part.SPECIAL,
        proposer_reads=ProposerReads.WHEN_GRANTED,
        listed="cause",
    ),
    Act(
        action=Action.REPLY_PLATFORM,
        preview=True,
        help="答复源数据无误，系平台环节，退回区大数据中心核查",
        args="核实结果",
        aliases=("退回平台", "系平台环节", "平台的问题"),
        kind="系平台环节",
        offered="数据无误，系平台环节",
        inline=("finding",),
        doer=_recorded("已答复源数据无误，系平台环节，由区大数据中心重新核查。此前的工作日仍计入本部门。"),
        tells=(UNCLEAR, Tell((P,), _checked_anew, "责任部门已答复", when=definite), Tell((H,), _to_check_anew)),
        button=WORD,
        sample=Part.DEPARTMENT,
        proposer_reads=ProposerReads.AT_ONCE,  # a definite reply is to the proposer (G4, P6)
    ),
)
