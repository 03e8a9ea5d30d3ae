"""Registry: exactly one record for every act of the law; all other modules look acts up here."""

from __future__ import annotations

from collections.abc import Mapping

from bot.acts import (
    any_time,
    consent,
    cooperation,
    ex_officio,
    joint,
    notice_delivery,
    platform,
    prescreen,
    repair,
    reply,
    result,
    transfer,
)
from bot.acts.act import Act
from regulation.states import Action

CHAPTERS = (  # in the law's order
    prescreen,
    platform,
    transfer,
    reply,
    cooperation,
    consent,
    joint,
    repair,
    result,
    notice_delivery,
    ex_officio,
    any_time,
)


def _by_action() -> Mapping[Action, Act]:
    every = [act for chapter in CHAPTERS for act in chapter.ACTS]
    found = {act.action: act for act in every}
    wrong = {action.value for action in Action if [act.action for act in every].count(action) != 1}
    if wrong:
        raise ValueError(f"every act needs one record, and no more than one: {'、'.join(sorted(wrong))}")
    return found


ACTS = _by_action()
