"""答复: chooses one of the four definite replies; 正在核实 is none of them (P5, P6, G4, G7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.acts import reply
from bot.acts.reply import WORD
from bot.cards.buttons import command
from bot.cards.ticket_card import task_card
from bot.commands.run_act import run_act
from bot.forms.drafts import spoken
from bot.language.list_choice import ask_again, left_alone, picked
from bot.language.punctuation import behind
from bot.language.text import after, folded
from bot.ports import Button, Card, CardKind, Choice, Option
from bot.tickets.access import read, seen_by, stale
from bot.tickets.select import Chosen, candidates_for, choose

if TYPE_CHECKING:
    from bot.context import Context

KINDS = tuple(act for act in reply.ACTS if act.kind)


def choose_reply(ctx: Context, args: str) -> Card:
    """The reply named behind the number, picked on the card, or else asked for."""
    none = f"现在没有等您答复的工单。请写明工单号，例如：{WORD} CN-20261122-0007"
    meant = choose(ctx, WORD, args, lambda: candidates_for(ctx, *(act.action for act in KINDS)), none=none)
    if isinstance(meant, Card):
        return meant
    listed, said = picked(ctx.call, "reply"), folded(meant.rest)
    act = next((act for act in KINDS if (act.kind == listed if listed else said.startswith(act.kind))), None)
    if act is not None:
        ctx.post.answered(spoken(ctx.call, "reply", act.kind))
        rest = meant.rest if listed else behind(after(meant.rest, len(act.kind)))
        return run_act(ctx, replace(meant, rest=rest), act.action)
    if (late := stale(ctx, meant.ticket, meant.generation)) is not None:
        return late
    card = _which(ctx, meant)
    return ask_again(card) if left_alone(ctx.call, "reply") else card


def _which(ctx: Context, meant: Chosen) -> Card:
    """The replies that are allowed now, as buttons on the ticket's card."""
    view = seen_by(ctx, read(ctx, meant.ticket))
    card = task_card(view, ctx.now, note="请选择答复的类型。“正在核实”不算答复，期限仍在计算。")
    options = tuple(Option(act.kind, act.offered) for act in KINDS if act.action in view.can)
    if not options:
        return card
    return replace(
        card,
        kind=CardKind.CHOICE,
        choices=(Choice("reply", "答复类型", options, pressed=True),),
        submit=Button("下一步", command(WORD, view), "primary"),
        buttons=(),
    )
