"""Inline arguments: answers typed behind a command and number, so that fewer questions are asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from bot.acts.registry import ACTS
from bot.cards.ticket_card import SCORES
from bot.context import Json
from bot.forms.moments import moment_or_why
from bot.language.dates import read_count, read_date
from bot.language.list_choice import picked
from bot.language.punctuation import bare, behind, cut, ends_at
from bot.language.spoken.leading_date import leading_date
from bot.language.text import after, clean, folded
from bot.needs.department_fields import colleague, department_named, headed, owner, part_of
from bot.needs.named_place import answer, named
from bot.visibility.proposed_owner import proposal
from regulation.act_inputs import SUGGESTED
from regulation.shanghai import local_date
from regulation.states import Action, Letter
from regulation.states import Call as CallResult
from store.cases import history
from store.characters import seen
from store.people import persons
from store.simplified import simplified

if TYPE_CHECKING:
    from bot.context import Context
    from bot.ports import Call
    from store.tables import Ticket

Head = tuple[Json, str]  # parses the head of the line: the value or None, and the rest
_COUNTED = tuple(re.compile(pattern) for pattern in (r"(\d{1,3})\s*(?:个?工作日|天|日|分)", r"(\d{1,3})"))
_TO = re.compile(r"\s*(?:[~–—―-]|至|到)\s*\d")  # 5天～10天 is a range, no number
_LISTED = re.compile(r"1\s*([、.)]).*(?<!\d)2\s*\1", re.DOTALL)  # nor are the list numbers in 1、… 2、…
CALLS: Mapping[str, CallResult] = {  # as people write the outcome of a call
    **{result.value: result for result in CallResult},
    **dict.fromkeys(("告知了", "打通了", "打通", "已接通", "接通", "已通知", "通知了", "已打通"), CallResult.TOLD),
    **dict.fromkeys(("没人接", "未接", "未接通", "没接通", "打不通", "没打通", "没接", "无人接"), CallResult.NO_ANSWER),
    **dict.fromkeys(("号码错误", "号码不对", "空号", "停机", "打错了"), CallResult.WRONG_NUMBER),
}
LETTERS: Mapping[str, Letter] = {
    **{result.value: result for result in Letter},
    **dict.fromkeys(("寄出", "寄了", "已寄", "已发函", "发函", "已邮寄", "已寄送"), Letter.SENT),
    **dict.fromkeys(("送达", "签收", "已签收", "收到", "已收到", "本人签收"), Letter.ARRIVED),
    **dict.fromkeys(("退回", "退件", "退信", "已退回", "拒收"), Letter.RETURNED),
}
_SCORES = frozenset(id for id, _ in SCORES)


def typed(ctx: Context, ticket: Ticket, action: Action, rest: str) -> dict[str, Json]:
    """The answers already given by the rest of a typed line, or by a list on the card."""
    act, words = ACTS[action], clean(rest)
    given: dict[str, Json] = dict.fromkeys(act.settles) if words else {}
    for field in act.inline:
        read = HEADS.get(field, _rest)
        value, words = read(ctx, ticket, words) if words else (None, "")
        if value is not None:
            given[field] = value
    if action is Action.EVALUATE and (score := stars(ctx.call)) is not None:
        given["score"] = score
    return given


def stars(call: Call) -> int | None:
    """The score chosen in the card's list, None where no option was chosen."""
    score = picked(call, "score")
    return int(score) if score in _SCORES else None


def _rest(ctx: Context, ticket: Ticket, words: str) -> Head:  # noqa: ARG001
    return words, ""


def _owner(ctx: Context, ticket: Ticket, words: str) -> Head:
    """A department; where it is the proposed one, the reason of the proposal is the basis.

    Who rules against a reply that the platform is at fault says why (own rule).
    """
    head, basis = headed(persons.owners(ctx.session), words)
    if (place := named(head)) is not None:
        return answer(place), basis
    department = department_named(ctx, folded(head))
    if department is None:
        return None, words
    proposed = proposal(ctx.session, ticket, history.lines(ctx.session, ticket))
    suits = proposed.code == department.code and not ticket.platform_returned
    return owner(department) | part_of(department, head), basis or (proposed.basis if suits else "")


