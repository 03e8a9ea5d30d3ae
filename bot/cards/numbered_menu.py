"""Numbered choices for platforms without buttons: each number stands for the command of a button."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ports import Card


@dataclass(frozen=True, slots=True)
class Offer:
    """One numbered line; replying with the number sends `command`; with `link` it opens a page."""

    number: int
    text: str
    command: str
    link: str = ""


def offers(card: Card, first: int = 1) -> tuple[Offer, ...]:
    """The choices of a card in reading order: lists, buttons, 更多; none once the card is done."""
    if card.done:
        return ()
    lines = [(option.text, f"{_submit(card)} {option.id}".strip(), "") for c in card.choices for option in c.options]
    lines += [(button.text, button.command, button.link) for button in (*card.buttons, *card.more)]
    return tuple(Offer(first + i, *line) for i, line in enumerate(lines))


def menu(card: Card, first: int = 1) -> dict[str, str]:
    """Number → command, for every choice that is a command."""
    return {str(offer.number): offer.command for offer in offers(card, first) if offer.command}


def _submit(card: Card) -> str:
    return card.submit.command if card.submit else ""
