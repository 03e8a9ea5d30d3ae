"""Form navigation at any point, without losing answers: 上一步 修改第N项 跳过 完成 提交 暂存 继续 取消."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.context import Draft, Question
from bot.forms import drafts, kept_sentence, late_sentence
from bot.forms.engine import (
    LEAVING,
    answer,
    finish,
    form_of,
    move_on,
    said_all,
    settle,
    show,
    stays,
)
from bot.forms.fields import offered_first
from bot.forms.form_cards import draft_name, parked_line, question_card, review_card
from bot.inspection.inspection_notice import attachment_warnings
from bot.inspection.personal_data import warning
from bot.language.list_choice import ask_again, left_alone, picked
from bot.language.punctuation import bare
from bot.language.text import after, folded
from bot.ports import Button, Card, CardKind, Choice, Option
from regulation.refusals import Refusal

if TYPE_CHECKING:
    from bot.context import Context, Form

SURE = ("确定取消", "确认取消")  # typed instead of the button
_MARK = re.compile(r"[Dd](\d{1,12})(?![0-9A-Za-z])\s*")
ENDED = {"submitted": "这份草稿已经提交，不会重复提交。", "cancelled": "这份草稿已经取消。"}


def back(ctx: Context, args: str) -> Card:
    """Back to the previous question; from the summary to the last question."""
    draft, form, _ = at_hand(ctx, args)
    names = [question.name for question in form.needed(draft.answers)]
    place = names.index(draft.step) if draft.step in names else len(names)
    if place == 0:
        return show(ctx, form, draft, "已经是第一项。")
    draft.step = names[place - 1]
    drafts.save(ctx, draft)
    return show(ctx, form, draft)


def skip(ctx: Context, args: str) -> Card:
    """Skip the open question: keep its answer, or leave it empty where it is optional."""
    draft, form, _ = at_hand(ctx, args)
    if (asked := kept_sentence.still(ctx, draft)) is not None:
        return asked
    question = _open(form, draft)
    if question.name in draft.answers:
        return settle(ctx, form, draft, question, draft.answers[question.name])
    if question.optional:
        return settle(ctx, form, draft, question, None)
    return question_card(ctx, form, draft, question, f"“{question.label}”是必填项。")


def done(ctx: Context, args: str, *, sure: bool = False) -> Card:
    """完成: the pieces sent so far are the answer. Without a summary, inspection findings are shown here."""
    draft, form, _ = at_hand(ctx, args)
    question = form.question(draft.step, draft.answers)
    if question is None:
        return show(ctx, form, draft)
    if (asked := kept_sentence.still(ctx, draft)) is not None:
        return asked
    if question.finish is None:
        return question_card(ctx, form, draft, question, "请先回答这一项。")
    alarm = "" if form.review or sure else attachment_warnings(ctx.session, ctx.vault, draft.id).alarm
    if alarm:
        return question_card(ctx, form, draft, question, alarm)
    gathered = draft.partial.get(question.name, draft.answers.get(question.name))
    try:
        return settle(ctx, form, draft, question, question.finish(ctx, draft, gathered))
    except Refusal as refusal:
        return question_card(ctx, form, draft, question, refusal.text)


def submit(ctx: Context, args: str, *, sure: bool = False) -> Card:
    """Submit, idempotent: a second press finds the draft submitted. `sure` is 仍要提交, after a warning was shown."""
    draft, form, _ = at_hand(ctx, args)
    step = form.next_step(draft.answers)
    if (late := late_sentence.still(ctx, draft)) is not None:
        return late
    if form.preview and not (step or draft.step):
        return finish(ctx, form, draft)
    if sure and not form.review:
        return done(ctx, args, sure=True)
    if step or not form.review:
        return move_on(ctx, form, draft, "还有未填的项。")
    draft.step = ""
    if not sure and (warning(form, draft) or attachment_warnings(ctx.session, ctx.vault, draft.id).alarm):
        drafts.save(ctx, draft)
        return review_card(ctx, form, draft)
    return finish(ctx, form, draft)


def confirm(ctx: Context, args: str) -> Card:
    """确定: what the preview shows is done, once; typed after 取消, it confirms that."""
    draft = drafts.active(ctx)
    if draft is not None and not args and LEAVING in draft.answers:
        return cancel(ctx, f"D{draft.id} 确定")
    if draft is None and not args:
        raise Refusal("现在没有等您确定的内容。" + ("发送“继续”接着填写暂存的草稿。" if drafts.parked(ctx) else ""))
    draft, form, _ = at_hand(ctx, args)
    if draft.step or form.next_step(draft.answers):
        return show(ctx, form, draft, "还有未填的项。")
    return submit(ctx, f"D{draft.id}")


def park(ctx: Context, args: str) -> Card:
    """Park the draft; parked drafts do not expire."""
    _, form, _ = at_hand(ctx, args)
    drafts.park(ctx)
    return Card(CardKind.TEXT, body=parked_line(form.title))


def resume(ctx: Context, args: str) -> Card:
    """Resume a draft where it was left, on any device; several are listed."""
    if _MARK.match(folded(args)):
        draft, form, _ = at_hand(ctx, args)
        drafts.save(ctx, draft)
        return show(ctx, form, draft)
    active, waiting = drafts.active(ctx), drafts.parked(ctx)
    if waiting and left_alone(ctx.call, "draft"):
        return ask_again(_waiting_card(ctx, waiting))
    if active is not None:
        stays(ctx, active)
        drafts.save(ctx, active)  # taken up again: it has not rested
        return show(ctx, form_of(ctx, active), active)
    if not waiting:
        raise Refusal("没有未完成的草稿。发送“提出异议”开始填写。")
    if len(waiting) == 1:
        return _take_up(ctx, waiting[0])
    chosen = next((draft for draft in waiting if f"D{draft.id}" == picked(ctx.call, "draft")), None)
    return _take_up(ctx, chosen) if chosen is not None else _waiting_card(ctx, waiting)


def cancel(ctx: Context, args: str) -> Card:
    """Cancel the draft; asks for confirmation where it has answers."""
    words = folded(args)
    draft, form, rest = at_hand(ctx, words)
    if draft.has_content and bare(rest) != "确定":
        draft.answers[LEAVING] = True
        drafts.save(ctx, draft)
        return Card(
            CardKind.TASK,
            title="确定取消吗？",
            subtitle=draft_name(form, draft),
            body="取消后内容不再保留。只是稍后再填，请选“暂存”。",
            buttons=(
                Button("确定取消", f"取消 D{draft.id} 确定", "danger"),
                Button("暂存", f"暂存 D{draft.id}"),
                Button("继续填写", f"继续 D{draft.id}", "primary"),
            ),
        )
    drafts.cancelled(ctx, draft)
    return Card(CardKind.TEXT, body=f"已取消“{form.title}”，没有提交任何内容。")


def cancel_typed(ctx: Context, args: str) -> Card:
    """取消; 确定取消, typed where it has asked, is the answer to it."""
    draft, sure = drafts.active(ctx), bare(folded(ctx.call.text)) in SURE
    return cancel(ctx, f"D{draft.id} 确定" if sure and draft is not None and LEAVING in draft.answers else args)


def pick(ctx: Context, args: str) -> Card:
    """选定: an option of a form's list. For a question already answered it changes nothing (stale list)."""
    draft, form, rest = at_hand(ctx, f"D{args}")
    name, _, option = rest.partition(" ")
    question = form.question(draft.step, draft.answers)
    if question is None or question.name != name:
        number = next((i for i, q in enumerate(form.needed(draft.answers), 1) if q.name == name), None)
        hint = f"这一项已经填过，要改请发送“修改第{number}项”。" if number else "这张卡片已经过期。"
        return show(ctx, form, draft, hint)
    call = drafts.spoken(ctx.call, name, option)
    if not call.values.get(name):
        return show(ctx, form, draft, f"请从列表中选择“{question.label}”，再点按钮。")
    return answer(ctx, draft, call)


