"""The prompt texts for the inputs that the law requires."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.forms.date_field import EXAMPLES
from regulation.need import Kind, Need


@dataclass(frozen=True, slots=True)
class Prompt:
    """`hint` describes a good answer."""

    ask: str
    hint: str = ""


PROMPTS: Mapping[str, Prompt] = {
    "ground": Prompt("请选择情形"),
    "rule": Prompt("哪一部规定能够处理该问题？", "写明法律法规或其他规定的名称，不超过64字。"),
    "administrative_act": Prompt("数据问题由具体行政行为导致吗？"),
    "other_remedy": Prompt("已有相关法律法规或其他规定能够处理吗？"),
    "items": Prompt("需要补正哪些内容？", "须一次性告知全部缺项；不在列表中的，请点“跳过”，下一项用文字写明。"),
    "details": Prompt("逐项写明缺什么", "例如“1 缺联系电话；2 缺注销通知书截图”；只有一项的，不必写序号。"),
    "other": Prompt("还有其他需要补正的内容吗？", "如无，请点“跳过”。"),
    "deviation": Prompt("为什么再次要求补正？", "补正内容应一次性告知；再次要求属于偏离，理由将记录在案。"),
    "days": Prompt("期限到哪一天？", "请填写工作日总数（例如10），或者截止日期；是总数，不是增加数。"),
    "stage": Prompt("问题出在哪个环节？"),
    "finding": Prompt("核实的结果是什么？", "请写明具体结果；“正在核实”不算答复。"),
    "expected_on": Prompt("请填写预计修正日期", EXAMPLES),
    "done": Prompt("处理情况如何？", "写明做了什么。"),
    "recollected": Prompt("数据已经重新归集了吗？", "修正后须重新归集，才能反馈（工作规则二.8）。"),
    "batch": Prompt("重新归集的批次或时间？", "例如 2026-10-14 批次 0712。"),
    "also_department": Prompt("数据源头也有问题、还要转交责任部门吗？"),
    "basis": Prompt("依据是什么？", "例如目录条目、职责清单、原始凭证。"),
    "way": Prompt("需要提出方怎样配合？", "写明处理方式。"),
    "steps": Prompt("配合的流程是怎样的？", "写明步骤、地点、材料。"),
    "cause": Prompt("属于哪一种历史原因？"),
    "explanation": Prompt("请说明为什么无法核实修正"),
    "order": Prompt("市平台工单号是多少？"),
    "score": Prompt("请评分（1至5分）"),
    "answer": Prompt("电话打通了吗？", "打通并说明了结果的，选“已告知”；没打通的会继续列在电话清单里。"),
    "start_seq": Prompt("更正哪一个期限的认定？"),
    "verdict": Prompt("更正为哪一种认定？"),
    "letter": Prompt("函件的情况？", "已送达的，可写明送达日期，例如“函告 <工单号> 已送达 昨天”。"),
    "correction": Prompt("更正为什么内容？", "写明更正后的内容；原内容保留在办理记录中。"),
    "heard": Prompt("提出方的意见从何得知？", "如来电、来函的时间和方式。"),
    "department_id": Prompt("转交哪个部门？"),
    "suggested_department_id": Prompt("建议由哪个部门办理？"),
    "related_ids": Prompt("需要哪些关联部门协同？"),
    "handler_id": Prompt("转派给哪位同事？"),
}


BY_LABEL: Mapping[str, Prompt] = {  # where the same field means something else in another act
    "延期事由": Prompt("请选择延期事由"),
    "核查情况": Prompt("核查的情况如何？", "写明查了什么、结果怎样。"),
}
BRIEF: Mapping[str, str] = {  # a preview numbers its lines: a card shows five characters of a line's name
    "不予收办的情形": "情形",
    "不予收办的理由": "理由",
    "数据问题由具体行政行为导致": "行政行为",
    "已有相关法律法规或其他规定能够处理": "另有规定",
    "能够处理该问题的规定名称": "规定名称",
    "需要补正的内容": "补正内容",
    "逐项写明缺什么": "逐项说明",
    "其他需要补正的内容": "其他补正",
    "再次要求补正的理由": "再次理由",
    "工作日总数": "期限天数",
    "预计修正日期": "预计修正",
    "新的预计修正日期": "预计修正",
    "重新归集的批次或时间": "归集批次",
    "数据已重新归集": "重新归集",
    "建议的责任部门": "建议部门",
    "市平台工单号": "市级单号",
    "需要提出方配合的处理方式": "配合方式",
    "配合的流程": "配合流程",
    "无法核实修正的说明": "特例说明",
    "本部门源数据无误的依据": "依据",
    "仍存在的问题": "仍有问题",
    "终止办理的理由": "理由",
    "更新的理由": "理由",
    "更正后的内容": "更正内容",
    "更正后的认定": "更正认定",
    "提出方意见的来源（如来电、来函的时间和方式）": "意见来源",
}


def prompt_of(need: Need) -> Prompt:
    """The prompt of an input; one that is not listed uses its label."""
    return BY_LABEL.get(need.label) or PROMPTS.get(need.field) or _by_label(need)


def brief(label: str) -> str:
    """An input's label as a preview shows it."""
    return BRIEF.get(label, label)


def _by_label(need: Need) -> Prompt:
    match need.kind:
        case Kind.TEXT | Kind.ANSWER:
            return Prompt(f"请说明{need.label}")
        case Kind.YES_NO | Kind.TICK:
            return Prompt(f"{need.label}，是吗？")
        case Kind.DATE | Kind.PAST_DATE:
            return Prompt(f"请填写：{need.label}", EXAMPLES)
        case Kind.MARK | Kind.NUMBER | Kind.LENGTH:
            return Prompt(f"请填写：{need.label}")
        case _:
            return Prompt(f"请选择：{need.label}")
