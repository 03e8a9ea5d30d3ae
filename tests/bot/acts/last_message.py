"""The newest card of a person, without cards that were only redrawn as done."""

from __future__ import annotations

from bot.ports import Card
from tests.bot.world import World


def last_message(world: World, user: str) -> Card:
    """The newest card that was sent to this person as a new message."""
    return next(card for card in reversed(world.received[user]) if not card.done)


def redrawn_cards(world: World, user: str) -> list[Card]:
    """The cards of this person that were redrawn as done, oldest first."""
    return [card for card in world.received.get(user, []) if card.done]
