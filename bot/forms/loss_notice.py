"""What could not be kept of a typed text is said above the answer."""

from __future__ import annotations

from dataclasses import replace

from bot.language.text import lost
from bot.ports import Call, Card

BROKEN = "\N{REPLACEMENT CHARACTER}"  # the platform's replacement for a character it could not read


def with_loss_notice(call: Call, card: Card) -> Card:
    """The answer to a text, which says how many typed characters can't be kept (a list has no words above it)."""
    count, broken = lost(call.text) + call.lost, call.text.count(BROKEN)
    said = f"您的文字中有{count}个无法保存的控制字符或无效字符，已去掉，请核对。" if count else ""
    said += f"您的文字中有{broken}个字符传来时已损坏，显示为{BROKEN}，请核对。" if broken else ""
    if not said or card.choices:
        return replace(card, subtitle=f"{said}{card.subtitle}") if said else card
    return replace(card, body=f"{said}\n{card.body}".strip())
