"""What is typed behind a word and a number counts as given: 答复核实无误 CN-… 经核实与证照一致 asks for less."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from bot.acts.department_fields import colleague, department_named, headed, owner
from bot.cards.ticket import SCORES
from bot.dates import read_date
from bot.pauses import bare, behind, cut, ends_at
from bot.picking import picked
from bot.proposing import proposal
from bot.questions import Json
from bot.words import after, clean, folded
from regulation.act_inputs import SUGGESTED
from regulation.shanghai import local_date
from regulation.states import Action
from regulation.states import Call as CallResult
from store.cases import history
from store.characters import seen
from store.people import people

if TYPE_CHECKING:
    from bot.context import Context
    from bot.ports import Call
    from store.tables import Ticket

Typed = Callable[["Context", "Ticket", str], dict[str, Json]]
_COUNTED = tuple(re.compile(pattern) for pattern in (r"(\d{1,3})\s*(?:个?工作日|天|日|分)", r"(\d{1,3})"))
_TO = re.compile(r"\s*(?:[~–—―-]|至|到)\s*\d")  # 5天～10天 is no number
_LISTED = re.compile(r"1\s*([、.)]).*(?<!\d)2\s*\1", re.DOTALL)  # nor are the numbers of 1、… 2、…
_SCORES = frozenset(id for id, _ in SCORES)


def typed(ctx: Context, ticket: Ticket, action: Action, rest: str) -> dict[str, Json]:
    """The answers that the rest of a typed line, or a list of the card, already holds."""
    words = clean(rest)
    given = SHORT.get(action, _text("note"))(ctx, ticket, words) if words else {}
    if action is Action.EVALUATE and (score := stars(ctx.call)) is not None:
        given["score"] = score
    return given


def stars(call: Call) -> int | None:
    """The score chosen in the card's list, None where none of its options was."""
    score = picked(call, "score")
    return int(score) if score in _SCORES else None


def _text(*fields: str) -> Typed:
    """The words as the first field; further fields are left out, not asked for."""

    def read(ctx: Context, ticket: Ticket, words: str) -> dict[str, Json]:  # noqa: ARG001
        return {fields[0]: words} | dict.fromkeys(fields[1:])

    return read


def _transfer(ctx: Context, ticket: Ticket, words: str) -> dict[str, Json]:
    """A department, then the basis; for the department that was proposed, the reason is basis enough."""
    head, basis = headed(people.owners(ctx.session), words)
    department = department_named(ctx, folded(head))
    if department is None:
        return {"basis": words}
    proposed = proposal(ctx.session, ticket, history.lines(ctx.session, ticket))
    basis = basis or (proposed.basis if proposed.code == department.code else "")
    return {"department_id": owner(department)} | ({"basis": basis} if basis else {})


def _return(ctx: Context, ticket: Ticket, words: str) -> dict[str, Json]:  # noqa: ARG001
    head, basis = headed(people.owners(ctx.session), words)
    department = department_named(ctx, folded(head))
    if department is None:
        return {"basis": words}
    return {SUGGESTED.question: owner(department, SUGGESTED)} | ({"basis": basis} if basis else {})


def _dispatch(ctx: Context, ticket: Ticket, words: str) -> dict[str, Json]:
    every = people.colleagues(ctx.session, ticket.department_id or 0)
    name = folded(bare(words))
    found = [person for person in every if folded(person.name) == name and person.id != ticket.handler_id]
    return {"handler_id": colleague(found[0])} if len(found) == 1 else {}


def _reply(ctx: Context, ticket: Ticket, words: str) -> dict[str, Json]:  # noqa: ARG001
    """A date at the head is the expected one; the rest is the finding."""
    head, rest = cut(words)
    day = read_date(head, local_date(ctx.now), ctx.laws.calendar)
    if day is None:
        return {"finding": words}
    return {"expected_on": day.isoformat()} | ({"finding": rest} if rest else {})


def _longer(ctx: Context, ticket: Ticket, words: str) -> dict[str, Json]:  # noqa: ARG001
    """A number of working days or a date at the head; the rest is the reason."""
    number, rest = _counted(words)
    if number is not None:
        return {"days": number} | ({"reason": rest} if rest else {})
    head, rest = cut(words)
    day = read_date(head, local_date(ctx.now), ctx.laws.calendar)
    if day is None:
        return {"reason": words}
    return {"days": day.isoformat()} | ({"reason": rest} if rest else {})


def _evaluate(ctx: Context, ticket: Ticket, words: str) -> dict[str, Json]:  # noqa: ARG001
    score, rest = _counted(words)
    if score is None:
        return {"words": words}
    return {"score": score} | ({"words": rest} if rest else {})


def _counted(words: str) -> tuple[int | None, str]:
    """The number at the head, with or without its unit, and what follows it; None where there is none."""
    plain, as_typed = folded(words), seen(words)  # of one length; only a half-width comma is part of 1,000
    if _LISTED.match(plain):
        return None, words
    for pattern in _COUNTED:
        match = pattern.match(plain)
        if match is not None and ends_at(as_typed, match.end()) and not _TO.match(plain, match.end()):
            return int(match[1]), behind(after(words, match.end()))
    return None, words


def _call(ctx: Context, ticket: Ticket, words: str) -> dict[str, Json]:  # noqa: ARG001
    """What came of the call, then a note."""
    said, note = cut(words)
    head = folded(said)
    if head not in list(CallResult):
        return {"note": words}
    return {"answer": head} | ({"note": note} if note else {})


def _order(ctx: Context, ticket: Ticket, words: str) -> dict[str, Json]:  # noqa: ARG001
    return {"order": bare(words)}


SHORT: Mapping[Action, Typed] = {
    Action.DECLINE: _text("reason"),
    Action.ASK_SUPPLEMENT: _text("other", "items"),
    Action.JUSTIFY: _longer,
    Action.ABANDON: _text("reason"),
    Action.BLAME_PLATFORM: _text("finding"),
    Action.FINISH_PLATFORM_REPAIR: _text("done"),
    Action.HAND_TO_CITY: _order,
    Action.CITY_RESULT: _text("finding"),
    Action.TRANSFER: _transfer,
    Action.RULE: _transfer,
    Action.RETURN: _return,
    Action.DISPATCH: _dispatch,
    Action.REPLY_REPAIR: _reply,
    Action.REPLY_CORRECT: _text("finding"),
    Action.REPLY_COOPERATE: _text("finding"),
    Action.REPLY_SPECIAL: _text("explanation"),
    Action.COOPERATE: _text("done"),
    Action.REFUSE_SPECIAL: _text("reason"),
    Action.REQUEST_JOINT: _text("reason"),
    Action.REFUSE_JOINT: _text("reason"),
    Action.FINISH_RELATED: _text("done"),
    Action.EXTEND: _longer,
    Action.APPROVE_EXTENSION: _text("reason"),
    Action.REFUSE_EXTENSION: _text("reason"),
    Action.FINISH_REPAIR: _text("done"),
    Action.TELEPHONE: _call,
    Action.REJECT: _text("reason"),
    Action.WITHDRAW: _text("reason"),
    Action.EVALUATE: _evaluate,
    Action.REOPEN: _text("reason"),
    Action.CORRECT_VERDICT: _text("reason"),
}
