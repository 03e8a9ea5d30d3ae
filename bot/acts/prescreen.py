"""Acts of chapter 提出、收办: filing, accepting or declining, and the one supplement (M8, M10, P1-P3)."""

from __future__ import annotations

from bot.acts.act import Act, H, P, ProposerReads, Tell
from bot.acts.phrases import sentence_for, to_call, written
from bot.acts.sample_headings import Part
from bot.view import View
from regulation.states import Action, State


def missing(view: View) -> str:
    """The items the proposer must supplement, all listed at once (P3)."""
    named = f"{Action.ASK_SUPPLEMENT}:details" in view.texts  # each item with what exactly is missing
    items = written(view, Action.ASK_SUPPLEMENT, "details" if named else "items", "other")
    lapses = "无正当理由逾期不补正的，视为放弃本次异议（工作规则二.3）。"
    by = sentence_for(view, "请于{by}一次性补齐以下材料") or "请自告知之日起，在补正期限内一次性补齐以下材料"
    return f"{by}{'：' if items else ''}{items}。{lapses}"


def _asked(view: View) -> str:
    """A director's second request is a deviation from P3, and is not called 一次性 again."""
    if f"{Action.ASK_SUPPLEMENT}:deviation" in view.texts:
        again = "已再次要求补正，偏离一次性告知的理由已记录"
        begins = "；送达后开始补正期限（本系统约定）。"
        return again + (sentence_for(view, "，期限{due}。") if view.limit else begins)
    if view.on_behalf and not view.limit:
        return to_call(view, "须补正的内容", "开始补正期限")
    told = "已发给提出方一次性补正告知；送达后开始补正期限（本系统约定）。"
    return sentence_for(view, "已一次性告知提出方补正内容，期限{due}。") if view.limit else told


def _declined(view: View) -> str:
    """Ground, clause and reason (M10), and what the proposer can do next."""
    ground, clause, reason, rule = (
        written(view, Action.DECLINE, name) for name in ("ground", "clause", "reason", "rule")
    )
    by = f"（{clause}）" if clause else ""
    remedy = f"请依照{rule}的规定办理。" if rule else ""
    return f"不予收办的情形：{ground}{by}。理由：{reason}。{remedy}{_next(view)}"


def _abandoned(view: View) -> str:
    """Ground, clause and reason (P3), and what the proposer can do next."""
    reason = written(view, Action.ABANDON, "reason")
    why = f"理由：{reason}。" if reason else ""
    again = f"需要时可以补齐材料重新提出，发送“重新提出 {view.number}”。"
    excused = "逾期有正当理由的，可向区大数据中心说明，由其认定后重新受理。"
    return f"无正当理由逾期不补正，视为放弃本次异议（工作规则二.3）。{why}{again}{excused}"


def _next(view: View) -> str:
    unfit = "认为不予收办不当的，可向区大数据中心说明，由其重新受理。"
    return f"如有新的情况，可以重新提出异议，发送“重新提出 {view.number}”。{unfit}"


def _supplemented(view: View) -> str:
    if view.state is State.LAPSED:
        return "补正材料已收到，等待区大数据中心认定逾期是否有正当理由。"
    return sentence_for(view, "补正材料已收到，收办期限重新计算，区大数据中心将于{by}出具是否收办意见。")


def _to_examine(view: View) -> str:
    if view.state is State.LAPSED:
        return sentence_for(view, "提出方逾期补正，请于{by}认定是否有正当理由。")
    return sentence_for(view, "提出方已补正，请于{by}出具是否收办意见。")


def _justified(view: View) -> str:
    if view.state is State.PRESCREEN:
        return sentence_for(view, "已认定正当理由，逾期的补正予以接收。请于{by}出具是否收办意见。")
    told = sentence_for(view, "已认定正当理由，补正期限为{due}，已告知提出方。")
    if view.on_behalf and not told:
        return f"已认定正当理由。{to_call(view, '新的补正期限', '开始计算')}"
    return told or "已认定正当理由，已发给提出方；送达后开始新的补正期限（本系统约定）。"


