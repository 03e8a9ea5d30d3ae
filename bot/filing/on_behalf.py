"""代录: an objection received by phone, letter or visit, entered with the time of its original receipt (G2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING

from bot.context import Draft, Form, Json, Question
from bot.filing.filing_day import check_filing_day
from bot.filing.filing_form import ITEMS, about
from bot.filing.like_objections import like_objections
from bot.filing.proposer_contact import stranger_question
from bot.filing.submit import submit
from bot.forms.date_field import read_day
from bot.forms.fields import choice_question, read_words
from bot.language.punctuation import bare
from bot.language.text import folded
from bot.ports import Call, Card, CardKind, Option
from regulation.refusals import BadValue
from regulation.shanghai import SHANGHAI, dated, local_date

if TYPE_CHECKING:
    from bot.context import Context

_CLOCK = re.compile(r"\s*(\d{1,2})[:时点](\d{1,2})?分?\s*$")
CHAT = ("chat", "platform", "city")  # channels that are recorded automatically


def _channels(ctx: Context, draft: Draft) -> Sequence[Option]:  # noqa: ARG001
    names = ctx.laws.on(local_date(ctx.now)).rulebook.lists["channels"]
    return [Option(text, text) for code, text in names.items() if code not in CHAT]


def _ask_when(ctx: Context, draft: Draft) -> Card:  # noqa: ARG001
    hint = "期限从原始收到时间起算。例如 今天 10:30、9月16日 15时、刚刚。"
    return Card(CardKind.TEXT, "什么时候收到的？", body=hint)


def _read_when(ctx: Context, draft: Draft, call: Call) -> Json:  # noqa: ARG001
    words = bare(folded(read_words(call, "received", "收到时间", 1, 40)))
    if words in ("刚刚", "刚才", "现在"):
        return ctx.now.isoformat()
    match = _CLOCK.search(words)
    day = read_day(ctx, words[: match.start()] if match else words, "received", "收到时间", past=True)
    try:
        hour = time(int(match[1]), int(match[2] or 0)) if match else time(0, 0)
    except ValueError:
        raise BadValue("没有看懂「收到时间」的钟点，例如 10:30。", field="received") from None
    received = datetime.combine(day, hour, SHANGHAI)
    if received > ctx.now:
        raise BadValue("「收到时间」不能晚于现在。", field="received")
    check_filing_day(ctx.laws, day)
    return received.isoformat()


def _show_when(value: Json) -> str:
    received = datetime.fromisoformat(value).astimezone(SHANGHAI)
    return f"{dated(received.date())} {received:%H:%M}"


RECEIVED = Question("received", "收到", _ask_when, _read_when, _show_when)
ON_BEHALF = Form(
    name="on-behalf",
    version=1,
    title="代录异议",
    questions=(
        choice_question("channel", "渠道", "通过什么渠道提出的？", _channels),
        RECEIVED,
        stranger_question(),
        *ITEMS,
    ),
    finish=submit,
    review=True,
    label=about,
    notice=like_objections,
)