def _suggested(ctx: Context, ticket: Ticket, words: str) -> Head:  # noqa: ARG001
    head, basis = headed(persons.owners(ctx.session), words)
    if (place := named(head)) is not None:
        return answer(place), basis
    department = department_named(ctx, folded(head))
    return (owner(department, SUGGESTED) | part_of(department, head), basis) if department else (None, words)


def _handler(ctx: Context, ticket: Ticket, words: str) -> Head:
    every = persons.colleagues(ctx.session, ticket.department_id or 0)
    name = simplified(folded(bare(words)))
    found = [person for person in every if simplified(folded(person.name)) == name and person.id != ticket.handler_id]
    return (colleague(found[0], ticket), "") if len(found) == 1 else (None, "")


def _day(ctx: Context, ticket: Ticket, words: str) -> Head:  # noqa: ARG001
    head, rest = cut(words)
    today = local_date(ctx.now)
    day = read_date(head, today, ctx.laws.calendar)
    if day is None and (found := leading_date(words, today, ctx.laws.calendar)) is not None:
        day, rest = found
    return (day.isoformat(), rest) if day else (None, words)


def _days(ctx: Context, ticket: Ticket, words: str) -> Head:
    """A number of working days, or a date."""
    number, rest = _counted(words)
    if number is None:
        head, rest = cut(words)
        number = read_count(head) if not head[:1].isascii() else None
    return (number, rest) if number is not None else _day(ctx, ticket, words)


def _score(ctx: Context, ticket: Ticket, words: str) -> Head:  # noqa: ARG001
    return _counted(words)


def _counted(words: str) -> tuple[int | None, str]:
    """The number at the head, with or without unit, and the rest; None where there is none."""
    plain, as_typed = folded(words), seen(words)  # keeps the length; only a half-width comma is part of 1,000
    if _LISTED.match(plain):
        return None, words
    for pattern in _COUNTED:
        match = pattern.match(plain)
        if match is not None and ends_at(as_typed, match.end()) and not _TO.match(plain, match.end()):
            return int(match[1]), behind(after(words, match.end()))
    return None, words


def _call(ctx: Context, ticket: Ticket, words: str) -> Head:  # noqa: ARG001
    """The outcome of the phone call."""
    said, note = cut(words)
    found = CALLS.get(folded(said))
    return (found, note) if found else (None, words)


def _past_day(ctx: Context, ticket: Ticket, words: str) -> Head:  # noqa: ARG001
    """The own day of something that is entered later (补记)."""
    head, rest = cut(words)
    today = local_date(ctx.now)
    day = read_date(head, today, ctx.laws.calendar, past=True)
    if day is None and not isinstance(moment := moment_or_why(head, ctx.now, ctx.laws.calendar), str):
        day = moment.date()
    return (day.isoformat(), rest) if day and day <= today else (None, words)


def _letter(ctx: Context, ticket: Ticket, words: str) -> Head:  # noqa: ARG001
    """What became of a letter."""
    said, note = cut(words)
    found = LETTERS.get(folded(said))
    return (found, note) if found else (None, words)


def _first(ctx: Context, ticket: Ticket, words: str) -> Head:  # noqa: ARG001
    """A name of one part, and what stands behind it."""
    head, rest = cut(words)
    return (head, rest) if rest else (None, words)


def _order(ctx: Context, ticket: Ticket, words: str) -> Head:  # noqa: ARG001
    return bare(words), ""


HEADS: Mapping[str, Callable[[Context, Ticket, str], Head]] = {  # every other field takes the remaining text
    "department_id": _owner,
    "suggested_department_id": _suggested,
    "handler_id": _handler,
    "expected_on": _day,
    "days": _days,
    "score": _score,
    "answer": _call,
    "letter": _letter,
    "told_on": _past_day,
    "rule": _first,
    "order": _order,
}
