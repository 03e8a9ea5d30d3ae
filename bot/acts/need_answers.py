"""What is known of an act's answers: which are wanted now, and how they become what the law takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bot.questions import Answers, Json
from bot.words import clean
from regulation.states import Action

if TYPE_CHECKING:
    from regulation.law import Law
    from regulation.need import Need
    from store.tables import Ticket

ASKED, TICKS = "_asked", "_ticks"  # beside the answers: what this act wants now, and which grounds want more
NOT_ASKED = frozenset({"note", "words", "until", "handler_department_id", "target", "kind"})  # given with other answers


def asked_now(ticket: Ticket, action: Action, wanted: Sequence[Need], law: Law) -> dict[str, Json]:
    """What is kept beside the answers: the fields this act wants now, and the ticks each ground of refusal wants."""
    fields = [name_of(need) for need in wanted if is_asked(need)]
    if not ticket.supplement_asked and "deviation" in fields:
        fields.remove("deviation")
    grounds = law.rulebook.decline_grounds.items() if action is Action.DECLINE else ()
    ticks = {code: [*ground.ticks, *(["rule"] if ground.names_rule else [])] for code, ground in grounds}
    return {ASKED: fields, TICKS: ticks}


def given_of(answers: Answers) -> dict[str, object]:
    """The answers as the law takes them: marks dropped, what belongs together spread out."""
    given: dict[str, object] = {}
    for name, value in answers.items():
        if name.startswith("_") or value is None or (isinstance(value, str) and not clean(value)):
            continue
        if isinstance(value, dict):
            given |= value
        elif name == "days" and isinstance(value, str):
            given["until"] = value
        else:
            given[name] = value
    return given


def is_asked(need: Need) -> bool:
    """Whether the chat asks for it; notes are only taken where they are typed."""
    return need.field not in NOT_ASKED and not (need.field == "reason" and need.optional)


def name_of(need: Need) -> str:
    """The question's name: a limit is named by its clock."""
    return "clock" if need.field == "start_seq" else need.field


def needed_for(name: str) -> Callable[[Answers], bool]:
    """Whether a question is among those wanted now, given the ground that was chosen."""

    def needed(answers: Answers) -> bool:
        ticks = answers.get(TICKS) or {}
        conditional = any(name in fields for fields in ticks.values())
        return name in answers.get(ASKED, ()) and (not conditional or name in ticks.get(answers.get("ground"), ()))

    return needed
