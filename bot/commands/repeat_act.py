"""一并: repeats the centre's last act on every ticket linked to the first one, each with its own permission check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.acts.duties import duties_for
from bot.acts.registry import ACTS
from bot.context import Command, Context
from bot.language.ticket_reference import read_reference
from bot.notify.readers import in_right
from bot.ports import Card, CardKind
from bot.tickets.access import actor_for, find
from bot.tickets.perform import perform
from regulation.refusals import NotAllowedNow, NotYours, Refusal
from regulation.states import Role
from store.cases import history, related_tickets, tickets

if TYPE_CHECKING:
    from store.tables import HistoryLine, Ticket

CENTRE = duties_for(*(act.action for act in ACTS.values() if act.repeats))


def run(ctx: Context, args: str) -> Card:
    """Tickets are independent: one in another state, or refused, does not stop the others."""
    root = _root(ctx, args)
    line = _last(ctx, root)
    given = dict(history.decision_of(line).data) | {
        field: words for (_, field), words in history.texts(ctx.session, ctx.vault, root, line.seq).items()
    }
    done, left = [], []
    for number in related_tickets.tied_to(ctx.session, root):
        try:
            _repeat(ctx, number, line, given)
            done.append(number)
        except Refusal as refusal:
            left.append(f"{number}：{refusal.text}")
    return Card(CardKind.TEXT, title=f"一并{line.action}", body="\n".join([f"已办{len(done)}件。", *done, *left]))


def _root(ctx: Context, args: str) -> Ticket:
    if in_right(ctx.session, ctx.person, (Role.OPERATOR, Role.DIRECTOR), ctx.now) is None:
        raise NotYours("“一并”办理只供区大数据中心使用。")
    reference = read_reference(args)
    if reference is None:
        raise Refusal(f"请写明首件的工单号：{COMMAND.usage}。")
    root = find(ctx, reference.number)
    if not related_tickets.tied_to(ctx.session, root):
        raise NotAllowedNow(f"没有工单与 {root.number} 关联，请先发送“关联”，或者逐件办理。")
    return root


def _last(ctx: Context, root: Ticket) -> HistoryLine:
    line = next(line for line in reversed(history.lines(ctx.session, root)) if ACTS[line.action].ages_cards)
    if not ACTS[line.action].repeats:
        repeated = "、".join(act.word for act in ACTS.values() if act.repeats)
        raise NotAllowedNow(f"{root.number} 最近一步是“{line.action}”，只有{repeated}可以一并办理。")
    return line


def _repeat(ctx: Context, number: str, line: HistoryLine, given: dict[str, object]) -> None:
    ticket = tickets.get(ctx.session, number)
    if ticket is None or ticket.state is not line.state_from:
        state = ticket.state if ticket else "已不存在"
        raise NotAllowedNow(f"目前“{state}”，请单独办理。")
    perform(ctx, ticket, line.action, actor_for(ctx, ticket, line.action) or ctx.actor, given)


COMMAND = Command("一并", "一并 <首件工单号>", "把首件刚办的一步同样办到关联的工单", run, for_roles=CENTRE)
