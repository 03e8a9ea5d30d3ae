"""By what evidence: pictures and files sent in the chat, the upload page, or a business scenario in words (G3, P1)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.context import Draft, Gathered, Json, Question
from bot.filing_questions import evidence_help
from bot.filing_questions.file_invitation import Invitation
from bot.forms.fields import PICK, read_words
from bot.language.message_length import LONGEST_TEXT
from bot.language.punctuation import bare
from bot.language.text import folded, harmless, quoted
from bot.ports import Button, Call, CallKind, Card, CardKind
from regulation.refusals import BadValue
from store.files import attachments

if TYPE_CHECKING:
    from bot.context import Context

MOST_FILES, MOST_WORDS = 20, LONGEST_TEXT
REFUSED = {"voice": "语音", "video": "视频"}
REMOVE = frozenset(
    f"{verb}{what}" for verb in ("删除", "删掉", "去掉", "不要") for what in ("文字说明", "文字", "说明")
)
CLEAR = frozenset(
    (
        "清空",
        "清除",
        "全部清空",
        "清空文字",
        "清空文字说明",
        "清除文字说明",
        "重新填写",
        "重填",
        "重写",
        "全部删除",
        "删除全部",
    )
)
CLEARED, KEPT, BOTH = "clear", "keep", "both"  # options of the buttons
ASKED, ANEW, BEFORE = (
    "asked",
    "anew",
    "before",
)  # beside the pieces: 清空 was asked; the next text replaces; what it did


def evidence_question(name: str, label: str, prompt: str, *, hint: Invitation) -> Question:
    """Answered in pieces, ended by 完成. Answer: `{"words": …, "files": how many}`; a picture is never demanded.

    The files themselves are the draft's attachments, those from the upload page included. The words can be replaced
    (修改) and removed.
    """

    def ask(ctx: Context, draft: Draft) -> Card:
        have, state = _so_far(ctx, draft, name), draft.partial.get(name) or {}
        files = f"已有：{have['files']}个文件" if have["files"] else ""
        words = f"文字说明：{quoted(have['words'])}" if have["words"] else ""
        body = "\n".join(part for part in (words, files, hint.said(ctx), "发完请按“完成”。") if part)
        told = words if state.get(ANEW) else ""  # what was just sent stands above; what is changed is shown whole
        return Card(CardKind.TASK, prompt, body=body, buttons=_buttons(draft, name, have, state), told=told)

    def read(ctx: Context, draft: Draft, call: Call) -> Json:
        have, state = _so_far(ctx, draft, name), draft.partial.get(name) or {}
        if is_link(call):
            joined = _added(read_words(replace(call, kind=CallKind.TEXT), name, label, 1, MOST_WORDS), have, {}, name)
            return Gathered({**state, **joined.value}, "已收到链接，记入文字说明。")
        if call.kind is CallKind.FILE:
            said = take_file(ctx, draft, call, name)
            return Gathered({**state, "words": have["words"]}, said)
        if name in call.values:
            return _chosen(call.values[name], have, state)
        typed = bare(folded(call.text))
        if (why := evidence_help.instead_of(call.text)) is not None:
            raise BadValue(why, field=name)
        if typed in REMOVE or (typed in CLEAR and state.get(ASKED)):
            return _removed(have)
        if typed in CLEAR:
            return Gathered({**have, ASKED: True}, "要清空已有的文字说明吗？") if have["words"] else _removed(have)
        return _added(read_words(call, name, label, 1, MOST_WORDS), have, state, name)

    def finish(ctx: Context, draft: Draft, gathered: Json) -> Json:  # noqa: ARG001
        value = _so_far(ctx, draft, name)
        if not value["files"] and not value["words"]:
            raise BadValue("请至少提供一项佐证：图片、文件，或一段业务场景说明。", field=name)
        return value

    return Question(
        name, label, ask, read, show_evidence, finish=finish, words=lambda value: str(value.get("words", "")),
        reopen=lambda value: {**(value or {}), ANEW: True}, again=REMOVE | CLEAR,
    )  # fmt: skip


def _buttons(draft: Draft, name: str, have: Json, state: Json) -> tuple[Button, ...]:
    press = f"{PICK} {draft.id} {name}"
    upload = Button("上传文件", link=f"/u/{draft.id}")
    if state.get(ASKED):
        return (
            Button("清空文字说明", f"{press} {CLEARED}", "danger"),
            Button("保留文字说明", f"{press} {KEPT}"),
            upload,
        )
    if state.get(BEFORE):
        return (Button("接在原文后面", f"{press} {BOTH}"), upload)
    return (upload, Button("删除文字说明", f"{press} {CLEARED}")) if have["words"] else (upload,)


def _chosen(option: tuple[str, ...], have: Json, state: Json) -> Gathered:
    if option == (CLEARED,):
        return _removed(have)
    if option == (BOTH,) and state.get(BEFORE):
        return Gathered({"words": f"{state[BEFORE]}\n{have['words']}"}, "已接在原来的文字说明后面。")
    return Gathered({"words": have["words"]}, "文字说明没有改动。")


def _removed(have: Json) -> Gathered:
    return Gathered({"words": ""}, "已删除文字说明。" if have["words"] else "还没有文字说明，直接发送即可。")


def _added(words: str, have: Json, state: Json, name: str) -> Gathered:
    """The words behind those before; after 修改 they replace them, and the others can still be had back."""
    before = have["words"]
    if state.get(ANEW) and before:
        return Gathered({"words": words, BEFORE: before}, f"已换成新的文字说明，原来的是{quoted(before, 60)}。")
    joined = "\n".join(part for part in (before, words) if part)
    if len(joined) > MOST_WORDS:
        raise BadValue(
            f"文字说明合计最多{MOST_WORDS}字，加上这一条共{len(joined)}字，这一条没有记下，请精简，或把详细材料作为文件上传。",
            field=name,
        )
    return Gathered({"words": joined}, "已记下文字说明。")


def show_evidence(value: Json) -> str:
    files = f"{value['files']}个文件" if value["files"] else ""
    return "、".join(part for part in (files, harmless(value["words"])) if part)


def _so_far(ctx: Context, draft: Draft, name: str) -> dict[str, Json]:
    known = draft.partial.get(name) or draft.answers.get(name) or {}
    return {"words": known.get("words", ""), "files": len(attachments.of_draft(ctx.session, draft.id))}


def is_link(call: Call) -> bool:
    """A shared page: no file, but its title and address are evidence in words."""
    return call.kind is CallKind.FILE and call.file is not None and call.file.kind == "link"


def take_file(ctx: Context, draft: Draft, call: Call, name: str) -> str:
    """Record the file; it is downloaded after this transaction, because no platform is called inside one."""
    file = call.file
    if is_link(call):
        raise BadValue("链接不是文件，请把网址连同说明用文字发送。", field=name)
    if file is None or file.kind in REFUSED:
        kind = REFUSED.get(file.kind, "") if file else ""
        raise BadValue(f"{kind or '这种消息'}不能作为佐证，请发送图片、文件或文字。", field=name)
    count = len(attachments.of_draft(ctx.session, draft.id))
    if count >= MOST_FILES:
        raise BadValue(f"最多{MOST_FILES}个文件，请合并为一个文件或压缩包后上传。", field=name)
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
