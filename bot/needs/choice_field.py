"""Choice field of a need: clicked, numbered or typed; yes or no, a score, entries of a code list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from bot.cards.ticket_card import SCORES
from bot.context import Draft, Json, Question
from bot.forms.fields import as_line, choice_card, chosen_ids, unlisted
from bot.needs.need_answers import at_hand, checked, question
from bot.needs.prompts import prompt_of
from bot.ports import Call, Card, Option
from regulation.need import Kind, Need
from regulation.need_parsers import GROUNDS
from regulation.need_parsers import offered as offered_by_law
from regulation.refusals import BadValue
from regulation.states import Action

if TYPE_CHECKING:
    from bot.context import Context

YES_NO = (Option("yes", "是"), Option("no", "否"))
DUPLICATE = "与其他工单重复的，不作不予收办：请收办后发送“关联 本工单号 首件工单号”，分别计时、分别告知（本系统约定）。"
_LONG = 16  # longest option that a card's list shows in full


def listed_question(action: Action, need: Need) -> Question:
    def ask(ctx: Context, draft: Draft) -> Card:
        return listed_card(draft, need, _offered(ctx, draft, action, need))

    def read(ctx: Context, draft: Draft, call: Call) -> Json:
        found = chosen_ids(call, need.question, _offered(ctx, draft, action, need))
        if not found or (len(found) > 1 and not need.takes_several):
            raise unlisted(call, need.question, need.label, several=need.takes_several, skips=need.may_be_skipped)
        return checked(ctx, draft, action, need, _chosen(need, found))

    return question(need, ask, read, _show(need))


def listed_card(draft: Draft, need: Need, offered: Sequence[Option]) -> Card:
    """The list of a need; options that are too long for it are written out above it."""
    prompt = prompt_of(need)
    long = (f"{i}. {o.text}" for i, o in enumerate(offered, 1) if len(o.text) > _LONG)
    hint = "\n".join(line for line in (prompt.hint, *long, _linked(need, offered)) if line)
    return choice_card(draft, need.question, prompt.ask, offered, hint=hint, several=need.takes_several)


def _linked(need: Need, offered: Sequence[Option]) -> str:
    """A duplicate is linked and answered, never refused, where the rulebook knows no such ground (M10)."""
    refused = any(option.id == "duplicate" for option in offered)
    return DUPLICATE if need.listing == GROUNDS and offered and not refused else ""


def _offered(ctx: Context, draft: Draft, action: Action, need: Need) -> Sequence[Option]:
    """The options for the ticket's current state: an extension of another limit has other grounds."""
    if not need.listing:
        return fixed_options(need)
    ticket, wanted = at_hand(ctx, draft, action, need)
    return [Option(code, text) for code, text in offered_by_law(wanted, ctx.laws.of(ticket), ticket).items()]


def option_texts(ctx: Context, draft: Draft, action: Action, need: Need) -> Mapping[str, str]:
    """The options of a listed need by their codes, in words."""
    return {option.id: option.text for option in _offered(ctx, draft, action, need)}


def fixed_options(need: Need) -> Sequence[Option]:
    """The options that do not depend on the ticket; none where the rulebook or the district lists them."""
    if need.kind in (Kind.YES_NO, Kind.TICK):
        return YES_NO
    return [Option(*score) for score in SCORES] if need.kind is Kind.SCORE else [Option(w, w) for w in need.words]


def _chosen(need: Need, found: Sequence[str]) -> Json:
    """The options as the law's value. M2 requires both yes, P8 the re-collection: there, no is refused."""
    match need.kind:
        case Kind.CHOICES:
            return list(found)
        case Kind.SCORE:
            return int(found[0])
        case Kind.YES_NO | Kind.TICK:
            if found[0] == "no" and need.if_no:
                raise BadValue(need.if_no, field=need.question)
            return found[0] == "yes"
        case _:
            return found[0]


def _show(need: Need) -> Callable[[Json], str]:
    if need.kind in (Kind.YES_NO, Kind.TICK):
        return lambda value: "是" if value else "否"
    if need.listing:
        return lambda value: f"已选{len(value)}项" if isinstance(value, list) else "已选择"
    return as_line
