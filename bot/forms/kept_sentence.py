"""A draft that has rested, or after which something newer came, asks before it takes the next sentence; it keeps it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.context import MARK, Draft, Form, Question
from bot.forms import drafts
from bot.forms.engine import form_of
from bot.forms.form_cards import draft_name
from bot.language.punctuation import bare
from bot.language.text import folded, quoted
from bot.ports import Button, Call, CallKind, Card, CardKind
from store.messages.sent_messages import newer, sent_of

if TYPE_CHECKING:
    from bot.context import Context

RESTED = timedelta(hours=1)
KEPT = f"{MARK}kept"  # internal key: the sentence that was asked about
YES, NO = "填入", "另说"
_PRESSED = re.compile(rf"({YES}|{NO}) D(\d{{1,12}})")
_SAID = {
    **dict.fromkeys((YES, "是", "是的", "对", "对的", "嗯"), YES),
    **dict.fromkeys((NO, "不是", "不", "否", "别的事", "另有事情", "不是的"), NO),
}


def asks(ctx: Context, draft: Draft, text: str) -> Card | None:
    """The question whether this sentence is the open question's answer; None where it surely is."""
    why, kept = _why(ctx, draft), draft.answers.get(KEPT, "")
    return ask_whether(ctx, draft, text, why) if why or kept else None


def ask_whether(ctx: Context, draft: Draft, text: str, why: str) -> Card | None:
    """Asks, and keeps the sentence; None where no question is open."""
    kept = draft.answers.get(KEPT, "")
    form = form_of(ctx, draft)
    question = form.question(draft.step, draft.answers)
    if question is None:
        return None
    draft.answers[KEPT] = f"{kept}\n{text}" if kept else text
    drafts.save(ctx, draft)
    return _card(form, draft, question, why)


def still(ctx: Context, draft: Draft) -> Card | None:
    """The same question again, where the sentence still waits and the form is to go on without it."""
    form = form_of(ctx, draft)
    question = form.question(draft.step, draft.answers)
    return _card(form, draft, question, "") if question is not None and KEPT in draft.answers else None


def _card(form: Form, draft: Draft, question: Question, why: str) -> Card:
    return Card(
        CardKind.TASK,
        title=f"这句话是回答“{question.label}”，还是别的事？",
        subtitle=draft_name(form, draft),
        body=f"{why}\n{quoted(draft.answers[KEPT], 300)}".strip(),
        buttons=(
            Button(f"填入“{question.label}”", f"{YES} D{draft.id}", "primary"),
            Button("是别的事", f"{NO} D{draft.id}"),
        ),
    )


def _why(ctx: Context, draft: Draft) -> str:
    if draft.row is not None and ctx.now - draft.row.updated_at > RESTED:
        return "这份草稿已搁置一小时以上。"
    put = sent_of(ctx.session, str(draft.answers.get(drafts.BY, "")))
    return "上一个问题之后，您又收到了新的消息。" if put and newer(ctx.session, ctx.person.id, put) else ""


def resolved(ctx: Context, call: Call) -> tuple[Call, Draft | None]:
    """Where the call answers that question: the kept sentence as the message, and the draft that was parked for it."""
    match = _PRESSED.fullmatch(call.text) if call.kind is CallKind.CLICK else None
    draft = drafts.find(ctx, int(match[2])) if match else None
    choice = match[1] if match else ""
    if call.kind is CallKind.TEXT and (said := _SAID.get(bare(folded(call.text)))):
        draft, choice = drafts.active(ctx), said
    text = draft.answers.pop(KEPT, "") if draft is not None and draft.state in ("active", "parked") else ""
    if draft is None or not text:
        return call, None
    if choice == YES:
        draft.state = "active"
    drafts.save(ctx, draft)
    if choice == NO:
        drafts.park(ctx)
    return replace(call, kind=CallKind.TEXT, text=str(text), values={}), draft if choice == NO else None
