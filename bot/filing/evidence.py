"""By what evidence: pictures and files sent in the chat, the upload page, or a business scenario in words (G3, P1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.context import Draft, Gathered, Json, Question
from bot.forms.fields import read_words
from bot.ports import Button, Call, CallKind, Card, CardKind
from regulation.refusals import BadValue
from store.files import attachments

if TYPE_CHECKING:
    from bot.context import Context

MOST_FILES, MOST_WORDS = 20, 2000
REFUSED = {"voice": "语音", "video": "视频"}


def evidence_question(name: str, label: str, prompt: str, *, hint: str = "") -> Question:
    """Answered in pieces, ended by 完成. Answer: `{"words": …, "files": how many}`; a picture is never demanded.

    The files themselves are the draft's attachments, those from the upload page included.
    """

    def ask(ctx: Context, draft: Draft) -> Card:
        have = show_evidence(_so_far(ctx, draft, name))
        body = "\n".join(part for part in (hint, f"已有：{have}" if have else "", "发完请按「完成」。") if part)
        return Card(CardKind.TASK, prompt, body=body, buttons=(Button("上传文件", link=f"/u/{draft.id}"),))

    def read(ctx: Context, draft: Draft, call: Call) -> Json:
        if call.kind is CallKind.FILE:
            return Gathered(_so_far(ctx, draft, name), take_file(ctx, draft, call, name))
        words = read_words(call, name, label, 1, MOST_WORDS)
        words = "\n".join(part for part in (_so_far(ctx, draft, name)["words"], words) if part)
        if len(words) > MOST_WORDS:
            raise BadValue(f"文字说明合计最多{MOST_WORDS}字，请精简，或把详细材料作为文件上传。", field=name)
        return Gathered({"words": words}, "已记下文字说明。")

    def finish(ctx: Context, draft: Draft, gathered: Json) -> Json:  # noqa: ARG001
        value = _so_far(ctx, draft, name)
        if not value["files"] and not value["words"]:
            raise BadValue("请至少提供一项依据：图片、文件，或一段业务场景说明。", field=name)
        return value

    return Question(name, label, ask, read, show_evidence, finish=finish, words=lambda v: str(v.get("words", "")))


def show_evidence(value: Json) -> str:
    files = f"{value['files']}个文件" if value["files"] else ""
    words = f"文字说明{len(value['words'])}字" if value["words"] else ""
    return "、".join(part for part in (files, words) if part)


def _so_far(ctx: Context, draft: Draft, name: str) -> dict[str, Json]:
    known = draft.partial.get(name) or draft.answers.get(name) or {}
    return {"words": known.get("words", ""), "files": len(attachments.of_draft(ctx.session, draft.id))}


def take_file(ctx: Context, draft: Draft, call: Call, name: str) -> str:
    """Record the file; it is downloaded after this transaction, because no platform is called inside one."""
    file = call.file
    if file is None or file.kind in REFUSED:
        kind = REFUSED.get(file.kind, "") if file else ""
        raise BadValue(f"{kind or '这种消息'}不能作为依据，请发送图片、文件或文字。", field=name)
    count = len(attachments.of_draft(ctx.session, draft.id))
    if count >= MOST_FILES:
        raise BadValue(f"最多{MOST_FILES}个文件。", field=name)
    attachments.expect(
        ctx.session,
        ctx.vault,
        person_id=ctx.person.id,
        draft_id=draft.id,
        platform=call.platform,
        media_id=file.media_id,
        name=file.name,
        now=ctx.now,
    )
    what = "图片" if file.kind == "image" else "文件"
    return f"已收到{what}，共{count + 1}个。"
