"""认定复核: frozen verdicts that today's calendar would turn; the supervising office corrects or upholds them (M15)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.cards.list_card import Heading, Line, page_card
from bot.context import Command, Context
from bot.language import date_text
from bot.language.list_choice import picked
from bot.language.ticket_reference import read_reference
from bot.notify.readers import in_right
from bot.notify.verdict_notice import tell_upheld
from bot.ports import Button, Card, CardKind
from bot.tickets.access import actor_for
from bot.tickets.paging import page_of, read_turn
from bot.tickets.perform import perform
from regulation.refusals import NotYours, Refusal
from regulation.states import Action, Role
from store import frozen_verdicts
from store.cases import tickets

if TYPE_CHECKING:
    from store.frozen_verdicts import TurnableVerdict

SUPERVISOR = frozenset({Role.SUPERVISOR})
CORRECT, UPHOLD, ALL = "更正", "维持", "全部"


def run(ctx: Context, args: str) -> Card:
    """The list; with a number or 全部, and 更正 or 维持, the decision on it, with a reason where one is typed."""
    if in_right(ctx.session, ctx.person, SUPERVISOR, ctx.now) is None:
        raise NotYours("期限认定由督办复核。", clause="M15")
    found = frozen_verdicts.turnable(ctx.session, ctx.laws)
    if not found:
        return Card(CardKind.TEXT, title=COMMAND.word, body="没有按现行日历会改变的期限认定。")
    typed, turn = read_turn(args)
    typed = typed.strip() or picked(ctx.call, "ticket")
    reference = read_reference(typed)
    rest = (reference.rest if reference else typed.removeprefix(ALL)).strip()
    chosen = [one for one in found if reference is None or one.limit.number == reference.number]
    for word, decide in ((CORRECT, _correct), (UPHOLD, _uphold)):
        if rest.startswith(word) and (reference or typed.startswith(ALL)):
            return _decided(ctx, chosen, word, rest.removeprefix(word).strip(" ，,：:"), decide)
    if reference and chosen:
        return _one(chosen, reference.number)
    page = page_of(found, lambda one: (one.limit.id,), turn)
    return page_card(_heading(found), [_line(one) for one in page.items], page.place(COMMAND.word))


def _heading(found: list[TurnableVerdict]) -> Heading:
    every = tuple(Button(f"{ALL}{word}", f"{COMMAND.word} {ALL}{word}") for word in (CORRECT, UPHOLD))
    pick = Button("查看", COMMAND.word, "primary")
    return Heading(f"认定复核：{len(found)}项", "按现行日历结果不同，由督办决定", "选一件决定", pick, every)


def _line(one: TurnableVerdict) -> Line:
    limit, recount = one
    turn = f"{limit.verdict}→{recount.verdict}"
    return Line(limit.number, turn, limit.kind.value, turn, _basis(one))


def _basis(one: TurnableVerdict) -> str:
    assert one.limit.stopped_at is not None
    old, new = date_text.day(one.limit.due_on), date_text.day(one.recount.due.day)
    return f"{one.limit.kind}原到期{old}，按现行日历{new}，完成于{date_text.stamp(one.limit.stopped_at)}"


def _one(chosen: list[TurnableVerdict], number: str) -> Card:
    lines = [f"{one.limit.verdict}→{one.recount.verdict}：{_basis(one)}。" for one in chosen]
    buttons = [Button(word, f"{COMMAND.word} {number} {word}") for word in (CORRECT, UPHOLD)]
    return Card(CardKind.TASK, title=f"认定复核 {number}", body="\n".join(lines), buttons=tuple(buttons))


def _decided(
    ctx: Context,
    chosen: list[TurnableVerdict],
    word: str,
    reason: str,
    decide: Callable[[Context, TurnableVerdict, str], None],
) -> Card:
    """Each on its own: one that is refused does not stop the others."""
    done, left = [], []
    for one in chosen:
        try:
            decide(ctx, one, reason)
            done.append(f"{one.limit.number} {one.limit.kind}")
        except Refusal as refusal:
            left.append(f"{one.limit.number} {one.limit.kind}：{refusal.text}")
    return Card(CardKind.TEXT, title=COMMAND.word, body="\n".join([f"已{word}{len(done)}项。", *done, *left]))


def _correct(ctx: Context, one: TurnableVerdict, reason: str) -> None:
    limit = one.limit
    ticket = tickets.get(ctx.session, limit.number)
    assert ticket is not None
    given = {
        "start_seq": limit.start_seq,
        "kind": limit.kind.value,
        "verdict": one.recount.verdict.value,
        "reason": reason or f"工作日历有变动，{_basis(one)}",
        **({"department_id": limit.department_id} if limit.department_id else {}),
    }
    actor = actor_for(ctx, ticket, Action.CORRECT_VERDICT) or ctx.actor
    perform(ctx, ticket, Action.CORRECT_VERDICT, actor, given)


def _uphold(ctx: Context, one: TurnableVerdict, reason: str) -> None:
    frozen_verdicts.uphold(ctx.session, one, by=ctx.person.id, now=ctx.now, reason=reason)
    ticket = tickets.get(ctx.session, one.limit.number)
    assert ticket is not None
    tell_upheld(ctx, ticket, one.limit.id, reason)


COMMAND = Command(
    "认定复核",
    "认定复核 [工单号] [更正|维持]",
    "日历变动后会改变的期限认定，逐项或一并更正、维持",
    run,
    ("复核认定",),
    frozenset({"supervisor"}),
)
