"""Routes a call: to a command, to the open question as an answer or file, or to the answer for unknown input."""

from __future__ import annotations

from dataclasses import replace

from bot.command_line import Line, Words, read_in_form, read_line
from bot.confirming import summary_answers
from bot.context import Context, Draft
from bot.filing import early_file, said_at_once
from bot.filing.contact_in_filing import contact_in_filing
from bot.filing.first_words import first_words, is_new
from bot.forms import answering, drafts, engine, item_edit, kept_sentence, late_sentence
from bot.forms.everyday_steering import steered_by
from bot.forms.form_cards import parked_line
from bot.forms.item_change import item_change
from bot.language.list_choice import really_chosen, typed_number
from bot.language.message_length import check_length, check_understandable
from bot.language.next_step import with_next_step
from bot.language.punctuation import PAUSES
from bot.language.spoken.plain_copy import plain
from bot.language.spoken.quotations import own_words
from bot.language.spoken.ticket_mentions import mentions
from bot.language.text import clean, folded, harmless, quoted
from bot.outbound import Lane
from bot.ports import Button, Call, CallKind, Card, CardKind
from bot.tickets.kept_words import spelled
from bot.tickets.paging import BACK, ON
from bot.understanding.answer import Do, understood
from bot.understanding.ask_back import apology, ask_back, offered
from bot.understanding.exact import exact, is_asked, is_certain, is_in_doubt, with_whole_number
from bot.understanding.last_piece import last_piece
from bot.understanding.named_tickets import names_several
from regulation.refusals import Refusal
from store.cases import stored_drafts as stored

FILE, TURNING = "提出异议", {"上一页": BACK, "下一页": ON}


def answer(ctx: Context, words: Words) -> Card | None:
    """The answer card of one call, None where no answer is due. Raises Refusal."""
    match ctx.call.kind:
        case CallKind.TEXT | CallKind.CLICK:
            return _answer_text(ctx, words)
        case CallKind.FILE:
            return _file(ctx)
        case CallKind.ENTER:
            ctx.post.notify(ctx.person, welcome(ctx), event="welcome", lane=Lane.ANSWER)
            return None
        case CallKind.OTHER:
            return Card(
                CardKind.TEXT, body="抱歉，还不能识别这类消息。您可以发送文字或图片；发送“帮助”查看可用的命令。"
            )
        case _:
            return None  # events of the directory are applied before anybody is asked for (`bot.directory`)


def _answer_text(ctx: Context, words: Words) -> Card:
    check_length(ctx.call, lambda: bool((draft := drafts.active(ctx)) and draft.step))
    meant = _meant(ctx)
    if (placed := late_sentence.answered(ctx, meant)) is not None:
        return placed
    if meant.kind is CallKind.CLICK and (unseen := summary_answers.typed_unseen(ctx, meant.text)) is not None:
        return unseen
    call, parked = kept_sentence.resolved(ctx, meant)
    ctx = ctx if call is ctx.call else replace(ctx, call=call)
    if call is not meant and (asked := drafts.active(ctx)) is not None:
        return answering.take(ctx, asked, call)  # a sentence that was asked about, and is the answer
    card = _typed(ctx, words) if call.kind is CallKind.TEXT else _pressed(ctx, words)
    return with_parked_notice(ctx, parked, card) if parked is not None else card


def _pressed(ctx: Context, words: Words) -> Card:
    call = ctx.call
    line = read_line(call.text, words)
    if line is not None and not line.command.parks:
        return line.command.run(ctx, line.args)  # whatever is being filled in
    draft = drafts.active(ctx)
    if line is not None:
        return _command(ctx, line, draft)
    return answering.take(ctx, draft, call) if draft is not None else apology(ctx)


def _typed(ctx: Context, words: Words) -> Card:
    """The open question comes first; then a command word for word; then what is understood."""
    draft = drafts.active(ctx)
    if draft is not None and (begun := _at_once(ctx, words, draft)) is not None:
        return begun
    if draft is not None and (change := item_change(ctx.call.text)):
        return item_edit.edit(ctx, change)
    if draft is not None and (replied := summary_answers.answered(ctx, words, draft)) is not None:
        return replied
    if draft is not None and (contact := contact_in_filing(draft, ctx.call.text)):
        return item_edit.edit(ctx, contact)
    if draft is not None and draft.step:
        line = read_in_form(ctx.call.text, words)
        if line is not None and is_asked(ctx.call.text, line):
            return summary_answers.not_taken(ctx, draft)
        if line is None or engine.offers(ctx, draft, ctx.call.text):
            return steered_by(ctx, words, draft) or last_piece(ctx, draft, words)
        return _command(ctx, line, draft)
    if draft is not None and (steered := steered_by(ctx, words, draft)) is not None:
        return steered
    line = exact(ctx, ctx.call.text, words)
    if draft is None and (begun := said_at_once.surely(ctx, ctx.call.text, alone=line is None)) is not None:
        return begun
    if line is not None:
        whole = with_whole_number(ctx, line)
        if not isinstance(whole, Line):
            return ask_back(ctx, (line.command.word,), [(line.command.word, ticket) for ticket in whole])
        if is_in_doubt(ctx.call.text, whole):
            return offered(ctx, whole.command.word, whole.args, words)
        sure = is_certain(ctx.call.text, whole) and not names_several(ctx, line.args)
        return _command(ctx if sure else replace(ctx, understood=True), whole, draft)
    check_understandable(ctx.call)
    do: Do = lambda to, command, args: _command(to, Line(command, args), draft)  # noqa: E731 - two lines
    return understood(ctx, words, draft, do) or (first_words(ctx) if is_new(ctx) else apology(ctx))


