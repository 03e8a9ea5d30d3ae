"""Typed field of a need: free text, a number, a date in everyday wording, the length of a limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.context import Draft, Json, Question
from bot.forms.date_field import read_day, show_day
from bot.forms.fields import as_line, choice_card, read_words
from bot.language.dates import date_or_why, read_count
from bot.language.punctuation import bare
from bot.language.text import folded
from bot.needs.day_options import NAMED, day_options
from bot.needs.need_answers import at_hand, checked, inputs_of, question
from bot.needs.prompts import prompt_of
from bot.ports import Call, Card, CardKind
from regulation.need import Kind, Need
from regulation.need_parsers import options
from regulation.refusals import BadValue
from regulation.shanghai import local_date
from regulation.states import Action

if TYPE_CHECKING:
    from bot.context import Context


EXPECTED = "expected_on"  # an expected date has usual answers, which are buttons


def typed_question(action: Action, need: Need) -> Question:
    def ask(ctx: Context, draft: Draft) -> Card:
        prompt = prompt_of(need)
        if need.field == EXPECTED and (days := day_options(ctx, draft, action, need)):
            return choice_card(draft, need.question, prompt.ask, days, hint=f"{NAMED}{prompt.hint}")
        chosen = _chosen(ctx, draft, action, need) if need.asked_with else ()
        return Card(CardKind.TEXT, title=prompt.ask, body="\n".join(line for line in (prompt.hint, *chosen) if line))

    def read(ctx: Context, draft: Draft, call: Call) -> Json:
        picked = call.values.get(need.question)
        value = picked[0] if picked else _typed(ctx, call, need)
        return value if need.kind is Kind.LENGTH else checked(ctx, draft, action, need, value)

    return question(need, ask, read, _show(need))


def _chosen(ctx: Context, draft: Draft, action: Action, need: Need) -> list[str]:
    """The entries chosen in the field that this text belongs to, numbered as they are to be answered."""
    ticket, of = at_hand(ctx, draft, action, inputs_of(action)[need.asked_with])
    labels = options(of, ctx.laws.of(ticket))
    return [f"{i} {labels[code]}" for i, code in enumerate(draft.answers.get(need.asked_with) or (), 1)]


def _typed(ctx: Context, call: Call, need: Need) -> Json:
    words = read_words(call, need.question, need.label)
    number = read_count(words) if need.kind is Kind.LENGTH else None
    if number is not None:
        return number
    if need.kind in (Kind.DATE, Kind.PAST_DATE, Kind.LENGTH):
        if need.kind is Kind.LENGTH and date_or_why(words, local_date(ctx.now), ctx.laws.calendar) == "":
            raise BadValue("请填写工作日总数，例如10；或者截止日期，例如10月15日。", field=need.question)
        return read_day(ctx, words, need.question, need.label, past=need.kind is Kind.PAST_DATE).isoformat()
    return bare(folded(words)) if need.kind is Kind.NUMBER else words


def _show(need: Need) -> Callable[[Json], str]:
    if need.kind is Kind.LENGTH:
        return lambda value: f"{value}个工作日" if isinstance(value, int) else show_day(value)
    return show_day if need.kind in (Kind.DATE, Kind.PAST_DATE) else as_line
