"""Notifications after a step: recipients, cards, and the redrawing of stale cards."""
