"""代录: an objection received by phone, letter or visit, entered with the time of its original receipt (G2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.context import Draft, Form, Json, Question
from bot.filing.filing_day import check_filing_day
from bot.filing.filing_form import ITEMS, about
from bot.filing.like_objections import like_objections
from bot.filing.submit import submit
from bot.filing_questions.proposer_contact import stranger_question
from bot.forms.date_field import echoed, unread
from bot.forms.fields import choice_question, read_words
from bot.forms.moments import moment_or_why
from bot.ports import Call, CallKind, Card, CardKind, Option
from regulation.refusals import BadValue
from regulation.shanghai import SHANGHAI, dated, local_date

if TYPE_CHECKING:
    from bot.context import Context

EXAMPLES = "例如 昨天下午3点、今天 10:30、9月16日 15时、上周五、刚刚。"
_SPOKEN = {
    "电话": re.compile(r"^(?:是)?(?:打|来|通过|用)?的?(?:电话|来电)(?:打?来|说|里|反映|提出?)?的?[。.!]*$"),
    "来函": re.compile(r"^(?:是)?(?:写|寄|来|通过|发)?(?:了|来)?的?(?:信件?|函件?|公函|来信)(?:来|寄来)?的?[。.!]*$"),
    "来访": re.compile(r"^(?:是|人)?(?:本人|当面|上门|到窗口|现场|走)(?:来|过来|说|提出?|反映|来访)*的?[。.!]*$"),
}
CHAT = ("chat", "platform", "city")  # channels that are recorded automatically


def _channels(ctx: Context, draft: Draft) -> Sequence[Option]:  # noqa: ARG001
    names = ctx.laws.on(local_date(ctx.now)).rulebook.lists["channels"]
    return [Option(text, text) for code, text in names.items() if code not in CHAT]


def _channel_question() -> Question:
    question = choice_question("channel", "渠道", "通过什么渠道提出的？", _channels)

    def read(ctx: Context, draft: Draft, call: Call) -> Json:
        said = [text for text, words in _SPOKEN.items() if call.kind is CallKind.TEXT and words.search(call.text)]
        listed = {option.text for option in _channels(ctx, draft)}
        return said[0] if len(said) == 1 and said[0] in listed else question.read(ctx, draft, call)

    return replace(question, read=read)


def _ask_when(ctx: Context, draft: Draft) -> Card:  # noqa: ARG001
    hint = f"期限从原始收到时间起算。{EXAMPLES}"
    return Card(CardKind.TEXT, "什么时候收到的？", body=hint)


def _read_when(ctx: Context, draft: Draft, call: Call) -> Json:  # noqa: ARG001
    words = read_words(call, "received", "收到时间", 1, 40)
    received = moment_or_why(words, ctx.now, ctx.laws.calendar)
    if isinstance(received, str):
        raise BadValue(unread("收到时间", received, EXAMPLES), field="received")
    if received > ctx.now:
        said = f"“收到时间”{_show_when(received.isoformat())} 晚于现在，请填收到的时间；往年的请写明年份。"
        raise BadValue(said, field="received")
    check_filing_day(ctx.laws, local_date(received))
    return received.isoformat()


def _show_when(value: Json) -> str:
    received = datetime.fromisoformat(value).astimezone(SHANGHAI)
    return f"{dated(received.date())} {received:%H:%M}"


RECEIVED = Question("received", "收到", _ask_when, _read_when, _show_when, echo=echoed("收到时间", _show_when))
ON_BEHALF = Form(
    name="on-behalf",
    version=1,
    title="代录异议",
    questions=(
        _channel_question(),
        RECEIVED,
        stranger_question(),
        *ITEMS,
    ),
    finish=submit,
    review=True,
    label=about,
    notice=like_objections,
)
