"""Date field: parsed from everyday wording, stored as an ISO date, shown with its weekday."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from bot.context import Answers, Draft, Json, Question, always
from bot.forms.fields import read_words
from bot.forms.moments import moment_or_why
from bot.language.dates import date_or_why
from bot.ports import Call, Card, CardKind
from regulation.refusals import BadValue
from regulation.shanghai import dated, local_date

if TYPE_CHECKING:
    from bot.context import Context

EXAMPLES = "例如 10月15日、2026-10-15、后天、下周五、5个工作日后。"
PAST_EXAMPLES = "例如 昨天、上周五、8号、9月16日、2026-09-16。"


def date_question(
    name: str,
    label: str,
    prompt: str,
    *,
    hint: str = "",
    past: bool = False,
    needed: Callable[[Answers], bool] = always,
    optional: bool = False,
) -> Question:
    """One date, today or later unless `past` allows an earlier one. Answer: `2026-10-15`."""

    def ask(ctx: Context, draft: Draft) -> Card:  # noqa: ARG001
        return Card(CardKind.TEXT, title=prompt, body=hint or (PAST_EXAMPLES if past else EXAMPLES))

    def read(ctx: Context, draft: Draft, call: Call) -> Json:  # noqa: ARG001
        return read_day(ctx, read_words(call, name, label, 1, 40), name, label, past=past).isoformat()

    return Question(name, label, ask, read, show_day, needed, optional, echo=echoed(label, show_day))


def echoed(label: str, show: Callable[[Json], str]) -> Callable[[Json, int], str]:
    """What was understood of a day, with its weekday, for the card of the next question."""
    return lambda value, _: f"{label}：{show(value)}。" if isinstance(value, str) else ""


def read_day(ctx: Context, words: str, name: str, label: str, *, past: bool = False) -> date:
    """Parse the typed date; raises BadValue for no date, and for a past one where that is not allowed."""
    today = local_date(ctx.now)
    day = date_or_why(words, today, ctx.laws.calendar, past=past)
    if isinstance(day, str) and past:  # 昨天下午3点 names a day, too
        moment = moment_or_why(words, ctx.now, ctx.laws.calendar)
        day = day if isinstance(moment, str) else moment.date()
    if isinstance(day, str):
        raise BadValue(unread(label, day, PAST_EXAMPLES if past else EXAMPLES), field=name)
    if day < today and not past:
        raise BadValue(f"“{label}”{dated(day)} 已经过去，请填今天或以后的日期。", field=name)
    return day


def unread(label: str, why: str, examples: str) -> str:
    """What was wrong with a date, and dates of the wanted direction as examples."""
    return (
        f"“{label}”：{why}。请重新填写，{examples}" if why else f"抱歉，没有理解这个日期。请填写“{label}”，{examples}"
    )


def show_day(value: Json) -> str:
    return dated(date.fromisoformat(value)) if value else "（未填）"
