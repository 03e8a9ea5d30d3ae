"""提出异议: the form with the six items of a filing (M9, G3, P1), then a summary, then 提交."""

from __future__ import annotations

from dataclasses import replace

from bot.context import Draft, Form
from bot.filing.like_objections import like_objections
from bot.filing.submit import submit
from bot.filing_questions.data_source import show_source, source_question
from bot.filing_questions.evidence import evidence_question
from bot.filing_questions.file_invitation import Invitation
from bot.filing_questions.kind_of_fault import kind_question
from bot.filing_questions.proposer_contact import contact_question
from bot.forms.fields import text_question


def about(draft: Draft) -> str:
    """A draft's subject, for the list of parked drafts."""
    source = draft.answers.get("source")
    return show_source(source) if source else ""


ITEMS = (
    source_question(),
    kind_question(),
    text_question(
        "records",
        "纠错内容",
        "纠错内容：哪些记录有疑问？现在是怎么写的？",
        hint="请写明能找到这条记录的信息和现有内容，例如“统一社会信用代码……，登记状态为‘存续’”。",
        least=2,
    ),
    text_question(
        "doubt",
        "纠错说明",
        "纠错说明：为什么有疑问？应当是怎样的？",
        hint="请说明疑点和您认为正确的内容。",
        least=2,
    ),
    evidence_question(
        "evidence",
        "佐证说明",
        "请提供佐证说明",
        hint=Invitation(
            "截图、文件，或用文字说明业务场景，可分多次发送。",
            "截图可直接发送，文件请点“上传文件”；也可用文字说明业务场景，分多次发送。",
        ),
    ),
)

FILING = Form(
    name="filing",
    version=2,
    title="提出异议",
    questions=(*ITEMS, contact_question()),
    finish=submit,
    review=True,
    label=about,
    notice=like_objections,
)
FILING_1 = replace(FILING, version=1, questions=(*ITEMS, contact_question(asked=True)))  # for drafts begun with it
