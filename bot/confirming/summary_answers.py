"""Typed while a preview or summary waits: the bare 确定 or 提交 confirms, a correction is taken, all else shows it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.command_line import read_in_form, read_line
from bot.confirming.item_fit import Item, corrected_item, labelled, only_fitting
from bot.forms import drafts, item_edit, navigation
from bot.forms.answering import sent_before
from bot.forms.engine import LEAVING, form_of, show, stays
from bot.forms.everyday_steering import steers
from bot.forms.form_cards import draft_name
from bot.language.punctuation import bare
from bot.language.replies.spoken_corrections import correction
from bot.language.replies.summary_replies import Reply, reply_of
from bot.language.spoken.doubts import hesitates
from bot.language.spoken.plain_copy import plain
from bot.language.text import folded, quoted
from bot.language.ticket_reference import read_item
from bot.ports import Button, CallKind, Card, CardKind
from bot.tickets.kept_words import carried
from store.messages.sent_messages import sent_of

if TYPE_CHECKING:
    from bot.command_line import Line, Words
    from bot.context import Context, Draft, Form

CONFIRMS = ("确定", "提交", "仍要提交")
STEERS = frozenset((*CONFIRMS, "取消", "暂存", "上一步", "跳过", "完成"))
_MARK = re.compile(r"[Dd]\d{1,12}")
_WRONG = re.compile(
    r"(?:也|是|写|填|选|弄)*(?:错了?|不对|有误|不准)?(?:得|要|想|需要)?(?:改一?下?|重填|修改)?(?:了|吧)?$"
)
_ASKED = re.compile(r"(?:完成|提交|取消|暂存|跳过)[了好]?(?:吗|没有?|么|嘛)")
BRIEF = 6  # characters that are no content of an item
VALUE = 12  # characters of a bare value: 9月24日
TOO_EARLY = "您发送这句话时还没有看到下面的内容，请先核对。"


def answered(ctx: Context, words: Words, draft: Draft) -> Card | None:
    """None where it is something else: a command, or words for the open question."""
    form, text = form_of(ctx, draft), ctx.call.text
    leaving = LEAVING in draft.answers
    if draft.step and not leaving:
        return not_taken(ctx, draft) if _asked(text, words) else None
    if not (leaving or form.review or form.preview):
        return None
    line = read_line(text, words)
    steered = line if line is not None and line.command.word in STEERS and not _is_marked(line) else None
    if steered is not None and steered.command.word not in CONFIRMS and not bare(folded(steered.args)) and not leaving:
        return show(ctx, form, draft, not_done(form, draft)) if "?" in folded(text) else None
    if (opened := _chosen(ctx, form, draft)) is not None:
        return opened
    reply = _reply(form, text)
    if leaving:
        return _leaving(ctx, draft, form, reply, steered)
    if reply is not None and reply is not Reply.POLITE:
        return _replied(ctx, form, draft, reply)
    if steered is not None and bare(folded(steered.args)) and reply is None:
        return _more_than_a_word(ctx, form, draft, steered)
    return _corrected(ctx, form, draft, text, is_free=line is None) if steered is None else None


def not_taken(ctx: Context, draft: Draft) -> Card:
    """A question is no answer, and no order."""
    return show(ctx, form_of(ctx, draft), draft, f"{quoted(ctx.call.text, 20)}没有办理，也没有填入。请回答下面这一项。")


def _asked(text: str, words: Words) -> bool:
    """完成？ while a question is open."""
    line = read_in_form(text, words)
    steers_it = line is not None and line.command.word in STEERS and "?" in folded(text)
    return steers_it or _ASKED.fullmatch(bare(folded(text))) is not None


def _is_marked(line: Line) -> bool:
    """提交 D12, as a button has it."""
    return _MARK.fullmatch(folded(line.args).strip()) is not None


def _reply(form: Form, text: str) -> Reply | None:
    """Everyday words for the form's own commands count with the others."""
    word = steers(form, text, open_question=False)
    asks = "?" in folded(text)
    if word in ("暂存", "取消") and form.preview and not asks:
        return Reply.LEAVES
    if word == "提交":
        return Reply.WAITS if asks else Reply.CONFIRMS
    return reply_of(text)


def _chosen(ctx: Context, form: Form, draft: Draft) -> Card | None:
    """Which item to change, said in words: its name; behind 修改 its number too."""
    said, asked = bare(folded(ctx.call.text)), draft.answers.pop(item_edit.ASKED_WHICH, None)
    number = (read_item(said) if asked or said.startswith("第") else None) or labelled(
        form, draft, _WRONG.sub("", said)
    )
    return item_edit.edit(ctx, f"D{draft.id} 第{number}项") if number is not None else None


def _leaving(ctx: Context, draft: Draft, form: Form, reply: Reply | None, steered: Line | None) -> Card | None:
    """确定取消吗？: only 确定 or 确定取消 cancels."""
    said = bare(folded(ctx.call.text))
    if said in navigation.SURE and "?" not in folded(ctx.call.text):
        return None
    if reply is Reply.CONFIRMS:
        return navigation.confirm(ctx, "") if "确定" in said else None
    if reply is Reply.DENIES or said.startswith(("不取消", "别取消", "先不取消", "不要取消")):
        stays(ctx, draft)
        return show(ctx, form, draft, "没有取消，内容仍在。")
    if steered is not None and steered.command.word not in (*CONFIRMS, "取消") and not bare(steered.args):
        return None
    doubt = reply in (Reply.WAITS, Reply.AGREES) or steered is not None
    card = navigation.cancel(ctx, f"D{draft.id}") if doubt else None
    return replace(card, body=f"还没有取消。\n{card.body}") if card is not None else None


