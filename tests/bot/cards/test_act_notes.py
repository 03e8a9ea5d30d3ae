"""Every step has a confirmation text for the person who did it."""

from __future__ import annotations

from bot.acts.registry import ACTS
from regulation.states import Action, Role
from regulation.transitions import TABLE

FILED_ELSEWHERE = {Action.FILE, Action.ENTER_CITY_ORDER}  # the answer is the new ticket number


def test_every_act_of_a_person_has_a_confirmation() -> None:
    taken = {row.action for row in TABLE if set(row.roles) - {Role.SYSTEM}}
    assert taken - FILED_ELSEWHERE <= {action for action, act in ACTS.items() if act.doer}
