"""Whose duty in the roster an act may belong to, by the law's own table: what 帮助 shows to whom follows from it."""

from __future__ import annotations

from collections.abc import Collection

from regulation.decide import MAY_EVER
from regulation.states import Action, Role
from store.people.persons import ROLES

NAMED = {Role.HANDLER: "handler", Role.RELATED: "officer-a officer-b"}  # by the case; these duties may be named


def duties_for(*actions: Action) -> frozenset[str]:
    """The duties that may do one of these at some time; empty where anybody may, for anybody may have proposed."""
    roles = {role for action in actions for role in MAY_EVER[action]}
    return frozenset() if Role.PROPOSER in roles else duties_of(roles)


def duties_of(roles: Collection[Role]) -> frozenset[str]:
    """The words of the roster for these roles."""
    named = " ".join(words for role, words in NAMED.items() if role in roles).split()
    return frozenset(duty for duty, role in ROLES.items() if role in roles) | frozenset(named)