def _replied(ctx: Context, form: Form, draft: Draft, reply: Reply) -> Card | None:
    if reply is Reply.CONFIRMS:
        if unseen(ctx, draft):
            return show(ctx, form, draft, f"{TOO_EARLY}{not_done(form, draft)}")
        return navigation.submit(ctx, f"D{draft.id}") if not draft.step else None
    if reply is Reply.LEAVES:
        return _left(ctx, form, draft)
    return show(ctx, form, draft, not_done(form, draft))


def _left(ctx: Context, form: Form, draft: Draft) -> Card:
    """A preview is put aside with what was written; a summary is cancelled after one more question."""
    if form.preview is None:
        return navigation.cancel(ctx, f"D{draft.id}")
    card = navigation.park(ctx, "")
    return replace(card, body=f"没有办理。{card.body}不再需要的，请发送“继续”后取消。")


def not_done(form: Form, draft: Draft) -> str:
    """That nothing was done, and how to go on, to change it, or to cancel."""
    word, step = ("提交", "提交") if form.review else ("确定", "办理")
    change = "要改请发送“修改第N项”和新的内容；" if form.needed(draft.answers) else ""
    return f"尚未{step}。要{step}请点“{word}”或发送“{word}”；{change}不{step}请发送“取消”。"


def unseen(ctx: Context, draft: Draft) -> bool:
    """Whether the message was sent before what it would confirm could be read."""
    put = sent_of(ctx.session, str(draft.answers.get(drafts.BY, "")))
    return put is not None and sent_before(ctx.call, put)


def _more_than_a_word(ctx: Context, form: Form, draft: Draft, line: Line) -> Card:
    """确定，把25号改成24号: a correction is taken; anything else confirms nothing, and is not lost."""
    rest = line.args.strip()
    reply = _reply(form, rest)
    if reply is Reply.LEAVES:
        return _left(ctx, form, draft)
    taken = _corrected(ctx, form, draft, rest, is_free=True) if reply is None else None
    if taken is not None:
        return taken
    content = None if reply is not None or hesitates(plain(rest)) else placed(ctx, draft, rest)
    return content or show(ctx, form, draft, f"{quoted(rest, 40)}没有填入。{not_done(form, draft)}")


def _corrected(ctx: Context, form: Form, draft: Draft, text: str, *, is_free: bool) -> Card | None:
    """`is_free` where it is no command: then a bare value is the new value of the only item that takes it."""
    said = correction(text)
    item = corrected_item(ctx, form, draft, said) if said is not None else None
    if said is not None and item is not None:
        return _changed(ctx, form, draft, item, said.value)
    value = bare(text)
    if said is None and is_free and 1 < len(value) <= VALUE:
        every = [(at, item) for at, item in enumerate(form.needed(draft.answers), 1) if item.name in draft.answers]
        item = only_fitting(ctx, draft, every, value)
        return _changed(ctx, form, draft, item, value) if item is not None else None
    return placed(ctx, draft, text, 1) if said is not None and is_free else None


def _changed(ctx: Context, form: Form, draft: Draft, item: Item, value: str) -> Card:
    number, question = item
    card = item_edit.edit(ctx, f"D{draft.id} 第{number}项 {value}")
    changed = drafts.active(ctx)
    if changed is None or changed.step or changed.id != draft.id:
        return card
    return replace(card, body=f"第{number}项“{question.label}”已改，{not_done(form, draft)}\n{card.body}")


def placed(ctx: Context, draft: Draft, said: str, least: int = BRIEF) -> Card | None:
    """Asks into which item the words go; None where the form has none for them, or they are no content."""
    form = form_of(ctx, draft)
    texts = [
        (at, item)
        for at, item in enumerate(form.needed(draft.answers), 1)
        if item.words is str and isinstance(draft.answers.get(item.name), str)
    ]
    if draft.step or not texts or len(said.strip()) <= least:
        return None
    more = {at: carried(ctx, "\n".join((draft.answers[item.name], said.strip()))) for at, item in texts[:2]}
    ways = [Button(f"补充到第{at}项", f"修改 D{draft.id} 第{at}项 {words}") for at, words in more.items()]
    items = "、".join(f"第{at}项“{item.label}”" for at, item in texts[:2])
    return Card(
        CardKind.TASK,
        title="这句话放在哪一项？",
        subtitle=draft_name(form, draft),
        body=f"{quoted(said, 300)}没有填入，可以补充到{items}。\n{not_done(form, draft)}",
        buttons=(*ways, Button("修改", f"修改 D{draft.id}")),
    )


def typed_unseen(ctx: Context, command: str) -> Card | None:
    """The same for a shown number that was typed before the card with that number could be read."""
    draft = drafts.active(ctx) if ctx.call.kind is CallKind.TEXT and command.split(" ")[0] in CONFIRMS else None
    if draft is None or draft.step or not unseen(ctx, draft):
        return None
    form = form_of(ctx, draft)
    return show(ctx, form, draft, f"{TOO_EARLY}{not_done(form, draft)}")
