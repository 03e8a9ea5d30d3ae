"""平台核查: the outcome of the platform check, cleared or at fault; without an argument it asks which (P4)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.acts import platform
from bot.commands.run_act import run_act
from bot.language.punctuation import behind
from bot.language.text import after, folded
from bot.ports import Card
from bot.tickets.access import show
from bot.tickets.select import candidates_for, choose

if TYPE_CHECKING:
    from bot.context import Context

WORD = "平台核查"
FINDINGS = tuple(act for act in platform.ACTS if act.kind)


def check(ctx: Context, args: str) -> Card:
    """平台核查 CN-… 无误, or 平台原因 with the finding; without either the ticket's card with both buttons."""
    none = f"现在没有等待平台核查的工单。请写明工单号，例如：{WORD} CN-20261122-0007 无误"
    meant = choose(ctx, WORD, args, lambda: candidates_for(ctx, *(act.action for act in FINDINGS)), none=none)
    if isinstance(meant, Card):
        return meant
    said = folded(meant.rest)
    found = next((act for act in FINDINGS if re.match(rf"{act.kind}(?!\w)", said)), None)  # 无误差 does not mean 无误
    if found is None:
        return show(ctx, meant.ticket, note="核查结果是“平台核查无误”还是“平台原因”？")
    return run_act(ctx, replace(meant, rest=behind(after(meant.rest, len(found.kind)))), found.action)
