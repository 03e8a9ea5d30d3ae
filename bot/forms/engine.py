"""Form engine: asks one question at a time and stores every answer at once, so that none is lost or asked twice."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.context import ASKED, MARK, Answers, Context, Draft, Form, Gathered, Json, Question, ShownDiffers
from bot.forms import drafts
from bot.forms.form_cards import question_card, review_card
from bot.language.next_step import with_next_step
from bot.language.text import quoted
from bot.outbound import answer_name
from bot.ports import Call, CallKind, Card, CardKind
from regulation.need_parsers import AS_IT_IS
from regulation.refusals import Incomplete, NotAllowedNow, NotAnAnswer, NotYours, Refusal
from store.cases import tickets
from store.engine.session import savepoint

if TYPE_CHECKING:
    from store.tables import Ticket


LAST = f"{MARK}last"  # internal key: the question last answered by free text, and the answer that put the next one
TAKEN = f"{MARK}taken"  # internal key: the platform's time of the newest message taken, and the item it went into
LEAVING = f"{MARK}leaving"  # internal key: its owner was asked whether to cancel it


def stays(ctx: Context, draft: Draft) -> None:
    """Whoever goes on after 确定取消吗？ has answered it: a later 确定 cancels nothing."""
    if draft.answers.pop(LEAVING, None):
        drafts.save(ctx, draft)


def start(ctx: Context, form: Form, *, ticket: Ticket | None = None, answers: Answers | None = None) -> Card:
    """Ask the first thing that is missing; with nothing missing (and no review) the form finishes.

    A parked draft of the same form on the same ticket is resumed; new answers override its answers.
    """
    return resume(ctx, form, ticket, answers or {}, drafts.parked_on(ctx, form.name, ticket.id) if ticket else None)


def resume(ctx: Context, form: Form, ticket: Ticket | None, answers: Answers, parked: Draft | None) -> Card:
    """The same, where the parked draft has been read."""
    given, ticket_id = dict(answers), ticket.id if ticket is not None else None
    if parked is None:
        step = _next(ctx, form, given)
        return show(ctx, form, drafts.create(ctx, form, ticket_id, given, step))
    parked.version, parked.state, parked.answers = form.version, "active", parked.answers | given
    return move_on(ctx, form, parked)


def ask_first(ctx: Context, form: Form, ticket: Ticket, answers: Answers, refusal: Incomplete) -> Card:
    """Ask for the inputs that the law requires; the law has been asked before and has written nothing."""
    if not any(question.name == refusal.field for question in form.questions):
        raise refusal
    draft = drafts.create(ctx, form, ticket.id)
    draft.answers = dict(answers)
    return _ask_again(ctx, form, draft, refusal)


def answer(ctx: Context, draft: Draft, call: Call) -> Card:
    """Parse a reply to the open question, store it, ask the next. A reply that does not parse changes nothing."""
    stays(ctx, draft)
    ctx.post.answered(call)
    form = form_of(ctx, draft)
    question = form.question(draft.step, draft.answers)
    if question is None:
        unused = f"{quoted(call.text, 40)}没有填入。" if call.text else ""
        return show(ctx, form, draft, said_all(form) + unused)
    try:
        value = question.read(ctx, draft, call)
    except Refusal as refusal:
        _asked_again(draft, refusal)
        drafts.save(ctx, draft)
        return question_card(ctx, form, draft, question, refusal.text)
    note_taken(ctx, draft, question)
    return (
        gather(ctx, form, draft, question, value)
        if isinstance(value, Gathered)
        else settle(ctx, form, draft, question, value)
    )


def note_taken(ctx: Context, draft: Draft, question: Question) -> None:
    """When the newest message of this form was written, by the clock of its platform: an older one is asked about."""
    at, before = ctx.call.at, draft.answers.get(TAKEN)
    if before is None or before["on"] != ctx.call.platform or at > datetime.fromisoformat(before["at"]):
        draft.answers[TAKEN] = {"at": at.isoformat(), "on": ctx.call.platform, "of": question.name}


def gather(ctx: Context, form: Form, draft: Draft, question: Question, piece: Gathered) -> Card:
    """Store one piece of an answer; the question stays open."""
    draft.partial[question.name] = piece.value
    drafts.save(ctx, draft)
    return question_card(ctx, form, draft, question, piece.said)


def offers(ctx: Context, draft: Draft, said: str) -> bool:
    """Whether this is an option of the open question, word for word: then it is the answer, whatever else it means."""
    question = form_of(ctx, draft).question(draft.step, draft.answers)
    listed = question.ask(ctx, draft).choices if question is not None else ()
    return any(option.text == said.strip() for choice in listed for option in choice.options)


def said_all(form: Form) -> str:
    """What to send where no question is open."""
    last = "确定" if form.preview else "提交"
    return f"各项都已填好。请选择“{last}”，或发送“修改第N项”“暂存”“取消”。"


def settle(ctx: Context, form: Form, draft: Draft, question: Question, value: Json) -> Card:
    """Store a value as the question's answer and go on; what was understood of typed words is said."""
    draft.answers[question.name] = value
    draft.partial.pop(question.name, None)
    typed = ctx.call.kind is CallKind.TEXT and value is not None
    draft.answers.pop(LAST, None)
    if typed and question.words is str and isinstance(value, str):
        draft.answers[LAST] = {"of": question.name, "by": answer_name(ctx.call)}
    number = [one.name for one in form.needed(draft.answers)].index(question.name) + 1
    note = question.echo(value, number) if question.echo and typed else ""
    return move_on(ctx, form, draft, note if _next(ctx, form, draft.answers) else "")