def at_hand(ctx: Context, args: str) -> tuple[Draft, Form, str]:
    """The draft that a button names, resumed where it was parked; without a name the active one."""
    match = _MARK.match(folded(args))
    draft = drafts.find(ctx, int(match[1])) if match else drafts.active(ctx)
    if draft is None:
        raise Refusal("现在没有正在填写的草稿。" + ("发送“继续”接着填写暂存的草稿。" if drafts.parked(ctx) else ""))
    if draft.state in ENDED:
        raise Refusal(ENDED[draft.state] + drafts.came_to(ctx, draft))
    if draft.state == "parked":
        drafts.take_up(ctx, draft)
    stays(ctx, draft)
    return draft, form_of(ctx, draft), after(args, match.end()) if match else args


def _waiting_card(ctx: Context, waiting: Sequence[Draft]) -> Card:
    options = tuple(Option(f"D{draft.id}", draft_name(form_of(ctx, draft), draft)) for draft in waiting)
    listed, rest = offered_first(options)
    choice = Choice("draft", "未完成的草稿", tuple(listed))
    submit = Button("继续", "继续", "primary")
    return Card(CardKind.CHOICE, "继续哪一份草稿？", body=rest, choices=(choice,), submit=submit)


def _take_up(ctx: Context, draft: Draft) -> Card:
    form = form_of(ctx, draft)
    drafts.take_up(ctx, draft)
    return show(ctx, form, draft)


def _open(form: Form, draft: Draft) -> Question:
    question = form.question(draft.step, draft.answers)
    if question is None:
        raise Refusal(said_all(form))
    return question
