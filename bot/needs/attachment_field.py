"""Attachments of a step: files are sent or uploaded first, the text that ends the step follows (G7, M11, P5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.context import Draft, Gathered, Json, Question
from bot.filing_questions.evidence import take_file
from bot.filing_questions.file_invitation import Invitation
from bot.inspection.inspection_notice import attachment_warnings
from bot.ports import Button, Call, CallKind, Card, CardKind
from regulation.refusals import BadValue
from store.files import attachments

if TYPE_CHECKING:
    from bot.context import Context

HINT = Invitation(
    "有需要附上的图片、文件，请先发送或上传，最后发送文字。",
    "有需要附上的图片请先发送，文件请先点“上传文件”，最后发送文字。",
)


def with_files(question: Question) -> Question:
    """The question with files beside its text; inspection findings are shown before the files go with the step."""

    def ask(ctx: Context, draft: Draft) -> Card:
        asked, have = question.ask(ctx, draft), len(attachments.of_draft(ctx.session, draft.id))
        parts = (asked.body, HINT.said(ctx), f"已有：{have}个文件" if have else "")
        upload = Button("上传文件", link=f"/u/{draft.id}")
        return Card(CardKind.TASK, asked.title, body="\n".join(part for part in parts if part), buttons=(upload,))

    def read(ctx: Context, draft: Draft, call: Call) -> Json:
        if call.kind is CallKind.FILE:
            return Gathered(draft.partial.get(question.name, ""), take_file(ctx, draft, call, question.name))
        words = question.read(ctx, draft, call)
        alarm = attachment_warnings(ctx.session, ctx.vault, draft.id).alarm
        return Gathered(words, alarm) if alarm else words

    def finish(ctx: Context, draft: Draft, gathered: Json) -> Json:  # noqa: ARG001
        if not gathered:
            raise BadValue(f"请再用文字填写“{question.label}”。", field=question.name)
        return gathered

    return replace(question, ask=ask, read=read, finish=finish)
