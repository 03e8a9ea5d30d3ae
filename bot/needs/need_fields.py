"""Maps every need of the law to its field in the chat, by kind alone."""

from __future__ import annotations

from typing import assert_never

from bot.context import Question
from bot.needs.attachment_field import with_files
from bot.needs.choice_field import listed_question
from bot.needs.clock_field import clock_question
from bot.needs.department_fields import colleague_question, department_question, departments_question
from bot.needs.need_answers import inputs_of
from bot.needs.typed_field import typed_question
from regulation.need import Kind, Need
from regulation.states import Action


def questions_for(action: Action) -> tuple[Question, ...]:
    """All questions that this act may ask, in whatever state it is done."""
    return tuple(question_of(action, need) for need in inputs_of(action).values())


def question_of(action: Action, need: Need) -> Question:
    """The question for the need; options that depend on the ticket are looked up when it is asked."""
    match need.kind:
        case Kind.DEPARTMENT:
            return department_question(action, need)
        case Kind.DEPARTMENTS:
            return departments_question(need)
        case Kind.PERSON:
            return colleague_question(need)
        case Kind.CLOCK:
            return clock_question(need)
        case Kind.YES_NO | Kind.TICK | Kind.SCORE | Kind.CHOICE | Kind.CHOICES:
            return listed_question(action, need)
        case Kind.TEXT | Kind.ANSWER | Kind.MARK | Kind.NUMBER | Kind.DATE | Kind.PAST_DATE | Kind.LENGTH:
            question = typed_question(action, need)
            return with_files(question) if need.files else question
        case unknown:
            assert_never(unknown)
