"""为什么 <工单号>: explains a limit day by day, with the clause and the holiday notice it rests on (M14, P2–P7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.context import Command, Context
from bot.language.date_text import day, stamp
from bot.language.punctuation import bare
from bot.language.text import folded
from bot.ports import Card, CardKind
from bot.tickets.access import read, seen_by
from bot.tickets.select import choose, part_in
from bot.view import Limit, Scope, View
from bot.visibility import explained_limit
from bot.visibility.projection import hidden_from
from bot.visibility.proposers_view import known_limits
from regulation.explain import OWN_RULE
from regulation.refusals import Refusal
from regulation.statutory_clocks import open_clocks

if TYPE_CHECKING:
    from regulation.explain import Explanation
    from store.tables import Ticket, TicketClock

MOST_LINES = 24  # a message holds 2048 bytes; of longer limits the first and last days are shown


def run(ctx: Context, args: str) -> Card:
    meant = choose(ctx, COMMAND.word, args, lambda: _mine(ctx), none="您没有正在计时的工单。请写明工单号。")
    if isinstance(meant, Card):
        return meant
    facts = read(ctx, meant.ticket)
    view = seen_by(ctx, facts)
    if not meant.rest and (card := _not_begun(view, meant.ticket)) is not None:
        return card
    hidden = hidden_from(facts, view.scope)
    clock = _clock(known_limits(meant.ticket.clocks, hidden), bare(folded(meant.rest)), view.limit)
    explained = explained_limit.explained(ctx.session, ctx.laws, meant.ticket, clock, facts.lines)
    return Card(
        CardKind.TEXT,
        title=f"为什么是 {day(explained.due_on, explained.provisional)}",
        subtitle=f"{meant.ticket.number} {clock.kind}",
        body="\n".join(_words(explained)),
        ticket=meant.ticket.number,
        generation=meant.ticket.seq,
    )


def _not_begun(view: View, ticket: Ticket) -> Card | None:
    """A limit that begins when the notice reaches the proposer: the day they read is that of today (own rule)."""
    if view.scope is not Scope.OWN or not view.to_tell or view.limit is None:
        return None
    if any(clock.kind is view.limit.kind for clock in open_clocks(ticket)):
        return None
    begins = f"{view.limit.kind}期限自告知送达之日的次日起算（本系统约定）"
    said = f"{begins}，共{view.limit.total_days}个工作日；按今日送达计。"
    due = day(view.limit.due_on, view.limit.provisional)
    return Card(CardKind.TEXT, title=f"为什么是 {due}", subtitle=f"{ticket.number} {view.limit.kind}", body=said)


def _mine(ctx: Context) -> list[Ticket]:
    return [ticket for ticket in part_in(ctx) if any(clock.stopped_at is None for clock in ticket.clocks)]


def _clock(known: Sequence[TicketClock], named: str, shown: Limit | None) -> TicketClock:
    """The limit named; else the one that their card shows; else the one that ends first; else the last one that ran."""
    clocks = [clock for clock in known if clock.kind.value == named] or known
    if not clocks:
        raise Refusal("这件工单目前没有计时的期限。")
    running = [clock for clock in clocks if clock.stopped_at is None]
    seen = (shown.kind, shown.due_on) if shown else None
    return min(running, key=lambda clock: ((clock.kind, clock.due_on) != seen, clock.due_at)) if running else clocks[-1]


def _words(explained: Explanation) -> Iterator[str]:
    yield f"起算：{explained.start}，{stamp(explained.started_at)}"
    yield f"期限：{explained.total_days}个工作日" + (f"（延期：{explained.extended}）" if explained.extended else "")
    yield f"依据：{explained.basis}"
    yield from _shortened([line.text for line in explained.lines])
    yield f"日历：{'、'.join(source for source in explained.sources if source)}"
    if explained.provisional:
        yield "下一年度放假安排尚未公布，日期为暂定，公布后重新计算并告知。"
    if explained.unsettled:
        yield "认定为暂定，放假通知公布后重新认定。"
    if explained.not_before is not None:
        yield f"日历变动时期限已近，不早于告知变动后的{day(explained.not_before)}（{OWN_RULE}）。"
    elif explained.recounted:
        yield "期限停止时按当时的日历计算，以记录的日期为准。"


def _shortened(lines: Sequence[str]) -> Sequence[str]:
    if len(lines) <= MOST_LINES:
        return lines
    left_out = len(lines) - MOST_LINES
    return [*lines[: MOST_LINES // 2], f"……（中间{left_out}天从略）", *lines[-MOST_LINES // 2 :]]


COMMAND = Command("为什么", "为什么 <工单号>", "期限的逐日算法和依据", run, ("为什么是这一天",), seeks=True)