def _justified_to_proposer(view: View) -> str:
    """Text for a supplement received after the case returned to prescreening: the running limit is the centre's."""
    if view.state is State.PRESCREEN:
        return sentence_for(view, "区大数据中心已认定正当理由，您的补正予以接收，将于{by}出具是否收办意见。")
    return sentence_for(view, "区大数据中心已认定正当理由，请于{by}补正。") or "区大数据中心已认定正当理由，请补正。"


def _justified_title(view: View) -> str:
    return "逾期补正已接收" if view.state is State.PRESCREEN else "补正期限已调整"


ACTS = (
    Act(
        action=Action.FILE,
        preview=False,
        tells=(Tell((H,), "收到新的异议，请于{by}出具是否收办意见。"),),
        quiet=True,
        proposer_reads=ProposerReads.AT_ONCE,
    ),
    Act(
        action=Action.ENTER_CITY_ORDER,
        preview=False,
        tells=(
            Tell(
                (H,), "市平台下发的工单已录入，请转交公共数据主管部门处置（办法第八条）；转交其他部门的，须写明理由。"
            ),
        ),
        quiet=True,
        proposer_reads=ProposerReads.AT_ONCE,
    ),
    Act(
        action=Action.ACCEPT,
        preview=False,
        help="出具收办意见",
        aliases=("受理", "收下"),
        doer="已收办。请于{by}完成平台内部核查。",
        tells=(Tell((P,), "区大数据中心已收办，正在核查平台内部数据。", "您的异议已收办"),),
        repeats=True,
    ),
    Act(
        action=Action.DECLINE,
        preview=True,
        help="出具不予收办意见并说明理由",
        args="理由",
        aliases=("不予受理", "不收办"),
        inline=("reason",),
        doer="已作出不予收办意见，理由已告知提出方。",
        tells=(Tell((P,), _declined, "您的异议不予收办"),),
        by_telephone=True,
        grave=True,
        sample=Part.PRESCREEN,
        proposer_reads=ProposerReads.AT_ONCE,
        departments_read=False,
        listed="ground",
    ),
    Act(
        action=Action.ASK_SUPPLEMENT,
        preview=True,
        help="一次性告知须补正的全部内容",
        args="内容",
        inline=("other",),
        settles=("items",),
        doer=_asked,
        tells=(Tell((P,), missing, "请补正异议材料"),),
        by_telephone=True,
        proposer_reads=ProposerReads.AT_ONCE,
        departments_read=False,
        centres_own="deviation",  # reason for the deviation from P3: recorded, not shown to the proposer
        listed="items",
    ),
    Act(
        action=Action.SUPPLEMENT,  # typed as 补正, which is a command of its own
        preview=False,
        doer=_supplemented,
        tells=(Tell((H,), _to_examine),),
        button="补正",
        proposer_reads=ProposerReads.AT_ONCE,
    ),
    Act(
        action=Action.LAPSE,
        preview=False,
        tells=(
            Tell((P,), "有正当理由的，请说明并尽快补正，由区大数据中心认定。", "补正期限已过"),
            Tell((H,), "提出方逾期未补正，请认定是否有正当理由。"),
        ),
    ),
    Act(
        action=Action.JUSTIFY,
        preview=True,
        help="认定逾期补正有正当理由，另定期限",
        args="期限 理由",
        inline=("days", "reason"),
        doer=_justified,
        tells=(Tell((P,), _justified_to_proposer, _justified_title),),
        by_telephone=True,
        sample=Part.PRESCREEN,
        proposer_reads=ProposerReads.AT_ONCE,
        departments_read=False,
    ),
    Act(
        action=Action.ABANDON,
        preview=True,
        help="逾期未补正，视为放弃本次异议",
        args="理由",
        inline=("reason",),
        doer="已视为放弃本次异议并告知提出方；提出方可以重新提出。",
        tells=(Tell((P,), _abandoned, "视为放弃本次异议"),),
        by_telephone=True,
        grave=True,
        sample=Part.PRESCREEN,
        proposer_reads=ProposerReads.AT_ONCE,
        departments_read=False,
    ),
)
