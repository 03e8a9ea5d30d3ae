"""Cards of a form: the open question with progress and alternatives, and the summary."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.context import MARK, Draft, Json, Question, as_words
from bot.inspection.inspection_notice import AttachmentWarnings, attachment_warnings
from bot.inspection.personal_data import covered, own_number, warning
from bot.language.text import clip, quoted
from bot.ports import Button, Card, CardKind, Choice, Field, Option

if TYPE_CHECKING:
    from bot.context import Context, Form

IN_FIELD = 30  # characters of a text that the field of a card shows
SAID = f"{MARK}said"  # internal key: the message that a filing was begun with, as it was typed


def question_card(ctx: Context, form: Form, draft: Draft, question: Question, note: str = "") -> Card:
    """The question and its position in the form; `note` comes first: what was wrong, or what has arrived."""
    card = question.ask(ctx, draft)
    place = [needed.name for needed in form.needed(draft.answers)]
    body = "\n".join(part for part in (note, card.body, _present(draft, question)) if part)
    steps = f"第{place.index(question.name) + 1}项，共{len(place)}项"
    subtitle = " · ".join(part for part in (form.title, card.subtitle, steps) if part)
    if card.kind is CardKind.TEXT:
        return replace(card, subtitle=subtitle, body=f"{body}\n{_ways(question, draft)}".strip())
    buttons = _buttons(question, draft, card.buttons)
    return replace(card, subtitle=subtitle, body=body, buttons=buttons[:3], more=buttons[3:6])


def review_card(ctx: Context, form: Form, draft: Draft, note: str = "") -> Card:
    """The summary: numbered items, privacy findings in texts and files, then 提交, 修改, 暂存, 取消."""
    notes = "\n".join(part for part in (note, form.notice(ctx, draft)) if part)
    return summary_card(form, draft, attachment_warnings(ctx.session, ctx.vault, draft.id), notes)


def summary_card(form: Form, draft: Draft, files: AttachmentWarnings, note: str = "") -> Card:
    """The same with the findings of the file inspection given."""
    alarm, own = warning(form, draft), own_number(draft)
    items = list(enumerate(form.needed(draft.answers), 1))
    whole = "\n".join(line for i, q in items if (line := _whole(i, q, draft, own)))
    said = f"您的原话：{quoted(covered(draft.answers[SAID], own))}" if SAID in draft.answers else ""
    cancel, remove = Button("取消", f"取消 D{draft.id}", "danger"), Button("删除附件", f"删除附件 D{draft.id}")
    submit = (
        Button("仍要提交", f"仍要提交 D{draft.id}", "danger")
        if alarm or files.alarm
        else Button("提交", f"提交 D{draft.id}", "primary")
    )
    return Card(
        CardKind.TASK,
        title="请核对后提交",
        subtitle=form.title,
        body="\n".join(part for part in (note, alarm, files.alarm, files.note, whole, said) if part),
        told=whole,
        fields=tuple(Field(f"{i} {q.label}", _preview(q, draft, own)) for i, q in items),
        buttons=(submit, Button("修改", f"修改 D{draft.id}"), Button("暂存", f"暂存 D{draft.id}")),
        more=(remove, cancel) if files.alarm or files.note else (cancel,),
    )


def _preview(question: Question, draft: Draft, own: str) -> str:
    """The answer's rendering; masked before it is shortened, so that no part of a number remains."""
    value = draft.answers.get(question.name)
    if value is None:
        return as_words(value)
    return question.show(_covered(question, value, own))


def _covered(question: Question, value: Json, own: str) -> Json:
    """The answer with the numbers in its free text masked."""
    if question.words and isinstance(value, str):
        return covered(value, own)
    if question.words and isinstance(value, dict) and value.get("words"):
        return value | {"words": covered(value["words"], own)}
    return value


def _whole(number: int, question: Question, draft: Draft, own: str) -> str:
    """A text that is longer than a field shows, whole."""
    value = draft.answers.get(question.name)
    text = question.words(_covered(question, value, own)) if question.words and value is not None else ""
    return f"{number} {question.label}：{quoted(text)}" if len(text) > IN_FIELD else ""


def edit_card(form: Form, draft: Draft) -> Card:
    """Choice of the item to change; equivalent to typing 修改第3项."""
    items = enumerate(form.needed(draft.answers), 1)
    options = tuple(Option(str(i), f"第{i}项 {q.label}") for i, q in items)
    return Card(
        CardKind.CHOICE,
        title="要修改哪一项？",
        subtitle=form.title,
        body="也可直接发送“修改第3项”。",
        choices=(Choice("item", "要修改的项", options),),
        submit=Button("修改", f"修改 D{draft.id}", "primary"),
    )


def parked_line(form_title: str) -> str:
    return f"您的草稿“{form_title}”已暂存，发送“继续”接着填。"


def draft_name(form: Form, draft: Draft) -> str:
    """A draft in a list: its form and its subject."""
    about = clip(form.label(draft), 40)
    return f"{form.title}：{about}" if about else form.title


def _present(draft: Draft, question: Question) -> str:
    if question.name not in draft.answers:
        return ""
    return f"目前填写：{clip(question.show(draft.answers[question.name]), 100)}（发送“跳过”不改）"


def _ways(question: Question, draft: Draft) -> str:
    skip = ["跳过"] if question.optional and question.name not in draft.answers else []
    return "（可发送：" + " · ".join([*skip, "上一步", "暂存", "取消"]) + "）"


def _buttons(question: Question, draft: Draft, own: tuple[Button, ...]) -> tuple[Button, ...]:
    """Buttons beside the answer, including the question's own; each has a typed equivalent."""
    done = (Button("完成", f"完成 D{draft.id}", "primary"),) if question.finish else ()
    skip = (Button("跳过", f"跳过 D{draft.id}"),) if question.optional or question.name in draft.answers else ()
    return (*done, *own, *skip, Button("上一步", f"上一步 D{draft.id}"), Button("暂存", f"暂存 D{draft.id}"))
