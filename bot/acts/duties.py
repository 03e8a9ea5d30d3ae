"""Which roles of the directory may do an act, derived from the law's table; 帮助 filters its commands by it."""

from __future__ import annotations

from collections.abc import Collection

from regulation.decide import MAY_EVER
from regulation.states import Action, Role
from store.people.persons import ROLES

NAMED = {Role.HANDLER: "handler", Role.RELATED: "officer-a officer-b"}  # decided by case; the possible roles


def duties_for(*actions: Action) -> frozenset[str]:
    """The roles that may do at least one of these acts; empty where anybody may (anybody can be a proposer)."""
    roles = {role for action in actions for role in MAY_EVER[action]}
    return frozenset() if Role.PROPOSER in roles else duties_of(roles)


def duties_of(roles: Collection[Role]) -> frozenset[str]:
    """The directory's roles behind these roles of the law."""
    named = " ".join(words for role, words in NAMED.items() if role in roles).split()
    return frozenset(duty for duty, role in ROLES.items() if role in roles) | frozenset(named)