def _at_once(ctx: Context, words: Words, draft: Draft) -> Card | None:
    """A filing in one message behind 提出异议, while something else is being filled in."""
    line = read_line(ctx.call.text, words)
    begun = said_at_once.begin(ctx, line.args) if line is not None and line.command.word == FILE else None
    return with_parked_notice(ctx, draft, begun) if begun else None


def _meant(ctx: Context) -> Call:
    """Normalises the call: a shown number becomes its command, an untouched list is empty."""
    call, text = really_chosen(ctx.call) if ctx.call.values else ctx.call, clean(ctx.call.text)
    text = own_words(text) if ctx.call.kind is CallKind.TEXT else text
    bare = folded(text).strip(PAUSES + "()")
    if ctx.call.kind is CallKind.TEXT and (number := typed_number(text)):
        command = stored.offered(ctx.session, ctx.person.id).get(number)
        if command:
            return replace(ctx.call, kind=CallKind.CLICK, text=spelled(ctx, str(command)))
    if ctx.call.kind is CallKind.TEXT and bare in TURNING and (command := _page(ctx, TURNING[bare])):
        return replace(ctx.call, kind=CallKind.CLICK, text=command)
    text = spelled(ctx, text) if ctx.call.kind is CallKind.CLICK else text
    return call if text == call.text else replace(call, text=text)


def _page(ctx: Context, turn: str) -> str:
    """The link behind a shown number; "" where there is none."""
    offered = map(str, stored.offered(ctx.session, ctx.person.id).values())
    return next((command for command in offered if f" {turn} " in command), "")


def _command(ctx: Context, line: Line, draft: Draft | None) -> Card:
    if draft is None or not line.command.parks:
        return line.command.run(ctx, line.args)
    drafts.park(ctx)
    card = line.command.run(ctx, line.args)
    active = drafts.active(ctx)
    taken_up = active is not None and active.id == draft.id
    return card if taken_up else with_parked_notice(ctx, draft, card)


def with_parked_notice(ctx: Context, parked: Draft, card: Card) -> Card:
    """The card with a line above it that the draft was parked."""
    line = parked_line(engine.title_of(ctx, parked))
    return replace(card, body=f"{line}\n{card.body}".strip())


def _file(ctx: Context) -> Card:
    draft = drafts.active(ctx)
    return answering.take(ctx, draft, ctx.call) if draft is not None else early_file.keep(ctx)


def refused(ctx: Context, refusal: Refusal) -> Card:
    """The refusal's sentence, followed by the open question where there is one."""
    draft = drafts.active(ctx)
    still = f"\n（草稿“{engine.title_of(ctx, draft)}”仍在填写，可直接回答上一个问题。）" if draft else ""
    named = next((each.number for each in mentions(plain(ctx.call.text)) if each.number), "")
    return Card(CardKind.TEXT, body=with_next_step(refusal.text, named) + still)


def welcome(ctx: Context) -> Card:
    """The first card for a person who opens the chat."""
    return Card(
        CardKind.TASK,
        title="公共数据异议",
        subtitle=f"{harmless(ctx.person.name)}，您好",
        body="发现公共数据错误、遗漏或不一致，可在这里提出异议并跟踪办理。",
        buttons=(Button("提出异议", "提出异议", "primary"), Button("我的待办", "我的待办"), Button("帮助", "帮助")),
    )


def unknown_person_card(call: Call) -> Card | None:
    """The answer to a person who is not in the directory: what to tell the administrator."""
    if call.kind in (CallKind.LEAVE, CallKind.DIRECTORY):
        return None
    return Card(
        CardKind.TEXT,
        body=f"您的账号{quoted(call.user, 64)}还没有登记在本系统的通讯录中，暂时不能使用。"
        "请把这个账号和您的姓名、所在部门告诉本单位或区大数据中心的管理员，登记后即可使用。",
    )