def _next(ctx: Context, form: Form, answers: dict[str, Json]) -> str:
    """The first question without an answer, after those whose answer is on file were answered from there."""
    while (question := form.question(form.next_step(answers), answers)) is not None:
        value = question.known(ctx) if question.known else None
        if value is None:
            return question.name
        answers[question.name] = value
    return ""


def move_on(ctx: Context, form: Form, draft: Draft, note: str = "") -> Card:
    """Go to the next unanswered question; then to the summary, or to the end."""
    form = (form.becomes(ctx, draft) if form.becomes is not None else None) or form
    draft.step = _next(ctx, form, draft.answers)
    drafts.save(ctx, draft)
    return show(ctx, form, draft, note)


def show(ctx: Context, form: Form, draft: Draft, note: str = "") -> Card:
    """The draft's current card: its open question, its summary, or its preview; without either, the form finishes."""
    question = form.question(draft.step, draft.answers)
    if question is not None:
        return question_card(ctx, form, draft, question, note)
    if form.review:
        return review_card(ctx, form, draft, note)
    return _preview(ctx, form, draft, note) or finish(ctx, form, draft)


def _preview(ctx: Context, form: Form, draft: Draft, note: str) -> Card | None:
    try:
        return form.preview.show(ctx, form, draft, note) if form.preview else None
    except Incomplete as refusal:
        return _ask_again(ctx, form, drafts.anew(draft), refusal)
    except (NotAllowedNow, NotYours) as refusal:
        drafts.cancelled(ctx, drafts.anew(draft))
        return _refused(ctx, draft, refusal)


def finish(ctx: Context, form: Form, draft: Draft) -> Card:
    """Run the form's action. On a refusal the answers are kept; where the action has become moot, the draft ends."""
    moved = form.preview.moved(ctx, form, draft) if form.preview else None
    if moved is not None:
        return moved
    try:
        with savepoint(ctx.session):
            card = form.finish(ctx, draft)
    except ShownDiffers:
        return show(ctx, form, drafts.anew(draft), "发出的内容有变化，请按最新内容重新核对。")
    except Incomplete as refusal:
        return _ask_again(ctx, form, drafts.anew(draft), refusal)
    except (NotAllowedNow, NotYours) as refusal:
        drafts.cancelled(ctx, drafts.anew(draft))
        return _refused(ctx, draft, refusal)
    drafts.submitted(ctx, draft)
    return card


def _refused(ctx: Context, draft: Draft, refusal: Refusal) -> Card:
    ticket = tickets.by_id(ctx.session, draft.ticket_id) if draft.ticket_id is not None else None
    return Card(CardKind.TEXT, body=with_next_step(refusal.text, ticket.number if ticket else ""))


def form_of(ctx: Context, draft: Draft) -> Form:
    """The form in the draft's version, else in its newest; answers to questions that still exist are kept."""
    form = ctx.forms.get((draft.form, draft.version))
    if form is not None:
        return form
    versions = [known for (name, _), known in ctx.forms.items() if name == draft.form]
    if not versions:
        raise Refusal("这份草稿对应的表单已停用，内容仍为您保留。请联系区大数据中心。")
    form = max(versions, key=lambda known: known.version)
    names = {question.name for question in form.questions}
    draft.answers = {name: v for name, v in draft.answers.items() if name in names or name.startswith(MARK)}
    draft.partial = {name: value for name, value in draft.partial.items() if name in names}
    draft.version = form.version
    draft.step = draft.step if draft.step in names else form.next_step(draft.answers)
    return form


def title_of(ctx: Context, draft: Draft) -> str:
    """The draft's title; its form's name where the form is no longer known."""
    return next((form.title for (name, _), form in ctx.forms.items() if name == draft.form), draft.form)


def _asked_again(draft: Draft, refusal: Refusal) -> None:
    """A reply without a finding is asked for again once (P6): the draft remembers it, the second sending is taken."""
    if isinstance(refusal, NotAnAnswer) and refusal.may_pass:
        key = MARK + AS_IT_IS
        draft.answers[key] = sorted({*draft.answers.get(key, ()), refusal.field})


def _asked_now(draft: Draft, field: str) -> None:
    """A draft begun before the law asked for this is asked for it too."""
    asked = draft.answers.get(ASKED)
    if isinstance(asked, list) and field not in asked:
        draft.answers[ASKED] = [*asked, field]


def _ask_again(ctx: Context, form: Form, draft: Draft, refusal: Incomplete) -> Card:
    _asked_again(draft, refusal)
    _asked_now(draft, refusal.field)
    if form.question(refusal.field, draft.answers) is None:
        if form.preview:  # which would ask for the same again, without end
            return _refused(ctx, draft, refusal)
        return show(ctx, form, draft, refusal.text)
    draft.step = refusal.field
    drafts.save(ctx, draft)
    return show(ctx, form, draft, refusal.text)
