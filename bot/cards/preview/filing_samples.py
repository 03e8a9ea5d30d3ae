"""Sample cards of a filing before submission: the summary, masked, with findings of the inspection (M4, M9)."""

from __future__ import annotations

from collections.abc import Iterator

from bot.context import Draft
from bot.filing.filing_form import FILING
from bot.forms.form_cards import edit_card, summary_card
from bot.inspection.finding import Finding, Trace
from bot.inspection.inspection_notice import AttachmentWarnings, findings_text
from bot.ports import Card

ID_CARD, MOBILE = "11010519491231002X", "13900000002"  # the example number of the standard, which belongs to nobody
PLAIN = {
    "source": {"title": "企业登记基本信息（区市场监管局）"},
    "kind": "错误",
    "records": "某某有限公司，登记状态为“存续”",
    "doubt": "该公司已于2025年注销，应为“注销”",
    "evidence": {"files": 1, "words": "办理补贴发放时发现"},
    "contact": {"name": "张伟", "department": "区教育局", "phone": "13800000001"},
}
FOUND = (
    Finding(Trace.HIDDEN_SHEET, 1),
    Finding(Trace.HIDDEN_ROWS, 12),
    Finding(Trace.POSITION),
    Finding(Trace.ID_CARD, 3),
)
WAYS = "如与核实无关，请发送“删除附件 N”；确认无妨，可发送“仍要提交”。"


def filing_samples() -> Iterator[tuple[str, Card]]:
    """Names and cards."""
    draft, clean = Draft(1, FILING.name, FILING.version, answers=dict(PLAIN)), AttachmentWarnings("", "")
    yield "核对后提交", summary_card(FILING, draft, clean)
    yield "修改哪一项", edit_card(FILING, draft)
    told = {**PLAIN, "records": f"持证人 {ID_CARD}，电话 {MOBILE}，登记状态为“存续”"}
    yield "文字含个人信息", summary_card(FILING, Draft(2, FILING.name, FILING.version, answers=told), clean)
    alarm = f"附件1 台账.xlsx：{findings_text(FOUND)}。{WAYS}"
    note = f"附件2 现场.jpg：{findings_text([Finding(Trace.CAMERA)])}。"
    yield "附件含看不见的内容", summary_card(FILING, draft, AttachmentWarnings(alarm, note))
