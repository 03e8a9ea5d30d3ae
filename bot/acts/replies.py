"""答复: a definite reply is one of four, and 正在核实 is none of them (P5, P6, G4, G7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.act import read, seen_by, stale
from bot.acts.conversation import begin
from bot.cards.buttons import REPLIES, command
from bot.cards.ticket import task_card
from bot.choosing import Chosen, candidates_for, choose
from bot.pauses import behind
from bot.picking import ask_again, left_alone, picked
from bot.ports import Button, Card, CardKind, Choice, Option
from bot.words import after, folded
from regulation.states import Action

if TYPE_CHECKING:
    from bot.context import Context

WORD = "答复"
KINDS: Mapping[str, Action] = {
    "需修正": Action.REPLY_REPAIR,
    "核实无误": Action.REPLY_CORRECT,
    "需配合": Action.REPLY_COOPERATE,
    "申请特例": Action.REPLY_SPECIAL,
}
SAID = ("属实，需要修正", "核实无误，数据正确", "需要提出方配合", "历史原因，申请特例")


def reply(ctx: Context, args: str) -> Card:
    """Which reply: named behind the number, picked on the card, else asked."""
    none = f"现在没有等您答复的工单。请写明工单号，例如：{WORD} CN-20261122-0007"
    meant = choose(ctx, WORD, args, lambda: candidates_for(ctx, *REPLIES), none=none)
    if isinstance(meant, Card):
        return meant
    listed = picked(ctx.call, "reply")
    named = next((kind for kind in KINDS if folded(meant.rest).startswith(kind)), "")
    action = KINDS.get(listed or named)
    if action is not None:
        rest = meant.rest if listed else behind(after(meant.rest, len(named)))
        return begin(ctx, Chosen(meant.ticket, meant.generation, rest), action)
    late = stale(ctx, meant.ticket, meant.generation) if meant.generation is not None else None
    card = late or _which(ctx, meant)
    return ask_again(card) if late is None and left_alone(ctx.call, "reply") else card


def _which(ctx: Context, meant: Chosen) -> Card:
    """The replies that are open now, on the ticket's own card."""
    view = seen_by(ctx, read(ctx, meant.ticket))
    card = task_card(view, ctx.now, note="请选择答复的类型。“正在核实”不算答复，期限仍在计算。")
    options = tuple(
        Option(kind, text) for (kind, action), text in zip(KINDS.items(), SAID, strict=True) if action in view.can
    )
    if not options:
        return card
    return replace(
        card,
        kind=CardKind.CHOICE,
        choices=(Choice("reply", "答复类型", options),),
        submit=Button("下一步", command(WORD, view), "primary"),
        buttons=(),
    )
