"""Whoever takes a step reads in words of its own what came of it."""

from __future__ import annotations

from bot.acts.registry import ACTS
from regulation.states import Action, Role
from regulation.transitions import TABLE

FILED_ELSEWHERE = {Action.FILE, Action.ENTER_CITY_ORDER}  # answered with the number of the new ticket


def test_every_step_of_a_person_is_answered() -> None:
    taken = {row.action for row in TABLE if set(row.roles) - {Role.SYSTEM}}
    assert taken - FILED_ELSEWHERE <= {action for action, act in ACTS.items() if act.doer}
